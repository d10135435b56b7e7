"""The table of the effects of treatment received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.sensitivity.imputed import imputed_of
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.sensitivity.received.effect import effect_rows
from ipt_outcomes.tables import TABLES, checked, typed

TABLE = "treatment_received"


def received_rows(planned: PlannedOutcome) -> Iterator[dict[str, Any]]:
    """The rows of one outcome; none where the plan asks for none, or no sessions are given."""
    sessions = planned.sessions
    for asked in planned.plan.treatment_received:
        if asked.outcome == planned.outcome.name and sessions is not None:
            yield from effect_rows(imputed_of(planned), asked, sessions)


def received_table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The table `treatment_received` of these rows."""
    frame = pd.DataFrame(list(rows), columns=list(TABLES[TABLE].columns))
    return checked(TABLE, typed(TABLE, frame))
