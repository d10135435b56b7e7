"""The table `flow`: the CONSORT counts of the first primary outcome."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.flow import count_flow


def make(given: Given) -> pd.DataFrame:
    """One row an arm x step x detail x unit."""
    return count_flow(
        given.plan,
        given.read("participants"),
        given.read("sessions"),
        given.read("outcomes"),
        given.analysed,
    )
