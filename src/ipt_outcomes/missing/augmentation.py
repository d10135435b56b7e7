"""Data augmentation of sums: an unstructured covariance given the coefficients and the scores.

Completed residuals e_i of a person are wanted only in sum_i e_i e_i'. For the n people of a pattern
with residuals E_o (n, o) at the visits seen, those at the others are E_o B' + F, the rows of F
N(0, C), with B and C of the conditional normal distribution. Of F only F'E_o and F'F are needed.
With E_o = Q L', Q'Q = I of rank r, W = F'Q has r columns N(0, C), F'E_o = W L', and F'F is W W'
plus a Wishart matrix with n - r degrees of freedom: nobody's scores are drawn, and a step costs
the number of patterns.

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.missing.conditional import conditional
from ipt_outcomes.missing.wishart import inverse_wishart, wishart
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.cross_products import CrossProducts
from ipt_outcomes.models.visits.patterns import PatternProblem


def draw_unstructured(
    problem: PatternProblem,
    covariances: Array,
    coefficients: Array,
    fitted: Array,
    random: np.random.Generator,
) -> Array:
    """(k, strata, m, m): new covariances, given the last ones and the coefficients (k, p).

    `fitted` (strata, m, m) is the mean of the inverse Wishart prior with m + 2 degrees of freedom,
    with which mean and scale are the same.
    """
    made = np.empty_like(covariances)
    for place, stratum in enumerate(problem.strata):
        cross = stratum.cross
        sums = completed_sums(cross, covariances[:, place], coefficients, random)
        df = cross.n_visits + 2 + int(cross.people.sum())
        made[:, place] = inverse_wishart(df, fitted[place] + sums, random)
    return made


def completed_sums(
    cross: CrossProducts, covariances: Array, coefficients: Array, random: np.random.Generator
) -> Array:
    """(k, m, m): a draw of sum_i e_i e_i' over everybody at all visits, given the scores.

    For covariances (k, m, m) and coefficients (k, p).
    """
    k, (n_patterns, m) = len(coefficients), cross.seen.shape
    q = cross.n_columns + 1
    residual = np.hstack([-coefficients, np.ones((k, 1))])
    outer = (residual[:, :, None] * residual[:, None, :]).reshape(k, q * q)
    observed = (outer @ cross.sums.reshape(-1, q * q).T).reshape(k, n_patterns, m, m)
    whole = np.zeros((k, m, m))
    for r, (seen, people) in enumerate(zip(cross.seen, cross.people, strict=True)):
        here, there = np.flatnonzero(seen), np.flatnonzero(~seen)
        inner = observed[:, r][:, here[:, None], here]
        whole[:, here[:, None], here] += inner
        if not len(there):
            continue
        slopes, left = conditional(covariances, here, there)
        rank = min(int(people), len(here))
        half = np.linalg.cholesky(left) @ random.standard_normal((k, len(there), rank))
        crossed = half @ np.swapaxes(_root(inner, rank), 1, 2)
        both = slopes @ inner + crossed
        own = both @ np.swapaxes(slopes, 1, 2) + slopes @ np.swapaxes(crossed, 1, 2)
        own += half @ np.swapaxes(half, 1, 2) + wishart(int(people) - rank, left, random)
        whole[:, there[:, None], here] += both
        whole[:, here[:, None], there] += np.swapaxes(both, 1, 2)
        whole[:, there[:, None], there] += own
    return (whole + np.swapaxes(whole, 1, 2)) / 2.0


def _root(products: Array, rank: int) -> Array:
    """L (k, o, rank) with L L' = products (k, o, o), whose rank that is."""
    values, vectors = np.linalg.eigh(products)
    roots = np.sqrt(np.maximum(values[:, -rank:], 0.0))
    return np.asarray(vectors[:, :, -rank:] * roots[:, None, :])
