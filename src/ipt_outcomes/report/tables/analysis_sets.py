"""The table of the plan's analysis sets: who is in them, and how many of each arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Share
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.set_words import comparisons_within, who_is_in
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels


def analysis_sets_table(plan: Plan, sets: pd.DataFrame) -> ShownTable:
    """A row an outcome and set, a column an arm; of primary outcomes. `sets`: `set_counts`."""
    primary = {outcome.name for outcome in plan.outcomes if outcome.role == "primary"}
    # By position: an arm may have the name of another column.
    arms = {f"arm{place}": name for place, name in enumerate(arm_labels(plan))}
    labels = arm_labels(plan)
    shown = sets[sets["outcome"].isin(primary)]
    return ShownTable(
        name="analysis-sets",
        title="Analysis sets",
        columns=(
            Column("set", "Set", "The analysis set.", roomy=True),
            Column("who", "Who is in it", "What the set asks for.", roomy=True),
            *(
                Column(key, labels[name], f"People in the set, of those {taken_in(plan)}.", "count")
                for key, name in arms.items()
            ),
        ),
        rows=tuple(
            Row(
                _cells(plan, own, arms),
                group=outcome_labels(plan)[str(outcome)] if len(primary) > 1 else None,
            )
            for (outcome, _), own in shown.groupby(["outcome", "set"], sort=False)
        ),
        notes=(
            marked(plan, f"People of each arm, of those {taken_in(plan)}."),
            comparisons_within(plan),
        ),
    )


def _cells(plan: Plan, rows: pd.DataFrame, arms: dict[str, str]) -> dict[str, Cell]:
    counts = {
        row["arm"]: Share(int(row["members"]), int(row["randomised"])) for _, row in rows.iterrows()
    }
    return {
        "set": str(rows["label"].iloc[0]),
        "who": who_is_in(plan, rows),
        **{key: counts.get(name) for key, name in arms.items()},
    }
