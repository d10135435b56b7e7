"""The permutation test of a trial that randomised clusters.

The scores at the endpoint, less what the covariates without the arm explain of them, are averaged
in each cluster; the statistic is the difference between the arms' means of cluster means (Gail,
Mark, Carroll, Green and Pee 1996, Stat Med 15:1069-1092). Its distribution under no effect is that
over the ways in which the arms could have been drawn. The interval holds every shift that the test
does not refuse.

The formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.estimate.covariate_columns import covariate_columns
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.plan import Plan

# All are gone through up to this many; beyond it, so many are drawn.
MOST_DRAWS = 20_000
_BISECTIONS = 60


def permuted_contrasts(
    plan: Plan, planned: Result, contrasts: pd.DataFrame, cluster: str
) -> pd.DataFrame:
    """`contrasts`, rows of the table of that name at the endpoint, by the test over clusters.

    `planned` is the result whose rows are used. Estimate, interval and p-value are the test's;
    there is no standard error, and no degrees of freedom.
    """
    made = contrasts.copy()
    analysis = planned.analysis
    visit = plan.outcome(analysis.outcome).endpoint
    covariates = ["baseline", *plan.adjusted_for(plan.request(analysis.name))]
    rows = planned.rows.loc[planned.rows["visit"] == visit]
    left = rows.assign(left=_left(rows, covariates))
    means = left.groupby(cluster)["left"].mean()
    arms = left.groupby(cluster)["arm"].first().astype("str")
    for place, row in made.iterrows():
        inside = arms.isin([row["test"], row["comparison"]])
        treated = (arms[inside] == row["test"]).to_numpy()
        stream = plan.stream("cluster permutation", analysis.outcome, str(row["test"]))
        found = permutation_test(means[inside].to_numpy(), treated, 1 - plan.alpha, stream)
        made.loc[place, NUMBERS] = float("nan")
        made.loc[place, "status"] = NOT_ESTIMABLE if found is None else OK
        if found is not None:
            made.loc[place, ["estimate", "ci_lower", "ci_upper", "p_value"]] = found
    return made


def permutation_test(
    means: NDArray[np.float64],
    treated: NDArray[np.bool_],
    level: float,
    stream: np.random.Generator,
) -> tuple[float, float, float, float] | None:
    """Estimate, limits and two-sided p-value from the means (c,) of clusters, some of them treated.

    None where an arm has no two clusters, or so few that no p-value is below 1 - level.
    """
    n_treated, n = int(treated.sum()), len(means)
    if min(n_treated, n - n_treated) < 2:
        return None
    draws = _draws(treated, stream)
    own = _differences(means, treated[None, :])[0]

    def p_value(shift: float) -> float:
        shifted = means - shift * treated
        found = np.abs(_differences(shifted, draws))
        observed = abs(_differences(shifted, treated[None, :])[0])
        # Ties belong to what is as far out; the rounding of sums must not break them.
        return float((found >= observed - 1e-9 * (1 + observed)).mean())

    if 2 / len(draws) > 1 - level and p_value(own + 1e9) > 1 - level:
        return None
    spread = float(np.ptp(means)) or 1.0
    lower = _bound(p_value, own, own - 20 * spread, 1 - level)
    upper = _bound(p_value, own, own + 20 * spread, 1 - level)
    return float(own), lower, upper, p_value(0.0)


def _bound(p_value: Callable[[float], float], inside: float, outside: float, alpha: float) -> float:
    """Where between a shift that is not refused and one that is the test begins to refuse."""
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2
        if p_value(middle) > alpha:
            inside = middle
        else:
            outside = middle
    return inside


def _draws(treated: NDArray[np.bool_], stream: np.random.Generator) -> NDArray[np.bool_]:
    """Ways to choose the treated (draws, c): all, or a sample with the way that was drawn."""
    n, n_treated = len(treated), int(treated.sum())
    if comb(n, n_treated) <= MOST_DRAWS:
        chosen = np.array(list(combinations(range(n), n_treated)))
    else:
        chosen = np.array([stream.permutation(n)[:n_treated] for _ in range(MOST_DRAWS - 1)])
        chosen = np.vstack([np.flatnonzero(treated), chosen])
    made = np.zeros((len(chosen), n), dtype=bool)
    np.put_along_axis(made, chosen, True, axis=1)
    return made


def _differences(means: NDArray[np.float64], treated: NDArray[np.bool_]) -> NDArray[np.float64]:
    n_treated = treated.sum(axis=1)
    total = treated @ means
    rest = means.sum() - total
    return np.asarray(total / n_treated - rest / (treated.shape[1] - n_treated))


def _left(rows: pd.DataFrame, covariates: list[str]) -> NDArray[np.float64]:
    """The scores less their regression on the covariates, without the arm."""
    x, y = covariate_columns(rows, covariates), rows["score"].to_numpy(dtype=np.float64)
    return np.asarray(y - x @ np.linalg.lstsq(x, y, rcond=None)[0])
