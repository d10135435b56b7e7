"""The plan's mediators: what goes before what, and through what."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.mediation.made import mediation


def make(given: Given) -> pd.DataFrame:
    """The table `mediation`."""
    return mediation(given.plan, given.results, given.outcomes, given.participants)
