"""The tables of clinically significant change, of the entries of the plan's `clinical_change`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.sensitivity.clinical.effects import counts_and_effects
from ipt_outcomes.sensitivity.clinical.judging import Judging
from ipt_outcomes.sensitivity.clinical.limits import limits_rows
from ipt_outcomes.sensitivity.clinical.methods import methods_rows
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.tables import TABLES, checked, typed

Rows = dict[str, list[dict[str, Any]]]
NAMES = ("clinical_limits", "clinical_counts", "clinical_effects", "clinical_methods")


def clinical_rows(planned: PlannedOutcome) -> Iterator[Rows]:
    """The rows of the tables by name, for each entry that judges the outcome's people."""
    for asked in planned.plan.clinical_change:
        if asked.outcome == planned.outcome.name:
            judging = Judging(planned, asked)
            counts, effects = counts_and_effects(judging)
            parts = (limits_rows(judging), counts, effects, methods_rows(judging))
            yield dict(zip(NAMES, parts, strict=True))


def collected(entries: Iterable[Rows]) -> dict[str, pd.DataFrame]:
    """The tables, of the rows of all entries."""
    every = list(entries)
    found = {}
    for name in NAMES:
        rows = pd.DataFrame(
            [row for entry in every for row in entry[name]], columns=list(TABLES[name].columns)
        )
        found[name] = checked(name, typed(name, rows))
    return found
