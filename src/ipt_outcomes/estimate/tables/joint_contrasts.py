"""The contrasts of the plan's joint models."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `joint_contrasts`."""
    return given.joint.joint_contrasts
