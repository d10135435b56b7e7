"""What words say of an assessment's time."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.proposal.visit_words import arm_of_event, visit_mark, without_arm


@pytest.mark.parametrize(
    ("word", "name", "week", "phase"),
    [
        ("pre", "baseline", 0, "baseline"),
        ("baseline_arm_1", "baseline", 0, "baseline"),
        ("t0", "baseline", 0, "baseline"),
        ("w0", "baseline", 0, "baseline"),
        ("post", "post", None, "treatment"),
        ("w4", "week_4", 4, "treatment"),
        ("week_12_arm_2", "week_12", 12, "treatment"),
        ("2m", "month_2", 8.7, "treatment"),
        ("month_8", "month_8", 34.8, "treatment"),
        ("day_28", "day_28", 4, "treatment"),
        ("fu", "follow_up", None, "follow_up"),
        ("fu6m", "follow_up_month_6", None, "follow_up"),
        ("6m_fu", "follow_up_month_6", None, "follow_up"),
        ("6_wochen", "week_6", 6, "treatment"),
        ("3_mois", "month_3", 13.0, "treatment"),
        ("1y", "year_1", 52.2, "treatment"),
        ("s12", "session_12", None, "treatment"),
        ("aufnahme", "baseline", 0, "baseline"),
        ("katamnese", "follow_up", None, "follow_up"),
        ("v3", "visit_3", None, "treatment"),
        ("7", "visit_7", None, "treatment"),
        ("screening_arm_1", "screening", None, "baseline"),
        ("baseline_visit_arm_1b", "baseline", 0, "baseline"),
        ("mid_treatment_arm_2", "mid", None, "treatment"),
        ("end_of_therapy", "post", None, "treatment"),
        ("3_month_follow_up_arm_1", "follow_up_month_3", None, "follow_up"),
        ("week_4_arm_2_waitlist", "week_4", 4, "treatment"),
    ],
)
def test_words_of_visits(word: str, name: str, week: float | None, phase: str) -> None:
    mark = visit_mark(word)
    assert mark is not None
    assert (mark.name, mark.week, mark.phase) == (name, week, phase)


@pytest.mark.parametrize("word", ["", "wt", "total", "drug", "preference", "weekly", "q1"])
def test_words_that_say_nothing_of_time(word: str) -> None:
    assert visit_mark(word) is None


def test_the_arm_in_an_events_name() -> None:
    assert (without_arm("week_4_arm_2"), arm_of_event("week_4_arm_2")) == ("week_4", "2")
    assert (without_arm("arm_wrestling"), arm_of_event("arm_wrestling")) == ("arm_wrestling", None)
