"""The permutation test of a trial that randomised clusters.

The scores at the endpoint (or their change from baseline, where contrasts are of it), less what the
covariates without the arm explain of them, are averaged in each cluster; the statistic is the
difference between the arms' means of cluster means (Gail, Mark, Carroll, Green and Pee 1996, Stat
Med 15:1069-1092), within strata where there are some. Its distribution under no effect is that over
the ways in which the arms could have been drawn. The interval holds every shift that the test does
not refuse.

The formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product
from math import comb, prod

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.cluster_keys import cluster_keys, nested_names
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan

# All are gone through up to this many; beyond it, so many are drawn.
MOST_DRAWS = 20_000
_BISECTIONS = 60

_Strata = tuple[NDArray[np.int_], ...]
"""The places of each stratum's clusters; of strata with clusters of both arms alone."""


def drawn_unit(plan: Plan) -> Cluster | None:
    """The cluster that was drawn into arms: the largest randomised one; None without any."""
    drawn = [cluster for cluster in plan.clusters if cluster.randomised]
    # One that lies in another has more names.
    return min(drawn, key=lambda each: len(nested_names(plan, each)), default=None)


def strata_of(plan: Plan, unit: Cluster, rows: pd.DataFrame) -> tuple[str, ...]:
    """The names within which the arms are drawn anew: larger clusters, and the plan's strata.

    A variable of `stratification` is one that is a category and the same for all of a cluster.

    ASSUME: clusters were drawn at random within each of these, or among all of them; given how many
    of a stratum came into each arm, every way to choose them is as likely in both cases.
    """
    keys = cluster_keys(plan, unit, rows)
    whole = [
        name
        for name in plan.stratification
        if name in rows
        and not pd.api.types.is_numeric_dtype(rows[name])
        and (rows[name].astype("str").groupby(keys).nunique() == 1).all()
    ]
    return (*nested_names(plan, unit)[:-1], *whole)


def permuted_contrasts(
    plan: Plan, planned: Result, contrasts: pd.DataFrame, unit: Cluster, strata: Sequence[str]
) -> pd.DataFrame:
    """`contrasts`, rows of the table of that name at the endpoint, by the test over clusters.

    `planned` is the result whose rows are used, `unit` what was randomised, and the arms are drawn
    anew within `strata`, columns of the rows. Estimate, interval and p-value are the test's; there
    is no standard error, and no degrees of freedom.
    """
    made = contrasts.copy()
    analysis = planned.analysis
    visit = plan.outcome(analysis.outcome).endpoint
    covariates = ["baseline", *plan.adjusted_for(plan.request(analysis.name))]
    rows = _as_planned(plan, planned, visit)
    rows = rows.dropna(subset=[name for name in covariates if name in rows])
    keys = cluster_keys(plan, unit, rows)
    means = pd.Series(_left(rows, covariates), rows.index).groupby(keys).mean()
    arms = rows["arm"].astype("str").groupby(keys).first()
    alike = (
        rows.groupby(list(strata), observed=True).ngroup() if strata else pd.Series(0, keys.index)
    )
    of_stratum = alike.groupby(keys).first()
    for place, row in made.iterrows():
        inside = arms.isin([row["test"], row["comparison"]])
        treated = (arms[inside] == row["test"]).to_numpy()
        stream = plan.stream("cluster permutation", analysis.outcome, str(row["test"]))
        level = 1 - plan.alpha
        found = permutation_test(
            np.asarray(means[inside], dtype=np.float64),
            treated,
            np.asarray(of_stratum[inside], dtype=np.int_),
            level,
            stream,
        )
        made.loc[place, NUMBERS] = float("nan")
        made.loc[place, "status"] = NOT_ESTIMABLE if found is None else OK
        made.loc[place, "caution"] = False
        if found is not None:
            made.loc[place, ["estimate", "ci_lower", "ci_upper", "p_value"]] = found
    return made


def _as_planned(plan: Plan, planned: Result, visit: str) -> pd.DataFrame:
    """The rows at the endpoint, with the baseline used as the analysis's contrasts use it.

    Where the baseline is an outcome and contrasts are of the change from it, the score is the
    change, of people who have both scores. Where arms have one mean at baseline, it is a covariate.

    ASSUME: who lacks it has the mean of the others at the endpoint, which moves no contrast of arms
    that were drawn.
    """
    rows = planned.rows.loc[planned.rows["visit"] == visit]
    of_baseline = planned.rows["visit"] == plan.baseline.name
    if "baseline" in rows or not of_baseline.any():
        return rows
    scores = planned.rows.loc[of_baseline].set_index("participant")["score"]
    start = rows["participant"].map(scores)
    if planned.analysis.grid.change:
        return rows.assign(score=rows["score"] - start).dropna(subset=["score"])
    return rows.assign(baseline=start.fillna(start.mean())) if plan.randomised else rows


def permutation_test(
    means: NDArray[np.float64],
    treated: NDArray[np.bool_],
    of_stratum: NDArray[np.int_],
    level: float,
    stream: np.random.Generator,
) -> tuple[float, float, float, float] | None:
    """Estimate, limits and two-sided p-value from the means (c,) of clusters, some of them treated.

    `of_stratum` (c,) is each cluster's stratum: the arms are drawn within them. None where an arm
    has no two clusters in strata with both arms, or so few that no p-value is below 1 - level.
    """
    strata = _with_both_arms(treated, of_stratum)
    inside = np.concatenate(strata) if strata else np.zeros(0, dtype=int)
    n_treated = int(treated[inside].sum())
    if min(n_treated, len(inside) - n_treated) < 2:
        return None
    draws = _draws(treated, strata, stream)
    own = float(_differences(means, treated[None, :], strata)[0])

    def p_value(shift: float) -> float:
        shifted = means - shift * treated
        found = np.abs(_differences(shifted, draws, strata))
        observed = abs(_differences(shifted, treated[None, :], strata)[0])
        # Ties belong to what is as far out; the rounding of sums must not break them.
        return float((found >= observed - 1e-9 * (1 + observed)).mean())

    if 2 / len(draws) > 1 - level and p_value(own + 1e9) > 1 - level:
        return None
    spread = float(np.ptp(means)) or 1.0
    lower = _bound(p_value, own, own - 20 * spread, 1 - level)
    upper = _bound(p_value, own, own + 20 * spread, 1 - level)
    return own, lower, upper, p_value(0.0)


def _with_both_arms(treated: NDArray[np.bool_], of_stratum: NDArray[np.int_]) -> _Strata:
    """The strata in which arms can be compared; others say nothing."""
    every = [np.flatnonzero(of_stratum == stratum) for stratum in np.unique(of_stratum)]
    return tuple(each for each in every if 0 < treated[each].sum() < len(each))


def _bound(p_value: Callable[[float], float], inside: float, outside: float, alpha: float) -> float:
    """Where between a shift that is not refused and one that is the test begins to refuse."""
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2
        if p_value(middle) > alpha:
            inside = middle
        else:
            outside = middle
    return inside


def _draws(
    treated: NDArray[np.bool_], strata: _Strata, stream: np.random.Generator
) -> NDArray[np.bool_]:
    """Ways to choose the treated (draws, c): all, or a sample with the way that was drawn."""
    sizes = [int(treated[places].sum()) for places in strata]
    ways = [comb(len(places), k) for places, k in zip(strata, sizes, strict=True)]
    if prod(ways) <= MOST_DRAWS:
        each = [combinations(places, k) for places, k in zip(strata, sizes, strict=True)]
        chosen = [[place for part in parts for place in part] for parts in product(*each)]
    else:
        chosen = [list(np.flatnonzero(treated))]
        for _ in range(MOST_DRAWS - 1):
            parts = zip(strata, sizes, strict=True)
            chosen.append([place for at, k in parts for place in stream.permutation(at)[:k]])
    made = np.zeros((len(chosen), len(treated)), dtype=bool)
    for draw, places in zip(made, chosen, strict=True):
        draw[places] = True
    return made


def _differences(
    means: NDArray[np.float64], treated: NDArray[np.bool_], strata: _Strata
) -> NDArray[np.float64]:
    """The difference of the arms' means in each draw (draws,).

    Strata with n and m clusters have the weight n m / (n + m), so that the difference is the arm's
    coefficient in least squares with an intercept a stratum.
    """
    total, weights = np.zeros(len(treated)), 0.0
    for places in strata:
        inside = treated[:, places]
        n_treated = inside.sum(axis=1)
        n_others = len(places) - n_treated
        sums = inside @ means[places]
        difference = sums / n_treated - (means[places].sum() - sums) / n_others
        weight = n_treated * n_others / len(places)
        total += weight * difference
        weights += weight
    return np.asarray(total / weights)


def _left(rows: pd.DataFrame, covariates: list[str]) -> NDArray[np.float64]:
    """The scores less their regression on the covariates, without the arm."""
    x, y = covariate_columns(rows, covariates), rows["score"].to_numpy(dtype=np.float64)
    return np.asarray(y - x @ np.linalg.lstsq(x, y, rcond=None)[0])
