"""The table `fidelity_told_apart`: whether raters tell the treatments apart."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.fidelity import fidelity_told_apart, rated_of


def make(given: Given) -> pd.DataFrame:
    """The table `fidelity_told_apart`."""
    rated = rated_of(given.plan)
    return fidelity_told_apart(
        given.plan, given.read("participants"), given.read("fidelity"), rated
    )
