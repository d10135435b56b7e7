"""The plan's hypotheses and what became of them, alone and within their families.

The formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.conclusions import CLAIMED
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.multiplicity.families import with_families
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed
from ipt_outcomes.tables.effect_sizes import ALONE, NOT_SHOWN, SHOWN


def make(given: Given) -> pd.DataFrame:
    """The table `hypotheses`."""
    return hypotheses(given)


def hypotheses(given: Given) -> pd.DataFrame:
    """One row a contrast of the plan at its outcome's endpoint, by the primary analysis.

    Of one arm there is none: a change is no comparison. Raises PlanError where the plan has
    something left to decide.
    """
    plan = given.plan
    plan.refuse_undecided()
    effects = given.table("effects")
    rows = effects[effects["endpoint"] & (effects["analysis_role"] == "primary")]
    if len(plan.arms) == 1 or rows.empty:
        return checked("hypotheses", typed("hypotheses", pd.DataFrame()))
    rows = rows.reset_index(drop=True)
    families = with_families(plan, rows, given.results, lambda: given.joined)
    units = rows["outcome"].map({name: _unit(plan, name) for name in rows["outcome"].unique()})
    table = rows.drop(columns="p_value").assign(
        comparison_is=plan.allocation,
        margin_units=rows["margin"] / units,
        p_value=families["p_hypothesis"],
        **{name: families[name] for name in ("family", "adjustment", "p_adjusted")},
    )
    table["holds"] = _holds(table, plan.alpha)
    return checked("hypotheses", typed("hypotheses", table))


def _unit(plan: Plan, outcome: str) -> float:
    """The scale's minimal important difference, points; NaN where no source gives one."""
    points = plan.entry_of(plan.outcome(outcome).scale).least_important_points
    return math.nan if points is None else points


def _holds(table: pd.DataFrame, alpha: float) -> pd.Series:
    shown = table["conclusion"].isin(CLAIMED)
    # A family's member without an adjusted p-value has shown nothing within it.
    lost = table["family"].notna() & ~(table["p_adjusted"] <= alpha)
    said = np.where(shown, np.where(lost, ALONE, SHOWN), NOT_SHOWN)
    return pd.Series(said, table.index, dtype="object").where(table["conclusion"].notna())
