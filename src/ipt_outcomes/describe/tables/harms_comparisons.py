"""The table `harms_comparisons`: the risks of adverse events compared."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.harms_tables import harms_compared
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row a kind of event x pair of arms."""
    if given.plan.adverse_events is None:
        return typed("harms_comparisons", pd.DataFrame())
    events = given.read("adverse_events")
    return typed("harms_comparisons", harms_compared(given.plan, given.leaving, events))
