"""The table of phases: how fast scores change in each, and by how much arms differ in it."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import DF, P_VALUE, STATUS, interval_heading
from ipt_outcomes.report.therapy_in_words import better_side, phase_label
from ipt_outcomes.report.wording import (
    arm_labels,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

_RANDOM = {
    "intercept": "People differ in their level alone: slopes that differ could not be fitted.",
    "slope": "People differ in their level and in one slope: one a phase could not be fitted.",
    "slopes": "People differ in their level, and in their slope in each phase.",
}
_FROM = {
    "sessions": "Scores are those given at the sessions, before each: a phase's change goes from "
    "its first session to the first of the next phase.",
    "visits": "The sessions have no scores: these are those of the visits. A phase begins, for "
    "everybody, in the week in which half of the people who came to its first session had come.",
}


def phases_table(plan: Plan, slopes: pd.DataFrame) -> ShownTable:
    """The slopes and their contrasts; `slopes` is the table `phase_slopes`."""
    outcomes = outcome_labels(plan)
    several = slopes["outcome"].nunique() > 1
    units = sorted(slopes["unit"].unique())
    rows = [
        Row(
            _cells(plan, row, there),
            group=(f"{outcomes[row['outcome']]}. " if several else "") + phase_label(row),
        )
        for (_, row), there in zip(slopes.iterrows(), has_result(slopes), strict=True)
    ]
    groups = list(dict.fromkeys(row.group for row in rows))
    directions = [
        f"{outcomes[name]}: {better_side(plan, name)}." for name in slopes["outcome"].unique()
    ]
    return ShownTable(
        name="phase-slopes",
        title="Change in each phase of the treatment",
        columns=(
            Column("who", "Arm, or difference", "The arm, or the test arm minus the other."),
            Column(
                "estimate",
                f"Change a {' or '.join(units)}, points {interval_heading(plan)}",
                "The slope within the phase, or the difference of two arms' slopes.",
                "estimate",
            ),
            DF,
            P_VALUE,
            STATUS,
        ),
        # Two protocols may have a phase in common.
        rows=tuple(sorted(rows, key=lambda row: groups.index(row.group))),
        notes=(
            marked(
                plan,
                f"Each arm's mean is a straight line within a phase, and the lines meet. "
                f"{' '.join(directions)}",
            ),
            *(_FROM[name] for name in slopes["scores"].unique()),
            *(_RANDOM[name] for name in slopes["random"].unique()),
            f"{confidence(plan.alpha)} confidence intervals and two-sided p-values of no change, "
            "or no difference, not adjusted for multiplicity.",
        ),
    )


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    cells: dict[str, Cell] = {
        "who": arm_labels(plan)[row["test"]]
        if pd.isna(row["comparison"])
        else contrast_label(plan, row["test"], row["comparison"]),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "df": Number(row["df"], 1),
        "p": PValue(row["p_value"]),
        "status": status_in_words(row),
    }
    return cells if there else cells | dict.fromkeys(("estimate", "df", "p"))
