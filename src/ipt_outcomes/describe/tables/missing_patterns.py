"""The table `missing_patterns`: at which visits people have a score."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_patterns import missing_patterns
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row an outcome x arm x pattern."""
    return typed("missing_patterns", missing_patterns(given.plan, given.read("outcomes")))
