"""The tables of harms: people and events by arm, and the risks compared."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_CONTRASTS, OF_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number, Share
from ipt_outcomes.report.cluster_words import as_independent
from ipt_outcomes.report.harms_words import as_allocated, followed_for, kind_label
from ipt_outcomes.report.numbers import confidence, out_of
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, contrast, interval_heading
from ipt_outcomes.report.wording import arm_labels, contrast_label, marked

_FEW = "few people"


def harms_table(plan: Plan, harms: pd.DataFrame) -> ShownTable:
    """People and events of each arm; `harms` is the table of that name."""
    known = harms["rate"].notna().any()
    columns = [
        ARM,
        Column("people", "People", "With at least one such event, of the arm's.", "count"),
        Column(
            "share",
            f"Percent {interval_heading(plan)}",
            "The share of the arm, with its interval (Wilson).",
            "estimate",
        ),
        Column("events", "Events", "How many such events.", "count"),
        Column("rate", "A year", "Events per year that a person was in the trial.", "number"),
    ]
    return ShownTable(
        name="harms",
        title="Adverse events by arm",
        columns=tuple(each for each in columns if each.key != "rate" or known),
        rows=tuple(
            Row(_cells(plan, row, known=bool(known)), group=kind_label(dict(row)))
            for _, row in harms.iterrows()
        ),
        notes=(
            marked(plan, as_allocated(plan), OF_PEOPLE),
            *filter(None, [followed_for(plan, harms)]),
            *([_years(plan, harms)] if known else []),
            *as_independent(plan, "in these intervals"),
        ),
    )


def _years(plan: Plan, harms: pd.DataFrame) -> str:
    own = harms.drop_duplicates("arm")
    labels = arm_labels(plan)
    said = [f"{labels[arm]} {Number(years, 1)}" for arm, years in
            zip(own["arm"], own["person_years"], strict=True)]  # fmt: skip
    return f"Person-years in the trial: {'; '.join(said)}."


def _cells(plan: Plan, row: pd.Series, *, known: bool) -> dict[str, Cell]:
    label = arm_labels(plan)[row["arm"]]
    cells: dict[str, Cell] = {
        "arm": f"{label} ({_FEW})" if row["few"] else label,
        "people": Share(row["people"], row["n"]),
        "share": _percent(row, "share"),
        "events": Count(row["events"]),
    }
    return cells | ({"rate": Number(row["rate"], 2)} if known else {})


def _percent(row: pd.Series, key: str) -> Estimate:
    return Estimate(100 * row[key], 100 * row["ci_lower"], 100 * row["ci_upper"], 1)


def harms_comparisons_table(plan: Plan, compared: pd.DataFrame) -> ShownTable:
    """The differences; `compared` is the table `harms_comparisons`."""
    notes = [
        marked(
            plan,
            "Test arm minus comparison arm: above zero there were more in the test arm. "
            f"{confidence(plan.alpha)} intervals by Newcombe, which hold for small counts and for "
            "none. They are not adjusted for how many are looked at.",
            OF_CONTRASTS,
        )
    ]
    if compared["weeks"].nunique() > 1:
        notes.append("Each comparison is of the weeks for which both arms are followed.")
    notes += as_independent(plan, "in these intervals")
    return ShownTable(
        name="harms-comparisons",
        title="Adverse events compared",
        columns=(
            contrast(plan),
            Column("people", "People", "With at least one: test arm, comparison arm.", "count"),
            Column("weeks", "Weeks", "For how long both arms are followed.", "number"),
            Column(
                "difference",
                f"Difference, percentage points {interval_heading(plan)}",
                "The share of the test arm minus that of the comparison arm.",
                "estimate",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "contrast": contrast_label(plan, row["test"], row["comparison"])
                    + (f" ({_FEW})" if row["few"] else ""),
                    "people": ", ".join(
                        out_of(row[f"people_{which}"], row[f"n_{which}"])
                        for which in ("test", "comparison")
                    ),
                    "weeks": Number(row["weeks"], 0),
                    "difference": _percent(row, "estimate"),
                },
                group=kind_label(dict(row)),
            )
            for _, row in compared.iterrows()
        ),
        notes=tuple(notes),
    )
