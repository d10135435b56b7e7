"""Shares of people with an event by arm, and compared on scales where estimates are near normal.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Codes = NDArray[np.intp]

RISK: Final = "risk"
DIFFERENCE: Final = "risk difference"
RATIO: Final = "risk ratio"
ODDS_RATIO: Final = "odds ratio"
NEEDED: Final = "number needed to treat"


def shares_of_arms(happened: Array, member: Array, clusters: Codes | None) -> tuple[Array, Array]:
    """(k, arms) shares and (k, arms, arms) their covariance, of events (k, n).

    member    (arms, n) ones where a person is of an arm
    clusters  (n,) of `cluster_numbers`; None where people are independent

    ASSUME: people of a cluster are not less alike than strangers: no variance over clusters is
    below that of independent people, which it is by chance where clusters are few.
    """
    size = member.sum(axis=1)
    share = happened @ member.T / size
    # What each person adds to how far a share is from its expectation.
    apart = member * (happened[:, None, :] - share[:, :, None]) / size[:, None]
    factor = 1.0
    if clusters is not None:
        order = np.argsort(clusters, kind="stable")
        starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
        apart = np.add.reduceat(apart[:, :, order], starts, axis=2)
        n_clusters = len(starts)
        # One cluster alone says nothing of chance.
        factor = n_clusters / (n_clusters - 1.0) if n_clusters > 1 else np.nan
    covariance = factor * apart @ np.swapaxes(apart, 1, 2)
    if clusters is not None:
        own = np.arange(len(member))
        independent = share * (1.0 - share) / size
        covariance[:, own, own] = np.maximum(covariance[:, own, own], independent)
    return share, covariance


def freedom_of_shares(member: Array, clusters: Codes | None) -> float:
    """People less arms; with clusters, those of the arm with the fewest, less one."""
    if clusters is None:
        return float(member.sum() - len(member))
    return float(min(len(np.unique(clusters[arm > 0])) for arm in member) - 1)


def cluster_numbers(codes: NDArray[np.integer]) -> Codes:
    """(n,) numbers of clusters from 0; whoever is in none, -1, is one alone."""
    numbered = codes.astype(np.intp, copy=True)
    alone = numbered < 0
    numbered[alone] = numbered.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return np.asarray(np.unique(numbered, return_inverse=True)[1], dtype=np.intp)


def log_odds(share: Array, variance: Array) -> tuple[Array, Array] | None:
    """(k,) log odds of a risk and their standard errors; None where one is 0 or 1."""
    if ((share <= 0) | (share >= 1) | ~(variance > 0)).any():
        return None
    odds = share * (1.0 - share)
    return np.log(share / (1.0 - share)), np.sqrt(variance) / odds


def compared_shares(share: Array, covariance: Array) -> dict[str, tuple[Array, Array] | None]:
    """Of two arms, (k, 2) and (k, 2, 2): measure -> (k,) estimates and standard errors.

    The difference as it is, the ratio and the odds ratio as logarithms; None of a ratio without an
    event in an arm, and of odds where everybody or nobody of an arm has it. Where that is so in
    every row, nothing tells how sure the arm's share is, and there are no standard errors.
    """
    made: dict[str, tuple[Array, Array] | None] = {DIFFERENCE: None, RATIO: None, ODDS_RATIO: None}
    one = np.array([1.0, -1.0])
    at_an_end = bool(((share <= 0) | (share >= 1)).all(axis=0).any())
    known = np.nan if at_an_end else 1.0
    made[DIFFERENCE] = share @ one, known * _error(np.broadcast_to(one, share.shape), covariance)
    if (share > 0).all():
        made[RATIO] = np.log(share) @ one, known * _error(one / share, covariance)
    if ((share > 0) & (share < 1)).all():
        variance = share * (1.0 - share)
        logits = np.log(share / (1.0 - share))
        made[ODDS_RATIO] = logits @ one, _error(one / variance, covariance)
    return made


def _error(weights: Array, covariance: Array) -> Array:
    return np.asarray(np.sqrt(np.einsum("ka,kab,kb->k", weights, covariance, weights)))
