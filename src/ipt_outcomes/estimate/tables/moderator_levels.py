"""The table of the contrasts within levels of the plan's moderators."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `moderator_levels`."""
    return given.moderation.moderator_levels
