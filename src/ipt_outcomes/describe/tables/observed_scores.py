"""The table `observed_scores`: the scores as they were given."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.observed_scores import observed_scores


def make(given: Given) -> pd.DataFrame:
    """One row an outcome, visit and arm."""
    return observed_scores(given.plan, given.read("participants"), given.read("outcomes"))
