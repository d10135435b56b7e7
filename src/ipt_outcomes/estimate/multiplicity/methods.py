"""Adjusted p-values of a family of hypotheses.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from scipy.stats import chi2
from scipy.stats.qmc import MultivariateNormalQMC

from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.multiplicity import Method

# Points of the integration (a power of two, as Sobol's sequence wants): its error is below 1e-5.
_POINTS = 2**16
_NO_VARIANCE = 1e-9
_IN_STATSMODELS = {"holm": "holm", "hochberg": "simes-hochberg", "fdr": "fdr_bh"}


def adjusted(p_values: Array, method: Method) -> Array:
    """(m,) adjusted p-values, in the order given; NaN where there is none.

    holm            Holm 1979, Scand J Stat 6:65-70
    hochberg        Hochberg 1988, Biometrika 75:800-802
    fdr             Benjamini and Hochberg 1995, J R Stat Soc B 57:289-300
    fixed-sequence  in the order given, each tested only if all before are significant: the largest
                    p-value so far (Maurer, Hothorn and Lehmacher 1995)

    A hypothesis without a p-value counts: it makes the others' no smaller, and stops a sequence.

    # ASSUME: for hochberg and fdr, p-values are independent or positively dependent.
    """
    from statsmodels.stats.multitest import multipletests

    filled = np.where(np.isnan(p_values), 1.0, p_values)
    if method == "fixed-sequence":
        found = np.maximum.accumulate(filled)
    else:
        found = multipletests(filled, method=_IN_STATSMODELS[method])[1]
    return cast("Array", np.where(np.isnan(p_values), np.nan, found))


def max_t(statistics: Array, df: Array, covariance: Array) -> Array:
    """(m,) chances of a statistic as far from zero in any of m contrasts of one model.

    1 - P(|T_j| <= |t| for all j), T multivariate t with the contrasts' correlation and the least of
    their degrees of freedom (Hothorn, Bretz and Westfall 2008, Biom J 50:346-363, single step).

    # ASSUME: one number of degrees of freedom for all, the least, which errs to the safe side.
    """
    known = np.isfinite(statistics) & np.isfinite(df) & np.isfinite(np.diag(covariance))
    found = np.full(len(statistics), math.nan)
    if not known.any():
        return found
    own = covariance[np.ix_(known, known)]
    sds = np.sqrt(np.diag(own))
    values, vectors = np.linalg.eigh(own / np.outer(sds, sds))
    # Contrasts of three arms in pairs are two at heart: only directions that have a variance count.
    kept = values > _NO_VARIANCE * values.max()
    factor = vectors[:, kept] * np.sqrt(values[kept])
    normal = MultivariateNormalQMC(np.zeros(int(kept.sum())), rng=np.random.default_rng(0))
    farthest = np.abs(normal.random(_POINTS) @ factor.T).max(axis=1)
    freedom = float(df[known].min())
    # Given the farthest of the normal parts the chi-squared part is integrated exactly.
    with np.errstate(divide="ignore"):
        reached = farthest[:, None] / np.abs(statistics[known])
    found[known] = chi2.cdf(freedom * np.square(reached), freedom).mean(axis=0)
    return found
