"""The table of the contrasts over moderators that are numbers."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `moderator_curves`."""
    return given.moderation.moderator_curves
