"""How reliable an outcome's scores are at each planned visit, where its items are there."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.prepare.reliability import coefficients
from ipt_outcomes.prepare.totals import item_totals
from ipt_outcomes.prepare.visits import planned_visits
from ipt_outcomes.tables import checked, typed

# ASSUME: how well a scale measures is no test of the trial: its interval has a level of its own,
# and a changed alpha of the plan does not prepare the scores anew.
LEVEL = 0.95


def outcome_reliability(plan: Plan, scores: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The table `reliability` of one outcome: the forms that are used at the planned visits.

    `scores` is the table of that name. No rows where totals are reported. Intervals are at `LEVEL`.
    Raises KeyError where the plan has no outcome of that name.
    """
    scale = plan.outcome(outcome).scale
    items = scores.loc[(scores["scale"] == scale) & (scores["item"] > 0)]
    if items.empty:
        return checked("reliability", typed("reliability", pd.DataFrame()))
    instrument = plan.instrument(scale)
    totals, answers = item_totals(instrument, items, plan.missing_rules.get(scale))
    placed = planned_visits(plan, totals.reset_index(drop=True))
    used = placed["chosen"].to_numpy(dtype=bool)
    visits = placed.loc[used, "visit"].astype("str").reset_index(drop=True)
    found = coefficients(instrument, answers[used], visits, LEVEL)
    order = {visit.name: place for place, visit in enumerate(plan.visits)}
    found = found.sort_values("visit", key=lambda names: names.map(order), kind="stable")
    rows = found.assign(outcome=outcome).reset_index(drop=True)
    return checked("reliability", typed("reliability", rows))
