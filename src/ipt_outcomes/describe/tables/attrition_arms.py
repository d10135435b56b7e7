"""The table `attrition_arms`: how many of each arm left the trial."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_curves import attrition_arms
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row an arm."""
    return typed("attrition_arms", attrition_arms(given.plan, given.leaving))
