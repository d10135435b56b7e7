"""The table of hypotheses: what the plan wanted to show, and what became of it."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, PValue
from ipt_outcomes.report.chosen_rows import in_plan_order
from ipt_outcomes.report.effect_size_words import size_symbol
from ipt_outcomes.report.numbers import number, plain_number, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import CONCLUSION, STATUS, contrast, difference
from ipt_outcomes.report.tables.notes import caution_notes, few_notes
from ipt_outcomes.report.wording import (
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)

ADJUSTMENTS = {
    "holm": "Holm",
    "hochberg": "Hochberg",
    "fdr": "false discovery rate (Benjamini and Hochberg)",
    "fixed-sequence": "fixed sequence, in the plan's order",
    "max-t": "max-t, by the contrasts' joint distribution",
    "all": "the largest p-value of each contrast over the outcomes, all of which must show it",
}


def hypotheses_table(plan: Plan, hypotheses: pd.DataFrame) -> ShownTable:
    """The plan's hypotheses, grouped by outcome; `hypotheses` is the table of that name."""
    rows = in_plan_order(plan, hypotheses)
    families = bool(plan.multiplicity)
    adjusted = Column("adjusted", "Adjusted p", "Within its family of hypotheses.", "p_value")
    family = Column("family", "Family", "The hypotheses that it is tested with.")
    return ShownTable(
        name="hypotheses",
        title="The plan's hypotheses",
        columns=(
            contrast(plan),
            Column("hypothesis", "To be shown", "What the plan wants to show.", roomy=True),
            difference(plan),
            Column("p", "p", "Of the hypothesis, at the two-sided level.", "p_value"),
            *((family, adjusted) if families else ()),
            CONCLUSION,
            Column("holds", "Shown", "Whether the hypothesis is shown.", roomy=True),
            STATUS,
        ),
        rows=tuple(
            Row(
                _cells(plan, row, families),
                group=f"{outcome_labels(plan)[row['outcome']]}, {row['role']}",
            )
            for _, row in rows.iterrows()
        ),
        notes=_notes(plan, rows),
    )


def _cells(plan: Plan, row: pd.Series, families: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    cells: dict[str, Cell] = {
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "hypothesis": _hypothesis(plan, row),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "p": PValue(row["p_value"]),
        "conclusion": None if pd.isna(row["conclusion"]) else str(row["conclusion"]),
        "holds": None if pd.isna(row["holds"]) else str(row["holds"]),
        "status": status_in_words(row),
    }
    if families:
        cells |= {
            "family": None if pd.isna(row["family"]) else str(row["family"]),
            "adjusted": PValue(row["p_adjusted"]),
        }
    return cells


def _hypothesis(plan: Plan, row: pd.Series) -> str:
    """`non-inferiority, margin 2.5 points (g 0.50; 0.5 times what patients notice)`."""
    if pd.isna(row["margin"]):
        return str(row["hypothesis"])
    sizes = [f"{size_symbol(plan)} {number(abs(row['margin_effect_size']), 2)}"]
    if pd.notna(row["margin_units"]):
        times = number(row["margin_units"], 1)
        sizes.append(f"{times} times the least difference that patients notice")
    points = plain_number(row["margin"])
    return f"{row['hypothesis']}, margin {points} points ({'; '.join(sizes)})"


def _notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    said = "Each contrast at its endpoint, by the outcome's primary analysis."
    notes = [marked(plan, said)]
    if rows["margin"].notna().any():
        greater = "; of equivalence the greater of the two one-sided ones is taken"
        equivalence = (rows["hypothesis"] == "equivalence").any()
        notes.append(
            "The p-value of a claim with a margin is of a difference as large as the margin, "
            f"one-sided and doubled, so that it is held to {plain_number(plan.alpha)} as the "
            f"others are{greater if equivalence else ''}."
        )
    if not plan.multiplicity:
        notes.append("The plan names no families of hypotheses: no p-value is adjusted.")
    for family in plan.multiplicity:
        own = rows[rows["family"] == family.name]
        notes.append(
            f"Family {family.name}: {len(own)} hypotheses, adjusted by "
            f"{ADJUSTMENTS[family.method]}."
        )
    return (*notes, *caution_notes(rows), *few_notes(plan, rows))
