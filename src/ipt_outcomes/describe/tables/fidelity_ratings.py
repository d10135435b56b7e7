"""The table `fidelity_ratings`: how sessions were rated, by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.fidelity import fidelity_ratings, rated_of


def make(given: Given) -> pd.DataFrame:
    """The table `fidelity_ratings`."""
    rated = rated_of(given.plan)
    return fidelity_ratings(given.plan, given.read("participants"), given.read("fidelity"), rated)
