"""The table `set_counts`: how many are in each of the plan's analysis sets."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.set_counts import count_sets


def make(given: Given) -> pd.DataFrame:
    """One row an outcome, set and arm."""
    return count_sets(
        given.plan, given.read("participants"), given.read("sessions"), given.table("set_members")
    )
