"""The table of scenarios: the contrasts at the endpoint under each choice."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue, Share
from ipt_outcomes.report.chosen_rows import primary_first
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.numbers import table_decimals
from ipt_outcomes.report.scenarios_in_words import (
    assumptions,
    choice_in_words,
    how_compared,
    units_in_words,
)
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import (
    CONCLUSION,
    P_VALUE,
    STATUS,
    contrast,
    difference,
)
from ipt_outcomes.report.tables.notes import caution_notes
from ipt_outcomes.report.wording import (
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

# Of a result, where the choice itself favours the claim, and within one arm.
_NONE_DRAWN = "none drawn"


def scenarios_table(plan: Plan, scenarios: pd.DataFrame) -> ShownTable:
    """The contrasts under each choice, grouped by outcome (and family); the plan's choice bold.

    `scenarios` holds rows of the table of that name, of one family of choices or of several.
    """
    scenarios = primary_first(plan, scenarios)
    families = scenarios.drop_duplicates("family")
    first = families.iloc[0] if len(families) == 1 else None
    return ShownTable(
        name="scenarios" if first is None else f"scenarios-{first['family']}",
        title=f"The {what_is_asked(plan).lower()} under other choices"
        if first is None
        else f"{first['title']}: {first['question']}",
        columns=_columns(plan, first),
        rows=tuple(
            Row(
                _cells(plan, row, there),
                group=_group(plan, row, several=first is None),
                bold=bool(row["planned"]),
            )
            for (_, row), there in zip(scenarios.iterrows(), has_result(scenarios), strict=True)
        ),
        notes=_notes(plan, scenarios),
    )


def _columns(plan: Plan, family: pd.Series | None) -> tuple[Column, ...]:
    choice = "Choice" if family is None else family["title"]
    used = "Used" if family is None else f"{units_in_words(family).capitalize()} used"
    return (
        Column("choice", choice, "What is chosen; one choice is the plan's."),
        Column("used", used, "How many are used under the choice, of all.", "count"),
        contrast(plan),
        difference(plan),
        P_VALUE,
        Column(
            "shift",
            "Shift, points",
            "The difference minus the one under the plan's choice.",
            "number",
        ),
        CONCLUSION,
        STATUS,
    )


def _group(plan: Plan, row: pd.Series, *, several: bool) -> str:
    outcome = f"{outcome_labels(plan)[row['outcome']]}, {row['role']}"
    return f"{outcome}: {row['title']}" if several else outcome


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    cells: dict[str, Cell] = {
        "choice": choice_in_words(row),
        "used": Share(row["units_used"], row["units"]),
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "p": PValue(row["p_value"]),
        "shift": Number(row["shift"], decimals),
        "conclusion": _NONE_DRAWN if pd.isna(row["conclusion"]) else str(row["conclusion"]),
        "status": status_in_words(row),
    }
    if not there:
        cells |= dict.fromkeys(("p", "shift", "conclusion")) | {"estimate": NOT_ESTIMABLE}
    return cells


def _notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    what = "difference" if len(plan.arms) > 1 else "change"
    first, *others = [
        *assumptions(plan, rows),
        f"{how_compared(plan, rows)} Shift: the {what} minus the one under the plan's choice. "
        "Bold: the plan's choice.",
    ]
    return marked(plan, first), *others, *caution_notes(rows)
