"""The table `attrition_differences`: people who left beside those who stayed."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_differences import attrition_differences
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row a characteristic x arm."""
    return typed(
        "attrition_differences",
        attrition_differences(
            given.plan, given.leaving, given.read("participants"), given.read("outcomes")
        ),
    )
