"""The grouped jackknife: the variance of estimates when people share clusters.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks

MOST_GROUPS = 100
"""# ASSUME: more clusters are put together in turn: a hundred groups give the variance as well."""


def jackknife_covariance(
    estimate: Callable[[Marks], Array | None], clusters: NDArray[Any]
) -> Array | None:
    """The covariance of estimates, each cluster left out in turn.

    Args:
        estimate: of those (n,) people who are marked, (k,) numbers; None where there are none.
        clusters: (n,) who belongs where; a person who shares nothing is a cluster alone.

    Returns:
        (k, k), (G - 1) / G times the sum of squares about their mean (delete-a-group jackknife;
        Lipsitz, Dear and Zhao 1994, Biometrics 50:842-846); None where it cannot be had without
        some cluster, or there is one alone.
    """
    codes, known = pd.factorize(clusters)
    groups = codes % MOST_GROUPS if len(known) > MOST_GROUPS else codes
    count = int(groups.max()) + 1 if len(groups) else 0
    if count < 2:
        return None
    without = []
    for group in range(count):
        found = estimate(groups != group)
        if found is None:
            return None
        without.append(found)
    apart = np.asarray(without) - np.mean(without, axis=0)
    covariance: Array = (count - 1) / count * apart.T @ apart
    return covariance


def fewest_clusters(clusters: NDArray[Any], groups: NDArray[Any]) -> int:
    """The clusters of the group that has the fewest."""
    return int(pd.Series(clusters).groupby(groups).nunique().min())
