from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.methods import methods_paragraph


def _with_mmrm(plan: Plan, **changes: Any) -> dict[str, Any]:
    models: dict[str, Any] = plan.models.model_dump(mode="json", exclude_unset=True)
    models["mmrm"] |= changes
    if "baseline" in changes:
        del models["mmrm"]["missing_baseline"]
    return models


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"df": "satterthwaite"},
         ("with Satterthwaite",
          "treatment for each therapist and each therapy group in CBT and IPT. It was fitted "
          "by restricted maximum likelihood, with Kenward")),
        ({"covariance": "cs"},
         ("compound-symmetric", "an unstructured covariance matrix among the visits")),
        ({"missing_baseline": "exclude"},
         ("without a baseline score were excluded", "replaced by the mean of all arms")),
        ({"baseline": "constrained"},
         ("constrained longitudinal data analysis", "baseline score by visit")),
    ],
)  # fmt: skip
def test_the_text_changes_with_the_plan(
    change_plan: Callable[..., Plan],
    plan: Plan,
    frames: SimpleNamespace,
    change: dict[str, str],
    words: tuple[str, str],
) -> None:
    now, no_more = words
    before = methods_paragraph(plan, frames.models)
    after = methods_paragraph(change_plan(models=_with_mmrm(plan, **change)), frames.models)
    assert now not in before
    assert no_more in before
    assert now in after
    assert no_more not in after


def test_a_fit_that_departs_from_the_plan_is_told(plan: Plan, frames: SimpleNamespace) -> None:
    assert "departs" not in methods_paragraph(plan, frames.models)
    other = frames.models.assign(df_method="residual")
    assert "departs from the plan: some fits used residual" in methods_paragraph(plan, other)


def test_counts_and_statuses_come_from_the_fits(plan: Plan, frames: SimpleNamespace) -> None:
    models = frames.models.copy()
    own = (models["outcome"] == "phq9") & (models["analysis"] == "mmrm")
    models.loc[own, "baseline_imputed"] = 5
    models["excluded"] = 0
    models.loc[0, "excluded"] = 1
    text = methods_paragraph(plan, models)
    assert "5 people for Depression, self-report (PHQ-9)" in text
    assert (
        "1 person for Depression, self-report (PHQ-9) (mixed model for repeated measures)" in text
    )
    assert (
        "The model failed for Interpersonal problems (IIP-32), mixed model for repeated measures."
    ) in text
    assert "All models converged." in methods_paragraph(
        plan, models.assign(status="ok", reason=None)
    )
    stopped = methods_paragraph(plan, models.assign(status="not converged"))
    assert "The models did not converge for Depression, self-report (PHQ-9), mixed" in stopped


def test_design_contrasts_and_versions_are_named(plan: Plan, frames: SimpleNamespace) -> None:
    text = methods_paragraph(plan, frames.models, {"Python": "3.11.7", "ipt-outcomes": "0.1.0"})
    for said in (
        "The participants are simulated, not real.",
        "Waitlist (control), CBT (active comparator) or IPT (treatment)",
        "planned assessments were Baseline (week 0), Week 4, Week 8",
        "The primary outcome was Depression, self-report (PHQ-9) at Week 16.",
        "stratified by stratum",
        "IPT minus CBT (non-inferiority, margin 2.5 points, for Depression, self-report (PHQ-9))",
        "missing at random",
        "not estimable",
        "Python 3.11.7 and ipt-outcomes 0.1.0",
    ):
        assert said in text


def test_the_real_trials_paragraph(real_plan: Plan, real_frames: SimpleNamespace) -> None:
    text = methods_paragraph(real_plan, real_frames.models)
    assert "simulated" not in text
    assert "antidepressant and episode length" in text
    assert "straight line from Baseline to 8 months" in text


def test_each_analysis_has_its_paragraph(plan: Plan, frames: SimpleNamespace) -> None:
    paragraphs = methods_paragraph(plan, frames.models).split("\n\n")
    assert paragraphs[2].startswith(
        "Each outcome was analysed by a mixed model for repeated measures of the scores after "
        "baseline, with arm, visit, arm by visit, baseline score, baseline score by visit and "
        "stratum as fixed effects, and an unstructured covariance matrix among the visits of a "
        "person. It had a random effect that grows over the treatment for each therapist and each "
        "therapy group in CBT and IPT. It was fitted by restricted maximum likelihood, with"
    )
    assert paragraphs[3].startswith("As a second view of the same data, a growth model described")
    assert paragraphs[3].endswith("with Kenward–Roger degrees of freedom.")


def test_analyses_that_treat_the_baseline_alike_say_it_once(
    change_plan: Callable[..., Plan], make_frames: Callable[..., SimpleNamespace]
) -> None:
    named = {"kind": "mmrm", "name": "simple", "label": "Simple model", "outcomes": ["phq9"]}
    plan = change_plan(analyses=[named])
    text = methods_paragraph(plan, make_frames(plan, per_arm=8).models)
    assert text.count("a missing baseline score was replaced by the mean of all arms") == 1
    assert "3 people for every outcome (mixed model for repeated measures); 3 people for Depr" in (
        text
    )
    assert "(PHQ-9) (Simple model)" in text


def test_an_analysis_for_a_further_estimand_is_no_second_primary_one(
    plan: Plan, change_plan: Callable[..., Plan], make_frames: Callable[..., SimpleNamespace]
) -> None:
    """Each names its estimand and what it makes of scores after an event."""
    first = [each.model_dump(mode="json") for each in plan.estimands]
    policy = {"name": "policy", "label": "Whatever happens", "population": "adults",
              "events": {"crossed_over": "treatment_policy"}}  # fmt: skip
    carried = {"name": "carried", "label": "Until then", "outcomes": ["phq9"],
               "events": {"crossed_over": "while_on_treatment"}}  # fmt: skip
    changed = change_plan(estimands=[*first, policy, carried])
    paragraphs = methods_paragraph(changed, make_frames(changed, per_arm=8).models).split("\n\n")
    assert paragraphs[1].endswith(
        "The estimand of the analyses, unless said otherwise, was “Treatment as allocated, whoever "
        "stays in it”. After “Waitlist began treatment”, scores were not used, and what they would "
        "have been without it was estimated as of scores missing at random (hypothetical)."
    )
    assert paragraphs[4].startswith(
        "For a further estimand, “Whatever happens”, in adults, the primary analysis of each "
        "outcome was made again: the same model (mixed model for repeated measures) with the same "
        "covariates, of the scores as this estimand has them: after “Waitlist began treatment”, "
        "scores counted as given (treatment policy). It was fitted by restricted maximum"
    )
    assert (
        "“Until then”, the primary analysis of Depression, self-report (PHQ-9) was"
        in (paragraphs[5])
    )
    assert "the last score before it stood for all later visits (while on" in paragraphs[5]
    text = "\n".join(paragraphs)
    assert text.count("As a second view of the same data") == 1
    assert text.count("was analysed by a mixed model") == 1


def test_a_plan_without_events_speaks_of_none(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    text = methods_paragraph(change_plan(events=[], estimands=[]), frames.models)
    assert "estimand" not in text and "after an event" not in text
