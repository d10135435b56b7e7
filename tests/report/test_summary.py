from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.summary import plain_summary

from .ledger import made_up_hypotheses


def _primary(frames: SimpleNamespace, contrast: int, **values: object) -> pd.DataFrame:
    """The effects with other values in the primary outcome's endpoint row of that place."""
    effects = frames.effects.copy()
    at = effects[
        (effects["outcome"] == "phq9") & (effects["analysis"] == "mmrm") & effects["endpoint"]
    ].index[contrast]
    for name, value in values.items():
        effects.loc[at, name] = value
    return effects


def _said(plan: Plan, frames: SimpleNamespace, effects: pd.DataFrame) -> str:
    return " ".join(plain_summary(plan, frames.models, effects))


def test_a_clear_difference_is_said_with_its_interval(plan: Plan, frames: SimpleNamespace) -> None:
    effects = _primary(
        frames, 0, estimate=-4.12, ci_lower=-5.61, ci_upper=-2.63, p_value=0.00001, favours="ipt",
        conclusion="test arm better",
    )  # fmt: skip
    said = _said(plan, frames, effects)
    assert (
        "IPT ended 4.1 points lower than Waitlist (95% CI 5.6 lower to 2.6 lower; "
        "p\u00a0<\u00a0.001). "
        "The interval excludes a difference of zero; it favours IPT. Conclusion by the plan: IPT "
        "better."
    ) in said
    assert said.startswith("120 people were randomised to 3 arms.")


def test_an_interval_over_zero_claims_neither_difference_nor_equality(
    plan: Plan, frames: SimpleNamespace
) -> None:
    effects = _primary(
        frames, 0, estimate=-0.8, ci_lower=-2.3, ci_upper=0.7, p_value=0.3, favours="ipt",
        conclusion="no difference shown",
    )  # fmt: skip
    said = _said(plan, frames, effects)
    assert "95% CI 2.3 lower to 0.7 higher; p\u00a0=\u00a0.300" in said
    assert "does not show which arm is better, nor that they are equal" in said


def test_a_limit_next_to_zero_keeps_its_side(plan: Plan, frames: SimpleNamespace) -> None:
    effects = _primary(frames, 0, estimate=-2.5, ci_lower=-5.0, ci_upper=-0.02)
    assert "2.50 points lower than Waitlist (95% CI 5.00 lower to 0.02 lower" in _said(
        plan, frames, effects
    )


@pytest.mark.parametrize(
    ("upper", "words"), [(2.4, "stays within that margin"), (2.6, "reaches beyond that margin")]
)
def test_non_inferiority_is_read_from_the_worse_end(
    plan: Plan, frames: SimpleNamespace, upper: float, words: str
) -> None:
    effects = _primary(frames, 2, estimate=0.5, ci_lower=-1.4, ci_upper=upper)
    assert f"IPT is at most 2.5 points worse; the interval {words}" in _said(plan, frames, effects)


@pytest.mark.parametrize("upper", [2.4, 2.6])
def test_as_good_as_is_said_of_an_interval_between_the_margins(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace, upper: float
) -> None:
    asked = [each.model_dump(mode="json") for each in plan.contrasts]
    asked[2]["hypothesis"] = "equivalence"
    effects = _primary(frames, 2, hypothesis="equivalence", ci_lower=-2.4, ci_upper=upper)
    said = _said(change_plan(contrasts=asked), frames, effects)
    assert "IPT and CBT are equally good, neither better by 2.5 points or more" in said
    assert ("IPT is as good as CBT, to that margin." in said) == (upper < 2.5)


def test_no_result_is_said_as_such(plan: Plan, frames: SimpleNamespace) -> None:
    assert "IPT against Waitlist: not estimable" in _said(
        plan, frames, _primary(frames, 0, estimate=float("nan"), status="not estimable")
    )
    failed = _said(plan, frames, _primary(frames, 0, status="not converged"))
    assert "no result can be given" in failed
    assert "not converged" in failed


def test_it_is_read_from_the_primary_analysis(plan: Plan, frames: SimpleNamespace) -> None:
    doubtful = frames.effects.assign(
        status=frames.effects["status"].mask(frames.effects["analysis"] == "growth", "failed")
    )
    assert _said(plan, frames, doubtful) == _said(plan, frames, frames.effects)
    lost = _said(plan, frames, _primary(frames, 0, status="failed"))
    assert lost != _said(plan, frames, frames.effects)


def test_an_analysis_that_ends_before_the_endpoint_is_told(
    plan: Plan, frames: SimpleNamespace
) -> None:
    early = frames.effects[~frames.effects["endpoint"]]
    said = _said(plan, frames, early)
    assert "No contrast can be given: Week 16 is not among the visits of the primary model." in said
    assert "asks no contrast" not in said


def test_an_outcome_without_contrasts_is_told(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    contrasts = plan.model_dump(mode="json")["contrasts"]
    secondary = change_plan(contrasts=[each for each in contrasts if "hrsd17" in each["outcomes"]])
    of = (frames.effects["outcome"] == "hrsd17") & (frames.effects["comparison"] == "cbt")
    effects = frames.effects[of]
    assert "The plan asks no contrast of Depression, self-report (PHQ-9)." in _said(
        secondary, frames, effects
    )


def test_only_what_standard_errors_do_not_allow_for_deserves_caution(
    plan: Plan, frames: SimpleNamespace
) -> None:
    calm = frames.effects.assign(status="singular")
    assert _said(plan, frames, calm) == _said(plan, frames, frames.effects)
    doubtful = _said(plan, frames, calm.assign(caution=True))
    assert doubtful.count("deserve caution") == len(plan.contrasts_of("phq9"))


@pytest.mark.parametrize("reason", [None, "", "arm cannot be told from site:"])
def test_a_reason_that_is_not_there_leaves_no_end_of_a_sentence(
    plan: Plan, frames: SimpleNamespace, reason: str | None
) -> None:
    lost = _primary(frames, 0, estimate=float("nan"), status="not estimable", reason=reason)
    why = ", because arm cannot be told from site" if reason else ""
    assert f"IPT against Waitlist: not estimable{why}." in _said(plan, frames, lost)


def test_numbers_next_to_zero_and_singular_fits_are_told(
    plan: Plan, frames: SimpleNamespace
) -> None:
    level = _primary(
        frames, 0, estimate=0.0, ci_lower=-1.0, ci_upper=1.0, p_value=1.0, status="singular",
        caution=True,
    )  # fmt: skip
    said = _said(plan, frames, level)
    assert "IPT ended level with Waitlist, to the last digit shown (95% CI 1.00 lower" in said
    assert "in a way that its standard errors do not allow for: they deserve caution." in said


@pytest.mark.parametrize(
    ("holds", "words"),
    [
        ("shown", "(main): shown, adjusted p = .034."),
        ("shown alone, not within its family", "(main): not shown, although it is alone"),
    ],
)
def test_a_family_has_the_last_word(
    plan: Plan, frames: SimpleNamespace, holds: str, words: str
) -> None:
    rows = made_up_hypotheses(frames.effects)
    assert "family" not in " ".join(plain_summary(plan, frames.models, frames.effects))
    within = rows.assign(family="main", adjustment="holm", p_adjusted=0.034, holds=holds)
    said = " ".join(plain_summary(plan, frames.models, frames.effects, None, within))
    assert words in said.replace("\u00a0", " ")
