"""Adjusted p-values of a family of hypotheses.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from scipy.stats import multivariate_t

from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.multiplicity import Method

# Points of the integration of a multivariate t, whose error is then below 1e-5.
_POINTS = 200_000
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
    correlation = own / np.outer(sds, sds)
    freedom = float(df[known].min())
    for place in np.flatnonzero(known):
        edge = np.full(int(known.sum()), abs(statistics[place]))
        inside = multivariate_t.cdf(
            edge,
            shape=correlation,
            df=freedom,
            lower_limit=-edge,
            maxpts=_POINTS,
            random_state=np.random.default_rng(0),
            allow_singular=True,
        )
        found[place] = min(max(1.0 - float(inside), 0.0), 1.0)
    return found
