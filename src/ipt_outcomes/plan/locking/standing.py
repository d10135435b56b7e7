"""What each row of a table of results is to the locked plan: one column, whoever makes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from ipt_outcomes.phrases import plural
from ipt_outcomes.plan.locking.touched import Touched
from ipt_outcomes.plan.locking.touches import exploratory
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.columns import EXPLORATORY, PLANNED, STANDING, UNLOCKED
from ipt_outcomes.tables.place import place_of

_OF_VISITS = ("visit", "first", "last")
_SCENARIOS = "sensitivity"
# Keys whose tables are not called after them: the column that has their entries.
_ENTRIES_IN = {
    "personalized_advantage": "index",
    "indirect": "evidence",
    "treatment_received": "received",
}


def with_standing(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables by their names, those of results with the column `standing`.

    `planned` is a row that the plan as locked gives too, by what its columns say: outcome,
    analysis, test and comparison, visit, or what else the plan names; `exploratory` one that it
    does not give; all are `unlocked` where no plan was locked. Other tables are as they were, and
    nothing is checked again: every table was when it was made.
    """
    touched = exploratory(plan)
    return {
        name: frame.assign(**{STANDING: _standing(plan, touched, name, frame)})
        if name in TABLES and STANDING in TABLES[name].columns
        else frame
        for name, frame in tables.items()
    }


def _standing(plan: Plan, touched: Touched, name: str, frame: pd.DataFrame) -> pd.Series:
    if plan.lock is None:
        return pd.Series(UNLOCKED, frame.index, dtype="str")
    apart = pd.Series(touched.everything, frame.index, dtype="bool")
    apart |= _among(frame, ("outcome",), {(outcome,) for outcome in touched.outcomes})
    apart |= _among(frame, ("outcome", "test", "comparison"), touched.contrasts)
    apart |= _among(frame, ("outcome", "analysis"), touched.analyses)
    if "analysis" not in frame:
        primary = {(outcome.name, plan.primary_of(outcome.name)) for outcome in plan.outcomes}
        rests_on = {(outcome,) for outcome, _ in primary & touched.analyses}
        apart |= _among(frame, ("outcome",), rests_on)
    for column in _OF_VISITS:
        apart |= _among(frame, (column,), {(visit,) for visit in touched.visits})
    if name == "hypotheses":
        apart |= frame["outcome"].isin(touched.hypotheses)
    if place_of(TABLES[name]).stage == _SCENARIOS:
        apart |= touched.scenarios
    if name == "effect_sizes" and touched.sizes:
        # Every definition stands there, whichever the plan names.
        apart |= frame["shown"]
    for key, entry in touched.further:
        apart |= _called_after(name, frame, key, entry)
    return apart.map({True: EXPLORATORY, False: PLANNED}).astype("str")


def _among(
    frame: pd.DataFrame, columns: tuple[str, ...], rows: Collection[tuple[str, ...]]
) -> pd.Series:
    """Which rows have in these columns one of those; none where the table has not all of them."""
    if not rows or not set(columns) <= set(frame.columns):
        return pd.Series(False, frame.index, dtype="bool")
    values = zip(*(frame[column] for column in columns), strict=True)
    return pd.Series([each in rows for each in values], frame.index, dtype="bool")


def _called_after(name: str, frame: pd.DataFrame, key: str, entry: str) -> pd.Series:
    """The rows of an entry of a further key: of `moderators` those whose column `moderator` has it.

    Where no column is called so, and the table is (`clinical_change`, of the same key), the rows of
    the outcome that the entry goes by; or else all.
    """
    if key in _ENTRIES_IN:
        return _of_entry(frame, _ENTRIES_IN[key], entry)
    word, begins = key.split("_", maxsplit=1)[0], name.split("_", maxsplit=1)[0]
    called = next((each for each in map(str, frame) if each == key or plural(each) == key), None)
    if (
        called is None
        and key != place_of(TABLES[name]).stage
        and word not in (begins, plural(begins))
    ):
        return pd.Series(False, frame.index, dtype="bool")
    for column in filter(None, (called, "outcome")):
        own = _of_entry(frame, column, entry)
        if called is not None or own.any():
            return own
    return pd.Series(True, frame.index, dtype="bool")


def _of_entry(frame: pd.DataFrame, column: str, entry: str) -> pd.Series:
    """The rows in whose column the entry stands, or which entry the key is of; or none."""
    if column not in frame:
        return pd.Series(False, frame.index, dtype="bool")
    return frame[column].map(lambda said: f"{entry}.".startswith(f"{said}.")).astype("bool")
