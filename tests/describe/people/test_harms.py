"""Adverse events by arm, counted by hand; intervals against published ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.people.attrition_leaving import people_leaving
from ipt_outcomes.describe.people.harms_kinds import kinds_of_events
from ipt_outcomes.describe.people.harms_tables import harms_by_arm, harms_compared
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

from .small_trial import people_of, scores_of, small_plan


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return small_plan(tmp_path_factory.mktemp("plan"))


def events(*rows: tuple[str, str, bool, float, str | None, str | None]) -> pd.DataFrame:
    columns = ["participant", "event", "serious", "day", "severity", "related"]
    found = pd.DataFrame(rows, columns=columns)
    found["number"] = found.groupby("participant").cumcount() + 1
    return typed("adverse_events", found)


def harms_of(plan: Plan, happened: pd.DataFrame, n: int = 80) -> pd.DataFrame:
    arms = {f"{arm.name}{number}": arm.name for arm in plan.arms for number in range(n)}
    days = [np.nan if who != "ipt0" else 70.0 for who in arms]
    people = people_of(arms, withdrawal_day=days)
    outcomes = scores_of(plan, people, dict.fromkeys(arms, [10.0] * 7))
    made = harms_by_arm(plan, people_leaving(plan, people, outcomes), happened)
    return checked("harms", typed("harms", made))


HAPPENED = events(
    ("ipt1", "fall", False, 20.0, "mild", "no"),
    ("ipt1", "fall", False, 40.0, "severe", "no"),
    ("ipt2", "admission", True, np.nan, None, "yes"),
    ("cbt1", "fall", False, 10.0, "mild", "unclear"),
    ("cbt2", "admission", True, -4.0, None, "no"),
)


def row(harms: pd.DataFrame, kind: str, arm: str, event: str | None = None) -> pd.Series:
    own = harms[(harms["kind"] == kind) & (harms["arm"] == arm)]
    own = own if event is None else own[own["event"] == event]
    assert len(own) == 1
    return own.iloc[0]


def test_people_and_events_are_counted_apart(plan: Plan) -> None:
    harms = harms_of(plan, HAPPENED)
    assert row(harms, "any", "ipt")[["people", "events", "n"]].tolist() == [2, 3, 80]
    assert row(harms, "category", "ipt", "fall")[["people", "events"]].tolist() == [1, 2]
    assert row(harms, "serious", "ipt")[["people", "events"]].tolist() == [1, 1]
    assert row(harms, "severe", "ipt")[["people", "events"]].tolist() == [1, 1]
    assert row(harms, "related", "ipt")[["people", "events"]].tolist() == [1, 1]
    assert row(harms, "any", "waitlist")[["people", "events"]].tolist() == [0, 0]


def test_what_is_unclear_is_counted_apart_and_not_as_not_serious(plan: Plan) -> None:
    unclear = HAPPENED.copy()
    unclear.loc[unclear["participant"] == "ipt1", "serious"] = pd.NA
    harms = harms_of(plan, unclear)
    assert row(harms, "serious_unclear", "ipt")[["people", "events"]].tolist() == [1, 2]
    assert row(harms, "serious", "ipt")[["people", "events"]].tolist() == [1, 1]
    assert row(harms, "related_unclear", "cbt")[["people", "events"]].tolist() == [1, 1]
    assert "serious_unclear" not in set(harms_of(plan, HAPPENED)["kind"])


def test_what_happened_before_randomisation_does_not_count(plan: Plan) -> None:
    harms = harms_of(plan, HAPPENED)
    assert row(harms, "serious", "cbt")["people"] == 0
    assert row(harms, "any", "cbt")["people"] == 1


def test_a_rate_is_of_the_years_in_the_trial(plan: Plan) -> None:
    harms = harms_of(plan, HAPPENED)
    # Everybody is followed for 308 days, but for one who left on day 70.
    years = (79 * 308 + 70) / 365.25
    assert row(harms, "any", "ipt")["person_years"] == pytest.approx(years)
    assert row(harms, "any", "ipt")["rate"] == pytest.approx(3 / years)


def test_the_most_frequent_category_comes_first_and_what_is_not_recorded_is_not_there() -> None:
    kinds = [(kind, event) for kind, event, _ in kinds_of_events(HAPPENED)]
    assert kinds == [
        ("any", None), ("serious", None), ("severe", None), ("related", None),
        ("related_unclear", None), ("category", "fall"), ("category", "admission"),
    ]  # fmt: skip
    bare = HAPPENED.assign(severity=None, related=None)
    assert [kind for kind, _, _ in kinds_of_events(bare)][:3] == ["any", "serious", "category"]


def test_no_event_at_all_is_none_of_each_arm(plan: Plan) -> None:
    harms = harms_of(plan, events())
    assert harms["kind"].unique().tolist() == ["any", "serious"]
    assert harms["people"].sum() == 0


def compared(plan: Plan, happened: dict[str, int], n: dict[str, int]) -> pd.DataFrame:
    """The pairs, of arms of so many people, so many of whom had an event on day 5."""
    arms = {f"{arm}{number}": arm for arm, many in n.items() for number in range(many)}
    people = people_of(arms, withdrawal_day=[np.nan] * len(arms))
    outcomes = scores_of(plan, people, dict.fromkeys(arms, [10.0] * 7))
    rows = [
        (f"{arm}{number}", "fall", False, 5.0, None, None)
        for arm, many in happened.items()
        for number in range(many)
    ]
    made = harms_compared(plan, people_leaving(plan, people, outcomes), events(*rows))
    made = checked("harms_comparisons", typed("harms_comparisons", made))
    return made[made["kind"] == "any"].set_index(["test", "comparison"])


def test_newcombes_interval_is_the_published_one(plan: Plan) -> None:
    """Newcombe 1998, table II, method 10: 56/70 - 48/80 and 10/10 - 0/20."""
    n = {"ipt": 70, "waitlist": 80, "cbt": 20}
    found = compared(plan, {"ipt": 56, "waitlist": 48, "cbt": 0}, n).loc[("ipt", "waitlist")]
    assert found["estimate"] == pytest.approx(0.2)
    assert found[["ci_lower", "ci_upper"]].tolist() == pytest.approx([0.0524, 0.3339], abs=5e-5)
    found = compared(plan, {"ipt": 10, "waitlist": 48}, n | {"ipt": 10}).loc[("ipt", "cbt")]
    assert found[["ci_lower", "ci_upper"]].tolist() == pytest.approx([0.6791, 1.0], abs=5e-5)


def test_few_people_are_marked_and_an_empty_arm_is_not_compared(plan: Plan) -> None:
    own = compared(plan, {"ipt": 1, "waitlist": 2}, {"ipt": 4, "waitlist": 30, "cbt": 0})
    assert bool(own.loc[("ipt", "waitlist"), "few"])
    assert own.loc[("ipt", "cbt"), "status"] == "not estimable"
    assert np.isnan(own.loc[("ipt", "cbt"), "estimate"])


def followed(plan: Plan, day: float) -> pd.DataFrame:
    """Of a waitlist that is assessed to week 16, and treated people to week 40."""
    arms = {f"{arm.name}{number}": arm.name for arm in plan.arms for number in range(50)}
    people = people_of(arms, withdrawal_day=[np.nan] * len(arms))
    full, short = [10.0] * 7, [10.0] * 5 + [np.nan] * 2
    scores = {who: short if arm == "waitlist" else full for who, arm in arms.items()}
    leaving = people_leaving(plan, people, scores_of(plan, people, scores))
    assert leaving.until["waitlist"] < leaving.until["ipt"]
    rows = [("ipt0", "fall", False, 20.0, None, None), ("ipt1", "fall", False, day, None, None)]
    rows += [("waitlist0", "fall", False, 20.0, None, None)]
    harms = harms_by_arm(plan, leaving, events(*rows))
    assert row(harms, "any", "ipt")["people"] == 2
    years = 50 * leaving.until["waitlist"] / 365.25
    assert row(harms, "any", "waitlist")["person_years"] == pytest.approx(years)
    return harms_compared(plan, leaving, events(*rows)).set_index(["kind", "test", "comparison"])


def test_arms_are_compared_for_as_long_as_both_are_followed(plan: Plan) -> None:
    """Sixteen weeks of waiting stood beside forty of treatment, and waiting looked safe."""
    own = followed(plan, day=250.0)
    assert (own.loc[("any", "ipt", "waitlist"), "estimate"] == 0.0).all()
    assert (own.loc[("any", "ipt", "cbt"), "people_test"] == 2).all()


def test_events_without_a_day_are_of_no_common_time(plan: Plan) -> None:
    own = followed(plan, day=np.nan).loc["any"]
    assert own.loc[("ipt", "waitlist"), "status"] == "not estimable"
    assert "have no day" in str(own.loc[("ipt", "waitlist"), "reason"])
    assert own.loc[("ipt", "cbt"), "status"] == "ok"
