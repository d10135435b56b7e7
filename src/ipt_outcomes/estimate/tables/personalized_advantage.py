"""Whether following an index of who does better in which arm is shown to help."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `personalized_advantage`."""
    return given.advantages.personalized_advantage
