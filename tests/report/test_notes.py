from __future__ import annotations

from collections.abc import Callable

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.notes import analysis_notes

from .made_up import typed

FOUND = {
    "outcome": "phq9",
    "analysis": "growth",
    "software": "statsmodels 0.15.0",
    "status": "fitted",
    "participants": 240,
    "of_participants": 240,
    "estimate_difference": 0.00031,
    "se_difference": 0.0443,
}


def _second_opinion(plan: Plan, **changes: object) -> str:
    agreement = typed("agreement", [FOUND | changes])
    return analysis_notes(plan, (), agreement)[0]


def test_notes_of_earlier_stages_come_first(plan: Plan) -> None:
    notes = analysis_notes(plan, ["A note.", " "], typed("agreement", [FOUND]))
    assert notes[0] == "A note." and notes[1].startswith("Depression, self-report (PHQ-9), growth")
    assert len(notes) == 2


def test_what_other_software_found_is_said_with_the_analysis(plan: Plan) -> None:
    said = _second_opinion(plan)
    assert said == (
        "Depression, self-report (PHQ-9), growth model: statsmodels 0.15.0 finds the same "
        "estimates to within 0.0003 standard errors. Its standard errors, which are computed "
        "otherwise, differ from those here (before the Kenward–Roger adjustment) by at most 4.4%."
    )
    lost = _second_opinion(plan, status="not converged")
    assert lost.endswith(
        "growth model: statsmodels 0.15.0, asked as a second opinion, found no fit."
    )


def test_only_where_standard_errors_were_adjusted_is_it_said(
    change_plan: Callable[..., Plan],
) -> None:
    plan = change_plan(models={"growth": {"df": "satterthwaite"}})
    assert "differ from those here by at most 4.4%." in _second_opinion(plan)
