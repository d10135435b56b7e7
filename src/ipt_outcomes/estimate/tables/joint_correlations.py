"""How the contrasts of the plan's joint models go together."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `joint_correlations`."""
    return given.joint.joint_correlations
