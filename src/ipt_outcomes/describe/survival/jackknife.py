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

MOST_GROUPS, MOST_ALONE = 100, 20
"""# ASSUME: more clusters, and more people who share nothing with anybody, are put together in
turn: so many groups give the variance as well."""


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
    groups = _put_together(clusters)
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


def _put_together(clusters: NDArray[Any]) -> NDArray[np.intp]:
    """(n,) groups from 0, of which there are not too many."""
    codes, known = pd.factorize(clusters)
    alone = np.bincount(codes, minlength=len(known))[codes] == 1
    sharing = pd.factorize(codes[~alone])[0]
    groups = np.empty(len(codes), dtype=np.intp)
    groups[~alone] = sharing % MOST_GROUPS
    first = groups[~alone].max(initial=-1) + 1
    groups[alone] = first + np.arange(int(alone.sum())) % MOST_ALONE
    return groups


def fewest_clusters(clusters: NDArray[Any], groups: NDArray[Any]) -> int:
    """The clusters of the group that has the fewest."""
    return int(pd.Series(clusters).groupby(groups).nunique().min())
