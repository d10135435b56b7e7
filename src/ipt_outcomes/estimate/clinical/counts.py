"""`clinical_counts`: how many of each arm recovered, improved, got worse, and are unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.people import judged_people


def clinical_counts(
    change: pd.DataFrame,
    people: pd.DataFrame | None = None,
    *,
    arm: str | None = None,
    participant: str = "participant",
) -> pd.DataFrame:
    """Counts of the categories of `clinical_change`, by arm.

    Args:
        change: of `clinical_change`.
        people: one row a person, everyone who was randomised; None is everyone in `change`.
        arm, participant: columns of `people`; without an arm everyone is of one, "all".

    Returns:
        One row an arm and category: arm, category, count, share (of those observed), n_observed
        (with both scores), n_people, n_missing. Shares among those observed are of people who
        stayed: `clinical_effects` sets those with the dropouts in them beside.

    Raises:
        ModelError: no frame of `clinical_change`; columns that are not there; people who are judged
            and not among the people, or twice among them.
    """
    judged = judged_people(change, people, participant=participant, arm=arm, cluster=None)
    rows: list[dict[str, Any]] = []
    for place, label in enumerate(judged.arms):
        here = judged.arm_codes == place
        seen = int((here & judged.observed).sum())
        for category in judged.known:
            count = int((judged.category[here] == category).sum())
            rows.append(
                {
                    "arm": label,
                    "category": category,
                    "count": count,
                    "share": count / seen if seen else np.nan,
                    "n_observed": seen,
                    "n_people": int(here.sum()),
                    "n_missing": int(here.sum()) - seen,
                }
            )
    return pd.DataFrame(rows)
