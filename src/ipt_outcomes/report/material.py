"""What a report is made from: the plan, the tables, the figures as files, the versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.chosen_rows import primary_first


@dataclass(frozen=True, repr=False, eq=False)
class Material:
    """Everything that sections and figures are made from; `report_material` makes one."""

    plan: Plan
    tables: Mapping[str, pd.DataFrame]
    notes: tuple[str, ...]
    versions: Mapping[str, str]
    figures: Mapping[str, bytes | str]

    def __repr__(self) -> str:
        """A line of counts."""
        return (
            f"<Material of {self.plan.trial}: {len(self.tables)} tables, "
            f"{len(self.figures)} figures>"
        )

    def table(self, name: str) -> pd.DataFrame:
        """The table of that name. KeyError: it was not given."""
        if name not in self.tables:
            given = ", ".join(self.tables) or "none"
            raise KeyError(f"the report needs the table {name!r}; given: {given}")
        return self.tables[name]

    def table_if_given(self, name: str) -> pd.DataFrame | None:
        """The table of that name, where it was given and has rows."""
        frame = self.tables.get(name)
        return None if frame is None or frame.empty else frame


def report_material(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    *,
    notes: Sequence[str] = (),
    versions: Mapping[str, str] | None = None,
    figures: Mapping[str, bytes | str] | None = None,
) -> Material:
    """The material of one trial's report and figures.

    `tables` holds frames by the names of their tables. The report needs `models`, `means` and
    `effects`, `flow` with its figure, and shows `outcomes`, `reliability`, `scenarios`,
    `tipping_points`, `agreement`, `clusters`, `intraclass`, `slopes` and the `clinical_` tables
    where they are given; a figure needs only what it draws. `notes` are the sentences that ingest
    and prepare wrote. `versions` gives the software's versions by name. `figures` holds PNG bytes,
    or SVG as bytes or text, by the figure's name: `flow`, or `means_<outcome>`; one that is missing
    is left out of the page.

    The rows of primary outcomes come first in every table, and tables of results have the column
    `standing`: what each row is to the plan as it was locked.
    """
    ordered = {
        name: primary_first(plan, frame) for name, frame in with_standing(plan, tables).items()
    }
    return Material(plan, ordered, tuple(notes), dict(versions or {}), dict(figures or {}))
