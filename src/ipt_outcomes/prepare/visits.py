"""Which planned visit an assessment belongs to, and which assessment stands for a visit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.visit_windows import visit_positions

DAYS_IN_A_WEEK = 7


def planned_visits(plan: Plan, totals: pd.DataFrame) -> pd.DataFrame:
    """`totals` (see `assessment_totals`) with its planned visit, and which rows are used.

    `visit` is the file's own, or the one in whose window the day lies (missing outside every
    window). `chosen` is true of at most one row for each participant, scale and visit: as the
    visit's `pick` says the nearest to the target week, the earliest or the last. `tied` is true of
    a row that was not chosen and would have been as good: as near on the other side, or of the
    same day. Of these the earlier is chosen, and of one day's the first in the file (with `last`
    the last). Raises DataError where a visit is not one of the plan's.
    """
    _report_unknown(plan, totals["visit"])
    placed = totals.assign(
        visit=totals["visit"].where(totals["visit"].notna(), _by_day(plan, totals))
    )
    target = placed["visit"].map({v.name: v.week * DAYS_IN_A_WEEK for v in plan.visits})
    rank = _rank(plan, placed["visit"], placed["day"], target.astype("float64"))
    # ASSUME: an assessment with too many unanswered items does not stand for its visit when
    # another in the window has a total.
    order = placed.assign(
        without_total=placed["score"].isna(), rank=rank, late=_late(plan, placed)
    ).sort_values(["without_total", "rank", "day", "late"], kind="stable")
    key = ["participant", "scale", "visit"]
    first = ~order.duplicated(key)
    best = order["rank"] == order.groupby(key, sort=False)["rank"].transform("first")
    usable = ~order["without_total"] & order["visit"].notna()
    tied = best & usable & ~first
    return placed.assign(
        chosen=first.reindex(placed.index) & placed["visit"].notna(),
        tied=tied.reindex(placed.index),
    )


def _rank(plan: Plan, visits: pd.Series, day: pd.Series, target: pd.Series) -> pd.Series:
    """What is least for the assessment that stands for its visit."""
    pick = visits.map({visit.name: visit.pick for visit in plan.visits})
    nearness = (day - target).abs()
    rank = nearness.mask(pick == "earliest", day).mask(pick == "last", -day)
    # Where the file names the visit and no day, all its assessments are as good.
    return rank.fillna(np.inf)


def _late(plan: Plan, placed: pd.DataFrame) -> pd.Series:
    """The rows' order in the file; backwards for a visit that takes the last."""
    order = pd.Series(np.arange(len(placed)), index=placed.index)
    last = [visit.name for visit in plan.visits if visit.pick == "last"]
    return order.mask(placed["visit"].isin(last), -order)


def _report_unknown(plan: Plan, visits: pd.Series) -> None:
    names = [visit.name for visit in plan.visits]
    if not visits.isin(names)[visits.notna()].all():
        rule, remedy = "a visit is not one of the plan's", f"Use one of: {', '.join(names)}."
        raise DataError([Problem("table scores", None, "visit", rule, remedy)])


def _by_day(plan: Plan, totals: pd.DataFrame) -> pd.Series:
    positions = visit_positions(plan, totals["day"])
    names = pd.array([visit.name for visit in plan.visits], dtype="str")
    return pd.Series(names.take(positions.to_numpy(), allow_fill=True), index=totals.index)
