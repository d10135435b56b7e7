"""Whether the plan's moderators move its contrasts: the tests of interaction."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.given import Given


def make(given: Given) -> pd.DataFrame:
    """The table `moderator_tests`."""
    return given.moderation.moderator_tests
