"""The table `relapse_comparisons`: hazards of relapse and time free of it, compared.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

from ipt_outcomes.describe.survival.cox import log_hazard_ratio
from ipt_outcomes.describe.survival.intervals import interval_model
from ipt_outcomes.describe.survival.jackknife import fewest_clusters, jackknife_covariance
from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks
from ipt_outcomes.describe.survival.log_rank import log_rank
from ipt_outcomes.describe.survival.proportional_hazards import proportionality
from ipt_outcomes.describe.survival.restricted_mean import common_horizon, restricted_mean
from ipt_outcomes.describe.therapy.relapse_groups import Grouping
from ipt_outcomes.describe.therapy.relapse_people import Followed
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, VARIANCE_NOT_ESTIMABLE
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.plan import Plan

RATIO = "hazard ratio"
INTERVAL_RATIO = "hazard ratio, between assessments"
MEAN = "difference in restricted mean"
Numbers = dict[str, Any]
_NAN = float("nan")
_NO_RELAPSE = "nobody relapsed in one of the groups at assessments without a gap"
_NO_MAXIMUM = (
    "relapses tell the groups and assessments apart without remainder, as where everybody relapsed "
    "by the first one: the ratio has no maximum"
)
_NOBODY = "nobody of one of the groups is followed"
_NONE_EARLIER = (
    "nobody relapsed before the last visit, and the mean does not see who relapsed at it"
)


@dataclass(frozen=True, repr=False, eq=False)
class Pair:
    """Two groups' n people: weeks, whether they relapsed, who is of the test group, clusters."""

    people: pd.DataFrame
    intervals: pd.DataFrame
    test: Marks
    clusters: NDArray[Any] | None

    @property
    def week(self) -> Array:
        """(n,)."""
        return self.people["week"].to_numpy(dtype=float)

    @property
    def relapsed(self) -> Marks:
        """(n,)."""
        return self.people["relapsed"].to_numpy(dtype=bool)


def relapse_comparisons(plan: Plan, grouping: Grouping, followed: Followed) -> pd.DataFrame:
    """The rows of one grouping's pairs, without what the entry is; test minus comparison group.

    Where people share clusters, standard errors are by the grouped jackknife and limits by t, on
    the clusters of the group that has fewer, less one.
    """
    rows = []
    for test, base in grouping.pairs:
        pair = _pair(plan, grouping, followed, test, base)
        tested = log_rank(pair.week, pair.relapsed, pair.test) if len(pair.week) else None
        same: Numbers = {
            "by": grouping.by,
            "test": test,
            "comparison": base,
            "comparison_is": grouping.comparison_is,
            "log_rank": tested.statistic if tested else _NAN,
            "log_rank_p": tested.p_value if tested else _NAN,
        }
        for which, own in (("test", pair.test), ("comparison", ~pair.test)):
            same[f"n_{which}"] = int(own.sum())
            same[f"relapsed_{which}"] = int(pair.relapsed[own].sum())
        same["few"] = min(same["n_test"], same["n_comparison"]) < plan.few
        both = pair.test.any() and not pair.test.all()
        for measure, numbers in ((INTERVAL_RATIO, _interval_ratio), (RATIO, _ratio), (MEAN, _mean)):
            made = numbers(pair, plan.alpha) if both else _nothing(_NOBODY)
            rows.append(same | {"measure": measure} | made)
    return pd.DataFrame(rows)


def _pair(plan: Plan, grouping: Grouping, followed: Followed, test: str, base: str) -> Pair:
    chosen = grouping.group.isin([test, base])
    people = followed.people[chosen]
    intervals = followed.intervals[followed.intervals["person"].isin(people.index)]
    clusters = linked_people(plan, people).to_numpy() if plan.clusters else None
    of_test = (grouping.group[chosen] == test).to_numpy(dtype=bool)
    return Pair(people, intervals, of_test, clusters)


def _ratio(pair: Pair, alpha: float) -> Numbers:
    week, relapsed, test = pair.week, pair.relapsed, pair.test

    def logarithm(kept: Marks) -> Array | None:
        found = log_hazard_ratio(week[kept], relapsed[kept], test[kept])
        return None if found is None else np.array(found[:1])

    found = log_hazard_ratio(week, relapsed, test)
    if found is None:
        return _nothing("nobody relapsed in one of the groups")
    stays = proportionality(week, relapsed, test, found[0])
    numbers = _with_limits(pair, found[0], found[1], logarithm, alpha, ratio=True)
    return numbers | {"proportionality": stays.statistic, "proportionality_p": stays.p_value}


def _interval_ratio(pair: Pair, alpha: float) -> Numbers:
    rows = pair.intervals
    places = pd.Series(np.arange(len(pair.people)), index=pair.people.index)
    person = places.loc[rows["person"]].to_numpy()
    event = rows["relapsed"].to_numpy(dtype=float)
    interval = rows["interval"].to_numpy(dtype=float)
    test = pair.test[person]

    def fitted(kept: Marks) -> tuple[Array, Array] | None:
        rows_kept = kept[person]
        happened = event[rows_kept] > 0
        of_test = test[rows_kept]
        if not (happened & of_test).any() or not (happened & ~of_test).any():
            return None
        predictor = pd.DataFrame({"test": of_test.astype(float)})
        return interval_model(event[rows_kept], interval[rows_kept], predictor)

    def logarithm(kept: Marks) -> Array | None:
        found = fitted(kept)
        return None if found is None else found[0]

    found = fitted(np.ones(len(pair.people), dtype=bool))
    if found is None:
        some = all((event[of_group] > 0).any() for of_group in (test, ~test))
        return _nothing(_NO_MAXIMUM if some else _NO_RELAPSE)
    beta, covariance = float(found[0][0]), float(found[1][0, 0])
    return _with_limits(pair, beta, np.sqrt(covariance), logarithm, alpha, ratio=True)


def _mean(pair: Pair, alpha: float) -> Numbers:
    week, relapsed, test = pair.week, pair.relapsed, pair.test
    horizon = common_horizon(week, test)

    def means(kept: Marks) -> list[tuple[float, float]]:
        return [
            restricted_mean(week[own & kept], relapsed[own & kept], horizon)
            for own in (test, ~test)
        ]

    def difference(kept: Marks) -> Array | None:
        if not (test & kept).any() or not (~test & kept).any():
            return None
        (one, _), (other, _) = means(kept)
        return np.array([one - other])

    (one, se_one), (other, se_other) = means(np.ones(len(week), dtype=bool))
    if np.isnan([se_one, se_other]).all():
        return _nothing(_NONE_EARLIER) | {"horizon": horizon}
    se = float(np.hypot(se_one, se_other))
    numbers = _with_limits(pair, one - other, se, difference, alpha, ratio=False)
    return numbers | {"horizon": horizon}


def _with_limits(
    pair: Pair,
    value: float,
    se: float,
    without: Callable[[Marks], Array | None],
    alpha: float,
    *,
    ratio: bool,
) -> Numbers:
    """The estimate with its limits; of a ratio `value` is its logarithm.

    Where `se`, the model's, is missing, clusters left out in turn do not make up for it.
    """
    df, method, law = _NAN, "model", norm
    if pair.clusters is not None:
        method = "grouped jackknife"
        spread = jackknife_covariance(without, pair.clusters)
        df = float(fewest_clusters(pair.clusters, pair.test) - 1)
        known = spread is not None and df >= 1 and np.isfinite(se)
        se = float(np.sqrt(spread[0, 0])) if known and spread is not None else _NAN
        law = t(df) if known else norm
    away = float(law.ppf(1 - alpha / 2)) * se
    numbers = np.array([value, value - away, value + away])
    estimate, lower, upper = np.exp(numbers) if ratio else numbers
    known = np.isfinite(se) and se > 0
    return {
        "estimate": float(estimate),
        "se": se,
        "df": df,
        "ci_lower": float(lower) if known else _NAN,
        "ci_upper": float(upper) if known else _NAN,
        "p_value": float(2 * law.sf(abs(value / se))) if known else _NAN,
        "se_method": method,
        "reason": None
        if known
        else "it cannot be had without one of the clusters, or nobody of one of the groups "
        "relapsed before the last visit",
        "status": OK if known else VARIANCE_NOT_ESTIMABLE,
    }


def _nothing(reason: str) -> Numbers:
    return {"reason": reason, "status": NOT_ESTIMABLE}
