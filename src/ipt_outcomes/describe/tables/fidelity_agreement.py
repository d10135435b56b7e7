"""The table `fidelity_agreement`: how far raters agree."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.fidelity import fidelity_agreement, rated_of


def make(given: Given) -> pd.DataFrame:
    """The table `fidelity_agreement`."""
    rated = rated_of(given.plan)
    return fidelity_agreement(given.plan, given.read("participants"), given.read("fidelity"), rated)
