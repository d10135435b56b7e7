"""The table of scores as they were given: at every assessment, by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Number, Share
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.numbers import table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, VISIT
from ipt_outcomes.report.wording import (
    arm_labels,
    instrument_of,
    marked,
    outcome_labels,
    visit_labels,
)

_NUMBERS = (
    ("mean", "Mean", "The mean of the scores given."),
    ("sd", "SD", "Their standard deviation."),
    ("minimum", "Lowest", "The lowest score given."),
    ("median", "Median", "The middle score."),
    ("maximum", "Highest", "The highest score given."),
)


def observed_scores_table(plan: Plan, observed: pd.DataFrame) -> ShownTable:
    """A row an outcome, visit and arm; `observed` is the table `observed_scores`."""
    seen = observed.groupby(["outcome", "visit"])["n"].transform("sum") > 0
    return ShownTable(
        name="observed-scores",
        title="Scores as they were given",
        columns=(
            VISIT,
            ARM,
            Column("n", "n", f"People with a score, of those {taken_in(plan)}.", "count"),
            *(Column(key, heading, meaning, "number") for key, heading, meaning in _NUMBERS),
        ),
        rows=tuple(
            Row(_cells(plan, row), group=outcome_labels(plan)[row["outcome"]])
            for _, row in observed[seen].iterrows()
        ),
        notes=_notes(plan, observed[seen]),
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    scale = instrument_of(plan, row["outcome"])
    as_given, one_more = scale.decimals, table_decimals(scale)
    decimals = {"mean": one_more, "sd": one_more}
    return {
        "visit": visit_labels(plan)[row["visit"]],
        "arm": arm_labels(plan)[row["arm"]],
        "n": Share(int(row["n"]), int(row["randomised"])),
        **{key: Number(row[key], decimals.get(key, max(as_given, 1))) for key, _, _ in _NUMBERS},
    }


def _notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    said = [
        marked(
            plan,
            "Points of the scale; nothing is filled in or adjusted. The means of a later visit are "
            "those of who was still there, and compare no treatments.",
            OF_SCORES,
        )
    ]
    if (rows["few"] & (rows["n"] > 0)).any():
        said.append(
            f"A dash: fewer than {max(plan.few, 2)} people, whose own scores it would tell."
        )
    return tuple(said)
