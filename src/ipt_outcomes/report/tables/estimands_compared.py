"""The estimands side by side: the contrasts at the endpoint under each of them."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.estimand_of import estimand_of, first_estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, CountPair, Estimate, PValue
from ipt_outcomes.report.chosen_rows import in_plan_order
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.estimand_words import repeats
from ipt_outcomes.report.numbers import confidence, plain_number, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import CONCLUSION, P_VALUE, STATUS, difference
from ipt_outcomes.report.tables.notes import AT_VISIT, caution_notes, directions, few_notes
from ipt_outcomes.report.wording import contrast_label, instrument_of, marked, outcome_labels
from ipt_outcomes.tables.status import has_result

_ESTIMAND = Column("estimand", "Estimand", "What is estimated.", roomy=True)
_N = Column(
    "n",
    "n test / comparison",
    "People of each arm in the model with a score at the visit that the estimand uses.",
    "count",
)


def estimands_compared(plan: Plan, effects: pd.DataFrame) -> ShownTable | None:
    """A row an estimand of each contrast at the endpoint; None where no outcome has two estimands.

    `effects` is the table of that name: of each estimand the primary analysis is shown.
    """
    rows = _chosen(plan, effects)
    if rows.empty:
        return None
    one_arm = len(plan.arms) == 1
    conclusion = () if one_arm else (CONCLUSION,)
    return ShownTable(
        name="estimands-compared",
        title=f"{what_is_asked(plan)} at the endpoint, under each estimand",
        columns=(_ESTIMAND, difference(plan), P_VALUE, _N, *conclusion, STATUS),
        rows=tuple(
            Row(_cells(plan, row, there), group=_group(plan, row))
            for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True)
        ),
        notes=_notes(plan, rows),
    )


def _chosen(plan: Plan, effects: pd.DataFrame) -> pd.DataFrame:
    """The rows of the outcomes with several estimands, the contrast's rows together."""
    primary = {outcome.name: plan.primary_of(outcome.name) for outcome in plan.outcomes}
    labels = {
        (outcome, request.name): estimand_of(plan, request).label
        for request in plan.requests
        for outcome in request.outcomes
        if repeats(plan, request) == primary[outcome]
    }
    keys = zip(effects["outcome"], effects["analysis"], strict=True)
    rows = effects.assign(estimand=[labels.get(key, "") for key in keys])
    rows = rows[(rows["estimand"] != "") & rows["endpoint"]]
    several = rows.groupby("outcome")["analysis"].transform("nunique") > 1
    order = {request.name: place for place, request in enumerate(plan.requests)}
    # Of named analyses a further one may be primary, and stands behind others in the plan.
    first = rows["analysis"] == rows["outcome"].map(primary)
    place = rows["analysis"].map(order).where(~first, -1)
    rows = rows.assign(place=place)[several].sort_values("place", kind="stable")
    return in_plan_order(plan, rows)


def _group(plan: Plan, row: pd.Series) -> str:
    compared = contrast_label(plan, row["test"], row["comparison"])
    margin = "" if pd.isna(row["margin"]) else f" (margin {plain_number(row['margin'])})"
    return f"{outcome_labels(plan)[row['outcome']]}, {row['role']}: {compared}{margin}"


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    cells: dict[str, Cell] = {
        "estimand": row["estimand"],
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "p": PValue(row["p_value"]),
        "n": CountPair(row["n_test"], row["n_comparison"]),
        "conclusion": None if pd.isna(row["conclusion"]) else str(row["conclusion"]),
        "status": status_in_words(row),
    }
    if not there:
        cells |= {"estimate": NOT_ESTIMABLE, "p": None, "conclusion": None}
    if len(plan.arms) == 1:
        del cells["conclusion"]
    return cells


def _notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    what = "change" if len(plan.arms) == 1 else "difference"
    return (
        marked(plan, "Each estimand is a question of its own: where answers differ, none is wrong.")
        + f" {directions(plan, rows)}",
        "Each outcome's primary analysis, made under each estimand; "
        f"{confidence(plan.alpha)} confidence intervals and two-sided p-values of no {what}, not "
        "adjusted for multiplicity.",
        f"{AT_VISIT}, given or, where the estimand has it so, in the place of one.",
        "Scenarios, and every result that is not named after an estimand, are of the first one "
        f"only: “{first_estimand(plan).label}”.",
        *caution_notes(rows),
        *few_notes(plan, rows),
    )
