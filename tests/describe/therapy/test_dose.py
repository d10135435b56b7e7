"""How much therapy there was, and each deviation from the protocol, counted by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.dose import therapy_attendance, therapy_counts, therapy_dose
from ipt_outcomes.describe.therapy.treated import arms_with_sessions, sessions_in_phases
from ipt_outcomes.plan.plan import Plan

PROTOCOL = {
    "arms": ["ipt"],
    "sessions": [3, 4],
    "minutes": [45, 50],
    "days_between": [5, 10],
    "per_protocol": 3,
    "phases": {"initial": [1, 2], "rest": [3, 4], "maintenance": [5, 6]},
}
PEOPLE = pd.DataFrame(
    {"participant": ["A", "B", "C", "W"], "arm": ["ipt", "ipt", "ipt", "cbt"]}
).astype("str")
# A came to all, and to maintenance; B missed the second and had a short one; C never came.
SESSIONS = pd.DataFrame(
    [
        ("A", 1, True, 2, 50), ("A", 2, True, 9, 50), ("A", 3, True, 12, 55),
        ("A", 4, True, 20, 45), ("A", 5, True, 50, 20), ("A", 6, False, 80, None),
        ("B", 1, True, 3, 45), ("B", 2, False, 10, None), ("B", 3, True, 17, 40),
        ("C", 1, False, 1, None), ("C", 2, None, 8, None),
    ],
    columns=["participant", "session", "attended", "day", "minutes"],
).astype(
    {"participant": "str", "session": "Int64", "attended": "boolean", "day": "float64",
     "minutes": "float64"}
)  # fmt: skip


@pytest.fixture(scope="module")
def changed(plan: Plan) -> Callable[..., Plan]:
    def change(*protocols: object, few: int = 0) -> Plan:
        return Plan.model_validate(
            plan.model_dump(exclude_unset=True) | {"protocol": list(protocols), "few": few},
            strict=False,
        )

    return change


def of(table: pd.DataFrame, quantity: str, phase: str | None = None) -> pd.Series:
    named = table["phase"].isna() if phase is None else table["phase"] == phase
    (row,) = (each for _, each in table[(table["quantity"] == quantity) & named].iterrows())
    return row


def test_the_dose_is_that_of_everybody_randomised(changed: Callable[..., Plan]) -> None:
    plan = changed(PROTOCOL)
    sessions = sessions_in_phases(plan, PEOPLE, SESSIONS)
    assert arms_with_sessions(plan, sessions) == ("ipt",)
    dose = therapy_dose(plan, PEOPLE, sessions)
    attended = of(dose, "attended")
    # A 4, B 2, C 0: the maintenance session is none of them.
    assert (attended["n"], attended["mean"], attended["maximum"]) == (3, 2.0, 4.0)
    assert of(dose, "planned")["mean"] == 3.0
    assert of(dose, "missed")["mean"] == pytest.approx(2 / 3)
    assert of(dose, "attended", "initial")["mean"] == 1.0
    # Of maintenance only those for whom it was planned.
    maintenance = of(dose, "attended", "maintenance")
    assert (maintenance["n"], maintenance["mean"]) == (1, 1.0)
    weeks = of(dose, "weeks")
    assert (weeks["n"], weeks["minimum"], weeks["maximum"]) == (2, 2.0, 18 / 7)
    # 7, 3 and 8 days of A, 14 of B, which missed one between.
    assert (of(dose, "days")["n"], of(dose, "days")["mean"]) == (4, 8.0)
    assert (of(dose, "minutes")["n"], of(dose, "minutes")["minimum"]) == (6, 40.0)
    assert of(dose, "homework")["n"] == 0


def test_who_was_offered_maintenance_and_never_came_has_none(changed: Callable[..., Plan]) -> None:
    plan = changed(PROTOCOL)
    offered = PEOPLE.assign(maintenance=pd.array([True, True, False, None], dtype="boolean"))
    dose = therapy_dose(plan, offered, sessions_in_phases(plan, offered, SESSIONS))
    # A came to one; B, who was offered it too, has no row of it.
    maintenance = of(dose, "attended", "maintenance")
    assert (maintenance["n"], maintenance["mean"], maintenance["minimum"]) == (2, 0.5, 0.0)
    # Also where nobody has one on record.
    treated = SESSIONS[SESSIONS["session"] < 5]
    dose = therapy_dose(plan, offered, sessions_in_phases(plan, offered, treated))
    maintenance = of(dose, "attended", "maintenance")
    assert (maintenance["n"], maintenance["maximum"]) == (2, 0.0)


def test_of_few_people_the_dose_is_not_told(changed: Callable[..., Plan]) -> None:
    plan = changed(PROTOCOL, few=3)
    dose = therapy_dose(plan, PEOPLE, sessions_in_phases(plan, PEOPLE, SESSIONS))
    numbers = ["mean", "sd", "median", "q1", "q3", "minimum", "maximum"]
    # Three people are in the arm, one has maintenance, two of them came at all.
    assert of(dose, "attended")["mean"] == 2.0
    few = [of(dose, "attended", "maintenance"), of(dose, "weeks"), of(dose, "days")]
    # Six sessions are of two people.
    few.append(of(dose, "minutes"))
    assert [row["n"] for row in few] == [1, 2, 4, 6]
    assert all(row["few"] and row[numbers].isna().all() for row in few)


def test_each_deviation_is_counted(changed: Callable[..., Plan]) -> None:
    plan = changed(PROTOCOL)
    counts = therapy_counts(plan, PEOPLE, sessions_in_phases(plan, PEOPLE, SESSIONS))
    found = counts.set_index("counted")[["n", "of", "people", "of_people"]].to_dict("index")
    assert {name: tuple(row.values()) for name, row in found.items()} == {
        "missed": (2, 8, 2, 3),
        "completed": (1, 3, 1, 3),
        "fewer": (2, 3, 2, 3),
        "more": (0, 3, 0, 3),
        "shorter": (1, 6, 1, 2),
        "longer": (1, 6, 1, 2),
        "sooner": (1, 4, 1, 2),
        "later": (1, 4, 1, 2),
    }
    assert counts.set_index("counted").loc["later", "limit"] == 10.0


def test_without_a_protocol_nothing_is_counted_against_one(changed: Callable[..., Plan]) -> None:
    plan = changed()
    sessions = sessions_in_phases(plan, PEOPLE, SESSIONS)
    counts = therapy_counts(plan, PEOPLE, sessions)
    assert list(counts["counted"]) == ["missed"]
    # Nothing says that sessions 5 and 6 are another treatment.
    assert of(therapy_dose(plan, PEOPLE, sessions), "attended")["maximum"] == 5.0


def test_how_many_came_to_how_many(changed: Callable[..., Plan]) -> None:
    plan = changed(PROTOCOL)
    found = therapy_attendance(plan, PEOPLE, sessions_in_phases(plan, PEOPLE, SESSIONS))
    assert found[["sessions", "people"]].to_numpy().tolist() == [[0, 1], [2, 1], [4, 1]]


def test_a_trial_without_sessions_has_tables_without_rows(plan: Plan) -> None:
    sessions = sessions_in_phases(plan, PEOPLE, SESSIONS.iloc[:0])
    assert therapy_dose(plan, PEOPLE, sessions).empty
    assert therapy_counts(plan, PEOPLE, sessions).empty
    assert therapy_attendance(plan, PEOPLE, sessions).empty
