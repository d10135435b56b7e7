"""The table of where on such a moderator a contrast's interval excludes zero."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `moderator_regions`."""
    return given.moderation.moderator_regions
