"""The table `attrition_tests`: whether arms' people left at different rates."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_tests import attrition_tests
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row a pair of arms, and one of all of them."""
    return typed("attrition_tests", attrition_tests(given.plan, given.leaving))
