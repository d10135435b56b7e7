"""The table `set_members`: who is in which of the plan's analysis sets."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.plan.set_members import set_members
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row an outcome, set and person."""
    sessions = given.read("sessions")
    found = set_members(
        given.plan,
        given.read("participants"),
        None if sessions.empty else sessions,
        given.read("outcomes"),
    )
    return typed("set_members", found)
