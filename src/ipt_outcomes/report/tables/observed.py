"""The table of scores observed."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Share
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, OUTCOME
from ipt_outcomes.report.wording import arm_labels, at_visit, marks, outcome_labels

_KEYS = ["outcome", "arm", "visit"]


def observed_table(plan: Plan, outcomes: pd.DataFrame) -> ShownTable:
    """Scores observed, of people randomised: a row an outcome and arm, a column a visit.

    `outcomes` is the table of that name.
    """
    groups = outcomes["score"].notna().groupby([outcomes[key] for key in _KEYS], observed=True)
    counts = {key: Share(int(seen.sum()), len(seen)) for key, seen in groups}
    # By position: a visit may have the name of another column.
    visits = {f"visit{position}": visit for position, visit in enumerate(plan.visits)}
    return ShownTable(
        name="observed",
        title=f"Scores observed, of people {taken_in(plan)}",
        columns=(
            OUTCOME,
            ARM,
            *(
                Column(
                    key,
                    visit.label,
                    f"Scores {at_visit(plan, visit.name)}, of people {taken_in(plan)}.",
                    "count",
                )
                for key, visit in visits.items()
            ),
        ),
        rows=tuple(
            Row(
                {
                    "outcome": label,
                    "arm": arm_label,
                    **{key: counts.get((outcome, arm, v.name)) for key, v in visits.items()},
                }
            )
            for outcome, label in outcome_labels(plan).items()
            for arm, arm_label in arm_labels(plan).items()
        ),
        notes=marks(plan, OF_SCORES),
    )
