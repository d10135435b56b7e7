"""The table of the effects of treatment received, beside those as allocated."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue, Share
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import P_VALUE, STATUS, interval_heading
from ipt_outcomes.report.wording import contrast_label, instrument_of, marked, outcome_labels

_SAME = ["outcome", "test", "comparison", "missing"]


def treatment_received_table(plan: Plan, rows: pd.DataFrame) -> ShownTable:
    """Each entry's effect, below the one as allocated, which entries of the same arms share.

    `rows` is the table `treatment_received`.
    """
    shared = [*_SAME, "effect"]
    again = rows.duplicated(shared) & (rows["effect"] == "allocated")
    shown = rows[~again].sort_values(_SAME, kind="stable", key=_in_order)
    return ShownTable(
        name="treatment-received",
        title="The effect of treatment received",
        columns=(
            Column("effect", "Effect", "Of whom, and of what.", roomy=True),
            Column(
                "received", "Received it", "People of the test arm with so many sessions.", "count"
            ),
            Column(
                "estimate",
                f"Difference, points {interval_heading(plan)}",
                "Test arm minus comparison arm at the endpoint, with its interval.",
                "estimate",
            ),
            P_VALUE,
            Column("f", "F", "How strongly the arm decides who receives it.", "number"),
            STATUS,
        ),
        rows=tuple(Row(_cells(plan, row), group=_group(plan, row)) for _, row in shown.iterrows()),
        notes=(
            marked(
                plan,
                "As allocated: of all people of the two arms. Of treatment received: of those who "
                "receive it if it is offered (complier-average causal effect), by two-stage least "
                "squares with the arm as the instrument; the same covariates in both.",
            ),
            f"{confidence(plan.alpha)} confidence intervals by a sandwich robust to clusters and "
            "unequal variances (CR2), with Satterthwaite degrees of freedom.",
        ),
    )


def _in_order(values: pd.Series) -> pd.Series:
    """By where each value first stands."""
    return pd.Series(pd.factorize(values)[0], values.index)


def _group(plan: Plan, row: pd.Series) -> str:
    pair = contrast_label(plan, row["test"], row["comparison"])
    return f"{outcome_labels(plan)[row['outcome']]}: {pair}"


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    received = row["effect"] == "received"
    least = counted(int(row["sessions"]), "session")
    there = received and pd.notna(row["received_it"])
    return {
        "effect": f"Of treatment received: at least {least}" if received else "As allocated",
        "received": Share(int(row["received_it"]), int(row["in_test"])) if there else None,
        "estimate": Estimate(
            row["estimate"],
            row["ci_lower"],
            row["ci_upper"],
            table_decimals(instrument_of(plan, row["outcome"])),
        ),
        "p": PValue(row["p_value"]),
        "f": Number(row["first_stage_f"], 0) if received else None,
        "status": status_in_words(row),
    }
