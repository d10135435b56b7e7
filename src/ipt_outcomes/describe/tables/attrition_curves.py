"""The table `attrition_curves`: the share still in the trial over time."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_curves import attrition_curves
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row an arm x week."""
    return typed("attrition_curves", attrition_curves(given.plan, given.leaving))
