"""The table `harms`: adverse events by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.harms_tables import harms_by_arm
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row a kind of event x arm; none where the trial has no table of them."""
    if given.plan.adverse_events is None:
        return typed("harms", pd.DataFrame())
    return typed("harms", harms_by_arm(given.plan, given.leaving, given.read("adverse_events")))
