"""Hedges' g and the log risk ratio of one comparison, as the Metapsy database computes them.

The database's numbers come from metapsyTools (`g.m.sd`, `g.change.m.sd`, `g.binary`,
`rr.binary`), which takes them from the R package esc (Wilson's formulas: Lipsey and Wilson 2001,
Practical Meta-Analysis, appendix B). There the standard error of g is that of d: it is not
multiplied by J. Borenstein et al. (2009, Introduction to Meta-Analysis, equation 4.24) multiply.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array

# A logistic variable with variance one: its standard deviation is pi / sqrt(3) in log odds.
_LOG_ODDS_PER_D = np.pi / np.sqrt(3.0)


def small_sample_factor(df: Array) -> Array:
    """J = 1 - 3 / (4 df - 1) (Hedges 1981, J Educ Stat 6:107-128, equation 6e's approximation)."""
    return np.asarray(1.0 - 3.0 / (4.0 * df - 1.0))


def d_of_means(
    mean: tuple[Array, Array], sd: tuple[Array, Array], n: tuple[Array, Array]
) -> tuple[Array, Array]:
    """d = (mean_2 - mean_1) / pooled sd, above zero where arm 1 is lower, and its variance."""
    (mean_1, mean_2), (sd_1, sd_2), (n_1, n_2) = mean, sd, n
    pooled = np.sqrt(((n_1 - 1.0) * sd_1**2 + (n_2 - 1.0) * sd_2**2) / (n_1 + n_2 - 2.0))
    d = (mean_2 - mean_1) / pooled
    return d, (n_1 + n_2) / (n_1 * n_2) + d**2 / (2.0 * (n_1 + n_2))


def d_of_events(
    event_1: Array, n_1: Array, event_2: Array, n_2: Array, added: float
) -> tuple[Array, Array, Array]:
    """d by the log odds ratio, above zero where arm 1 has more events, its variance, and people.

    `added` goes to all four cells where an arm has no event, or nobody without one; the people
    counted are then 4 `added` more, as in the database. It adds for arms without events only;
    an arm with nothing but events is an infinite odds ratio there.
    """
    empty = (event_1 == 0) | (event_2 == 0) | (event_1 == n_1) | (event_2 == n_2)
    more = np.where(empty, added, 0.0)
    a, b = event_1 + more, n_1 - event_1 + more
    c, d = event_2 + more, n_2 - event_2 + more
    log_odds = np.log(a) - np.log(b) - np.log(c) + np.log(d)
    variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d
    return log_odds / _LOG_ODDS_PER_D, variance / _LOG_ODDS_PER_D**2, a + b + c + d


def log_risk_ratio(
    event_1: Array, n_1: Array, event_2: Array, n_2: Array, added: float
) -> tuple[Array, Array]:
    """log of arm 1's share of events over arm 2's, and its standard error.

    `added` goes to events and people of both arms where an arm has no event, as in the database.
    NaN where everybody of both arms has it: the formula's standard error is zero there.
    """
    more = np.where((event_1 == 0) | (event_2 == 0), added, 0.0)
    a, b, c, d = event_1 + more, n_1 + more, event_2 + more, n_2 + more
    ratio = np.log(a) - np.log(b) - np.log(c) + np.log(d)
    everybody = (event_1 == n_1) & (event_2 == n_2)
    variance = np.where(everybody, np.nan, 1.0 / a + 1.0 / c - 1.0 / b - 1.0 / d)
    return np.where(everybody, np.nan, ratio), np.sqrt(variance)
