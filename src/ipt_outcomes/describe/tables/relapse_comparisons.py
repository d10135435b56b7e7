"""The table `relapse_comparisons`: relapse compared between groups."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given


def make(given: Given) -> pd.DataFrame:
    """Without rows where the plan follows nobody."""
    return given.relapse["relapse_comparisons"]
