"""What is said of missing data is said of those who were counted: the people in the models."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.methods_missing import missing_in_words


def counted(frames: SimpleNamespace, **counts: object) -> pd.DataFrame:
    models: pd.DataFrame = frames.models.assign(**counts)
    return models


def test_nobody_in_the_models_is_not_nobody(plan: Plan, frames: SimpleNamespace) -> None:
    """45 without a baseline, and none of them with a later score, are in no model."""
    said = missing_in_words(
        plan, counted(frames, baseline_imputed=0, covariate_imputed=0, without_outcome=45)
    )
    assert "; nobody in the models lacked a baseline score." in said
    assert "; nobody in the models lacked a covariate." in said
    assert "nobody's was missing" not in said and "45 people" in said


def test_the_people_of_a_frame_are_those_of_the_sentence(
    plan: Plan, frames: SimpleNamespace
) -> None:
    """Whom the model does not see is not counted as filled in, though the baseline is missing."""
    outcomes = frames.outcomes.copy()
    people = outcomes["participant"].unique()[:5]
    own = (outcomes["outcome"] == "phq9") & outcomes["participant"].isin(people)
    outcomes.loc[own, "score"] = float("nan")
    columns = dict.fromkeys((*plan.stratification, *(each.name for each in plan.clusters)), "1")
    participants = outcomes.drop_duplicates("participant")[["participant", "arm"]].assign(**columns)
    tables = {"participants": participants, "outcomes": outcomes}
    counts = planned_analysis(plan, "phq9").frame(tables).analysis_set.iloc[0]
    assert counts["baseline_imputed"] == 0 and counts["without_outcome"] >= 5


def test_of_models_without_a_result_nothing_is_said_to_have_been_replaced(
    plan: Plan, frames: SimpleNamespace
) -> None:
    failed = frames.models["analysis"] == "mmrm"
    models = frames.models.assign(status=frames.models["status"].mask(failed, "failed"))
    said = missing_in_words(plan, models)
    assert "replaced by the mean of all arms" not in said
    assert "Mixed model for repeated measures: no result, and so nothing became of" in said
    methods = methods_paragraph(plan, models)
    assert "It was to be fitted by restricted maximum likelihood" in methods
    assert methods.count("It was fitted by") == 1


def test_failed_models_do_not_count_among_those_filled_in(
    plan: Plan, frames: SimpleNamespace
) -> None:
    """Of 3 a model, the failed one's are in no result."""
    said = missing_in_words(plan, frames.models)
    _, _, rest = said.partition("a missing baseline score was replaced")
    assert "Interpersonal problems" not in rest.partition(". ")[0]
    assert "3 people for Depression, self-report (PHQ-9);" in rest


def test_scores_of_people_who_are_left_out_are_not_said_to_be_used(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    assert "every observed score of the people in them" in missing_in_words(
        change_plan(), frames.models
    )


@pytest.mark.parametrize(
    ("status", "caution", "words"),
    [
        ("ok", False, "All models converged."),
        (
            "singular",
            False,
            "which the method behind standard errors and degrees of freedom allows",
        ),
        ("singular", True, "so that their standard errors deserve caution ("),
    ],
)
def test_what_is_singular_is_told_apart(
    plan: Plan, frames: SimpleNamespace, status: str, caution: bool, words: str
) -> None:
    models = frames.models.assign(status=status, reason=None, caution=caution)
    said = methods_paragraph(plan, models)
    assert words in said and "All models converged." in said
    assert ("deserve caution" in said) == caution


def test_baselines_that_are_outcomes_leave_out_who_lacks_a_covariate(
    plan: Plan, change_plan: Callable[..., Plan]
) -> None:
    from ipt_outcomes.sensitivity.baseline_words import baseline_in_words

    models = plan.models.model_dump(mode="json", exclude_unset=True)
    strict = change_plan(models=models | {"missing_covariate": "exclude"})
    assert "everybody with a score stays in" in baseline_in_words(plan, "free", adjusted=True)[1]
    said = baseline_in_words(strict, "free", adjusted=True)[1]
    assert "everybody with a score and all covariates stays in" in said
    alone = baseline_in_words(strict, "free", adjusted=False)[1]
    assert "everybody with a score stays in" in alone


def test_what_is_asked_for_as_a_scenario_is_said_not_to_be_primary(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    reasons = {"moved away": "mar", "no time": "j2r"}
    missing = {"also": ["locf", "completers"], "reasons": reasons, "other_reasons": "cir"}
    said = missing_in_words(change_plan(missing=missing), frames.models)
    assert "The last score carried forward stands among the scenarios, for readers who ask" in said
    assert "not the primary analysis: who stays differs from who leaves" in said
    assert (
        "A scenario takes people who left by their reason: “moved away”: missing at random; “no "
        "time”: jump to reference; another reason, or none: copy increments in reference." in said
    )
    plain = missing_in_words(change_plan(missing={}), frames.models)
    assert "among the scenarios" not in plain and "by their reason" not in plain
