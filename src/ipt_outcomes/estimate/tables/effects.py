"""The plan's contrasts at every visit, with effect sizes and what they say.

The formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.conclusions import conclusion, favours
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.ledger.intervals import INTERVALS, correction
from ipt_outcomes.estimate.ledger.measured import has_spread, measured
from ipt_outcomes.estimate.ledger.standardisers import NAMES, Standardisers
from ipt_outcomes.plan.claim import Claim, worse_side
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.unplanned import refuse_unplanned
from ipt_outcomes.tables import checked, typed

_SIZE = [
    "effect_size", "effect_size_se", "effect_size_lower", "effect_size_upper", "sd", "sd_df",
    "margin_effect_size",
]  # fmt: skip


def make(given: Given) -> pd.DataFrame:
    """The table `effects`."""
    return _effects(given.plan, given.contrasts, given.standardisers)


def plan_effects(
    plan: Plan, contrasts: pd.DataFrame, outcomes: pd.DataFrame, results: Sequence[Result] = ()
) -> pd.DataFrame:
    """The table `effects`: what contrasts become, with effect sizes and words.

    `contrasts` is a table of that name, whatever it was made from, with its rows kept in their
    order; `outcomes` (all outcomes' rows) gives the SDs of scores, `results` those of models, where
    the plan divides by one of these. Raises KeyError where the plan does not ask for one of the
    contrasts, or has no such outcome or visit; PlanError where it has something left to decide.
    """
    plan.refuse_undecided()
    refuse_unplanned(plan, contrasts)
    return _effects(plan, contrasts, Standardisers(plan, outcomes, results))


def _effects(plan: Plan, contrasts: pd.DataFrame, sds: Standardisers) -> pd.DataFrame:
    asked = {
        (outcome.name, each.test, each.comparison): each
        for outcome in plan.outcomes
        for each in plan.contrasts_of(outcome.name)
    }
    table = contrasts.reset_index(drop=True)
    keys = list(zip(table["outcome"], table["test"], table["comparison"], strict=True))
    weeks = {visit.name: float(visit.week) for visit in plan.visits}
    table = table.assign(
        role=[plan.outcome(outcome).role for outcome in table["outcome"]],
        analysis_role=[
            plan.role_of(outcome, analysis)
            for outcome, analysis in zip(table["outcome"], table["analysis"], strict=True)
        ],
        week=table["visit"].map(weeks).astype("float64"),
        endpoint=[
            visit == plan.outcome(outcome).endpoint
            for outcome, visit in zip(table["outcome"], table["visit"], strict=True)
        ],
        hypothesis=[asked[key].hypothesis for key in keys],
        margin=pd.Series([asked[key].margin for key in keys], dtype="float64"),
    )
    table = table.join(_standardised(plan, table, sds)).join(_said(plan, table))
    return checked("effects", typed("effects", table))


def _standardised(plan: Plan, table: pd.DataFrame, sds: Standardisers) -> pd.DataFrame:
    """Each row's effect size, its SD and its margin in the same units, on the table's index."""
    named = plan.effect_size
    name = NAMES[named.standardiser]
    rows = []
    for _, row in table.iterrows():
        outcome, test, comparison = row["outcome"], row["test"], row["comparison"]
        arms = (test, comparison) if len(plan.arms) > 1 else (test,)
        by = sds.named(name, outcome, row["analysis"], row["visit"], arms)
        found = dict.fromkeys(_SIZE, math.nan) | {"sd": by.sd, "sd_df": by.df}
        if has_spread(by):
            factor = correction(named.correction, by.df)
            worse = worse_side(plan.direction_of(outcome))
            found["margin_effect_size"] = worse * factor * row["margin"] / by.sd
        size = measured(row, by, named.correction, INTERVALS[named.interval], plan.alpha)
        if size is not None:
            found |= {
                "effect_size": size.estimate,
                "effect_size_se": size.se,
                "effect_size_lower": size.ci_lower,
                "effect_size_upper": size.ci_upper,
            }
        rows.append(found)
    return pd.DataFrame(rows, index=table.index, columns=_SIZE, dtype="float64")


def _said(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Whom each row favours, and at the endpoint what its interval says of the hypothesis."""
    said: list[tuple[str | None, str | None]] = []
    for _, row in table.iterrows():
        if len(plan.arms) == 1:
            # A change within one arm favours nothing and concludes nothing.
            said.append((None, None))
            continue
        direction = plan.direction_of(row["outcome"])
        limits = float(row["ci_lower"]), float(row["ci_upper"])
        said.append(
            (
                favours(float(row["estimate"]), direction, row["test"], row["comparison"]),
                conclusion(*limits, Claim.of(row, direction)) if row["endpoint"] else None,
            )
        )
    return pd.DataFrame(said, columns=["favours", "conclusion"], index=table.index)
