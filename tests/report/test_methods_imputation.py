"""How missing scores were imputed is said as the plan and the fits have it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reference_arm import reference_arm
from ipt_outcomes.report import methods_imputation
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.methods_imputation import imputation_in_words, imputed_outcomes
from ipt_outcomes.sensitivity import imputed

ChangePlan = Callable[..., Plan]


def scenarios(
    plan: Plan, family: str = "missing_scores", without: Collection[str] = ()
) -> pd.DataFrame:
    """What is asked of the table: the family, the outcome and the choice."""
    choices = ["planned", "mar", "weighted", "lmcf", "worse", "selection"]
    choices += ["by_reason"] * bool(plan.missing.reasons)
    if reference_arm(plan) is not None:
        choices += ["j2r", "cr", "cir", *["j2r_jackknife"] * (not plan.clusters)]
    rows = [
        (family, outcome.name, choice)
        for outcome in plan.outcomes
        for choice in choices
        if choice not in without
    ]
    return pd.DataFrame(rows, columns=["family", "outcome", "choice"])


def said(plan: Plan, frames: SimpleNamespace) -> str:
    return " ".join(imputation_in_words(plan, frames.models, scenarios(plan)))


def test_what_was_not_computed_is_not_claimed(plan: Plan, frames: SimpleNamespace) -> None:
    """A waitlist that crossed over has no scores to jump to: Methods said that it was done."""
    found = scenarios(plan, without=("j2r", "cr", "cir", "weighted", "by_reason"))
    _, assumed = imputation_in_words(plan, frames.models, found)
    for words in ("reference", "inverse", "reason for leaving", "no conclusion that they are"):
        assert words not in assumed.replace("named with the reason", "")
    assert "last mean carried forward; worse than under missing at random" in assumed
    some = scenarios(plan, without=("cr",))
    _, assumed = imputation_in_words(plan, frames.models, some)
    assert "jump to reference and copy increments in reference, the reference arm" in assumed


def models(plan: Plan, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = plan.models.model_dump(mode="json", exclude_unset=True)
    return found | changes


def test_the_model_its_draws_the_comparison_and_the_pooling(
    plan: Plan, frames: SimpleNamespace
) -> None:
    how, assumed = imputation_in_words(plan, frames.models, scenarios(plan))
    for words in (
        "missing scores of Depression, self-report (PHQ-9) were imputed",
        "(mixed model for repeated measures), with its random effects of therapists and therapy "
        "groups, fitted by restricted maximum likelihood",
        "There were 100 under each assumption",
        "inverse-Wishart prior (degrees of freedom: two more than there are visits)",
        "half-t priors with 2 degrees of freedom",
        "analysis of covariance with the same covariates, the baseline score and stratum, and "
        "random effects of the same therapists and therapy groups",
        "Rubin's rules, with the degrees of freedom of Barnard and Rubin",
    ):
        assert words in how
    for words in (
        "the reference arm being Waitlist",
        "by the reason for leaving",
        "by the margin (2.5 points), of people who left the test arm",
        "the least difference that patients notice (5 points) having 2 times the odds",
        "inverse of their probability of staying",
        "groups of people who shared no therapist or therapy group with others",
        "tipping points",
        "no conclusion that they are was drawn",
    ):
        assert words in assumed
    assert "jackknife" not in assumed
    text = methods_paragraph(plan, frames.models, scenarios=scenarios(plan))
    assert how in text.split("\n\n") and assumed in text.split("\n\n")


def test_nothing_is_said_to_be_imputed_where_nothing_was(
    plan: Plan, change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    """Without scenarios, without any of this family, and of an outcome that lacks no score."""
    assert imputation_in_words(plan, frames.models, None) == ()
    assert imputation_in_words(plan, frames.models, scenarios(plan, "clusters")) == ()
    every = change_plan(missing={"outcomes": "all"})
    two = scenarios(every).query("outcome in ['hrsd17', 'iip32']")
    how, _ = imputation_in_words(every, frames.models, two)
    assert (
        "missing scores of Depression, clinician (HRSD-17); and Interpersonal problems (IIP-32) "
        "were imputed"
    ) in how


def test_as_many_imputations_as_the_scenarios_have(
    plan: Plan, change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    assert (methods_imputation.MANY, methods_imputation.FEWER, methods_imputation.MANY_PEOPLE) == (
        imputed.MANY,
        imputed.FEWER,
        imputed.MANY_PEOPLE,
    )
    single = change_plan(clusters=[])
    assert "There were 1,000 under" in said(single, frames)
    many = SimpleNamespace(models=frames.models.assign(randomised=5001))
    assert "There were 100 under" in said(single, many)
    named = change_plan(clusters=[], missing={"imputations": 250})
    assert "There were 250 under" in said(named, many)
    fitted = frames.models["formula"].str.replace("us(", "cs(", regex=False)
    other = SimpleNamespace(models=frames.models.assign(formula=fitted))
    assert "There were 100 under" in said(single, other)
    assert "Wishart" not in said(single, other) and "independence sampler" in said(single, other)


def test_without_clusters_there_is_a_jackknife_and_a_sandwich_by_person(
    change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    text = said(change_plan(clusters=[]), frames)
    assert "standard errors from the jackknife" in text and "(CR2) by person." in text
    assert "half-t" not in text and "random effects" not in text


def test_what_the_plan_leaves_out_is_not_said(
    plan: Plan, change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    arms = [arm.model_dump(mode="json") for arm in plan.arms]
    arms[0]["role"] = "active_comparator"
    contrasts = [each.model_dump(mode="json") for each in plan.contrasts[:2]]
    bare = change_plan(arms=arms, missing={"leaving_odds": None}, contrasts=contrasts)
    text = said(bare, frames)
    for words in ("reference", "odds", "reason for", "inferiority"):
        assert words not in text
    assert (
        "by the least difference that patients notice (5 points), of people who left the test arm"
    ) in text


@pytest.mark.parametrize("mmrm", [None, {"baseline": "constrained"}, {"baseline": "free"}], ids=str)
def test_where_the_baseline_is_no_covariate_nothing_is_said(
    plan: Plan, change_plan: ChangePlan, frames: SimpleNamespace, mmrm: dict[str, str] | None
) -> None:
    other = change_plan(models=models(plan, mmrm=mmrm))
    assert (
        imputed_outcomes(other) == ()
        and imputation_in_words(other, frames.models, scenarios(other)) == ()
    )


def test_all_outcomes_where_the_plan_asks_each_with_its_own_difference(
    change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    every = change_plan(missing={"outcomes": "all"})
    text = said(every, frames)
    assert "missing scores of every outcome were imputed" in text
    assert "by the margin (2.5 points) of the PHQ-9, " in text
    assert "half a standard deviation of the baseline of the " in text


def test_an_analysis_of_one_visit_has_one_variance(
    plan: Plan, change_plan: ChangePlan, make_frames: Callable[..., SimpleNamespace]
) -> None:
    visits = [plan.baseline, next(v for v in plan.visits if v.name == "week_16")]
    once = change_plan(
        visits=[visit.model_dump(mode="json") for visit in visits], models={}, clusters=[]
    )
    text = said(once, make_frames(once, per_arm=6))
    assert "primary analysis (analysis of covariance), fitted" in text
    assert "the residual variance was drawn" in text and "(degrees of freedom: 3)" in text
    assert "at the visits at which" not in text and "There were 1,000 under" in text


def test_scenarios_are_of_the_first_estimand(
    plan: Plan, change_plan: ChangePlan, frames: SimpleNamespace
) -> None:
    assert "For the scenarios, missing scores" in said(plan, frames)
    aside = "and so were scores after an event that the estimand does not use"
    assert aside in said(plan, frames)
    policy = {"name": "policy", "label": "Policy", "events": {"crossed_over": "treatment_policy"}}
    own = [each.model_dump(mode="json") for each in plan.estimands]
    several = said(change_plan(estimands=[*own, policy]), frames)
    assert "For the scenarios, which are of the first estimand alone, missing" in several
    assert aside not in said(change_plan(estimands=[policy]), frames)
