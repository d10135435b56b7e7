"""The plan's contrasts at every visit, with effect sizes and what they say.

The formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.conclusions import conclusion, favours, worse_side
from ipt_outcomes.estimate.effect_sizes import effect_sizes, hedges_correction, pooled_sd
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.unplanned import refuse_unplanned
from ipt_outcomes.tables import checked, typed


def make(given: Given) -> pd.DataFrame:
    """The table `effects`."""
    return plan_effects(given.plan, given.contrasts, given.outcomes)


def plan_effects(plan: Plan, contrasts: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The table `effects`: what contrasts become, with effect sizes and words.

    `contrasts` is a table of that name, whatever it was made from, with its rows kept in their
    order; `outcomes` (all outcomes' rows) gives the baseline SDs. Raises KeyError where the plan
    does not ask for one of the contrasts, or has no such outcome or visit; PlanError where it has
    something left to decide.
    """
    plan.refuse_undecided()
    refuse_unplanned(plan, contrasts)
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
    table = table.join(_standardised(plan, table, outcomes)).join(_said(plan, table))
    return checked("effects", typed("effects", table))


def _standardised(plan: Plan, table: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Each row's effect size, its SD and its margin in the same units, on the table's index."""
    frames = []
    for outcome, rows in table.groupby("outcome", sort=False):
        baseline = outcomes[
            (outcomes["outcome"] == outcome) & (outcomes["visit"] == plan.baseline.name)
        ]
        sd, sd_df = pooled_sd(baseline["score"], baseline["arm"])
        # Scores that are all alike have no spread to measure an effect by.
        sd = sd if sd > 0 else float("nan")
        worse = worse_side(plan.direction_of(str(outcome)))
        frames.append(
            effect_sizes(rows, sd=sd, sd_df=sd_df).assign(
                sd=sd,
                sd_df=float(sd_df),
                margin_effect_size=worse * hedges_correction(sd_df) * rows["margin"] / sd,
            )
        )
    columns = ["effect_size", "effect_size_se", "effect_size_lower", "effect_size_upper"]
    columns += ["sd", "sd_df", "margin_effect_size"]
    return pd.concat(frames) if frames else pd.DataFrame(columns=columns, dtype="float64")


def _said(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Whom each row favours, and at the endpoint what its interval says of the hypothesis."""
    said: list[tuple[str | None, str | None]] = []
    for _, row in table.iterrows():
        if len(plan.arms) == 1:
            # A change within one arm favours nothing and concludes nothing.
            said.append((None, None))
            continue
        direction = plan.direction_of(row["outcome"])
        margin = None if pd.isna(row["margin"]) else float(row["margin"])
        limits = float(row["ci_lower"]), float(row["ci_upper"])
        said.append(
            (
                favours(float(row["estimate"]), direction, row["test"], row["comparison"]),
                conclusion(*limits, direction, margin) if row["endpoint"] else None,
            )
        )
    return pd.DataFrame(said, columns=["favours", "conclusion"], index=table.index)
