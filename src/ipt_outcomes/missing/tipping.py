"""`tipping_map`: how much worse those who left must have done before the conclusion changes.

The contrast of completed scores y + a u + b v, with u and v the numbers of deltas of the two arms,
is w'y + a w'u + b w'v, and what is left of the scores by least squares is quadratic in (1, a, b):
the map needs each data set once. With random effects of clusters each pair is fitted anew.

Formulas: docs/methods.md, "Delta and tipping point".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.analysis import VisitAnalysis
from ipt_outcomes.missing.delta import steps_after
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.pooling import pooled
from ipt_outcomes.missing.progress import shown_progress
from ipt_outcomes.missing.schedule import Schedule
from ipt_outcomes.models.arguments import confidence_level, finite_number, shown
from ipt_outcomes.models.design.typed_columns import plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.t_and_f import T_COLUMNS

_FITS_AT_ONCE = 2_000


def tipping_map(
    imputations: Imputations,
    deltas_test: Iterable[float],
    deltas_comparison: Iterable[float] = (0.0,),
    *,
    test: Any = None,
    comparison: Any = None,
    visit: Any = None,
    formula: str | None = None,
    accumulating: bool = False,
    unit: float = 1.0,
    level: float = 0.95,
) -> pd.DataFrame:
    """The pooled comparison of two arms at a visit, with deltas added in both.

    Args:
        imputations: of `impute`; mostly under missing at random.
        deltas_test, deltas_comparison: what is added after dropout in either arm, in units.
        test, comparison: the arms; None is the one that is not the reference, and the reference.
        visit: at which; None is the last.
        formula: of the analysis of covariance, see `Imputations.ancova`.
        accumulating: see `Imputations.shifted`.
        unit: points of the score that a delta of 1 is: the scale's minimal important difference.
        level: of the confidence interval.

    Returns:
        One row a pair of deltas, the comparison's fastest: visit, test, comparison, delta_test,
        delta_comparison (in units), estimate (test minus comparison, in points), se, df, statistic,
        p_value, ci_lower, ci_upper, differs (the interval excludes zero), changed (that is not as
        without deltas, or the sign is another).

    Raises:
        ModelError: no such arm or visit; the arms are more than two and none is named.
    """
    level = confidence_level(level)
    scale = finite_number("unit", unit)
    if not isinstance(imputations, Imputations):
        raise ModelError(f"tipping_map takes what impute() returns, and was {shown(imputations)}")
    model, schedule = imputations.model, imputations.model.schedule
    base = model.reference_label if comparison is None else comparison
    analysis = imputations.analysis(visit, formula, base)
    row = _compared(analysis, test)
    a, b = _deltas("deltas_test", deltas_test), _deltas("deltas_comparison", deltas_comparison)
    # The first pair is none at all: what the others are compared with.
    pairs = np.array([(0.0, 0.0), *((one, other) for one in a for other in b)])
    moved = steps_after(schedule, accumulating)[:, analysis.place]
    arms = [schedule.arms.index(plain_level(each[row])) for each in _arms(analysis)]
    steps = np.array([moved * (schedule.arm_codes == arm) for arm in arms])
    factors = np.column_stack([np.ones(len(pairs)), scale * pairs])
    blocks = imputations.at_visit(analysis.place)
    if model.clusters is None:
        numbers = [_by_delta(analysis, row, scores, steps, factors) for scores in blocks]
    else:
        numbers = [_fitted(schedule, analysis, row, scores, steps, factors) for scores in blocks]
    estimate, se, df = np.concatenate(numbers, axis=2)
    table, _ = pooled(estimate, se, df, "rubin", level)
    return _as_frame(analysis, row, schedule.visits[analysis.place], pairs, table)


def _by_delta(
    analysis: VisitAnalysis, row: int, scores: Array, steps: Array, factors: Array
) -> Array:
    """(3, pairs, k): contrasts, standard errors and df, of scores (k, n) and steps (2, n)."""
    k = len(scores)
    q, weight = analysis.basis, analysis.weights[row]
    apart = steps - (steps @ q) @ q.T
    left = scores - (scores @ q) @ q.T
    forms = np.empty((k, 3, 3))
    forms[:, 0, 0] = np.square(left).sum(axis=1)
    forms[:, 0, 1:] = forms[:, 1:, 0] = left @ apart.T
    forms[:, 1:, 1:] = apart @ apart.T
    square = np.einsum("ca,kab,cb->ck", factors, forms, factors)
    linear = np.column_stack([scores @ weight, np.tile(steps @ weight, (k, 1))])
    estimate = factors @ linear.T
    se = np.sqrt(np.maximum(square, 0.0) / analysis.df * (weight @ weight))
    return np.stack([estimate, se, np.full(estimate.shape, float(analysis.df))])


def _fitted(  # noqa: PLR0917
    schedule: Schedule,
    analysis: VisitAnalysis,
    row: int,
    scores: Array,
    steps: Array,
    factors: Array,
) -> Array:
    """The same of the mixed model, each data set fitted with every pair of deltas.

    Many pairs at a time: what the data sets have in common is then worked out once for all.
    """
    from ipt_outcomes.missing.mixed_analysis import mixed_numbers

    moved = factors[:, 1:] @ steps
    k, n = scores.shape
    size = max(_FITS_AT_ONCE // k, 1)
    places = range(0, len(moved), size)
    made = []
    for start in shown_progress(places, len(places), "fitting with deltas"):
        some = moved[start : start + size, None, :] + scores
        numbers = mixed_numbers(schedule, analysis, row, some.reshape(-1, n))
        made.append(np.stack(numbers).reshape(3, -1, k))
    return np.concatenate(made, axis=1)


def _arms(analysis: VisitAnalysis) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return analysis.tests, analysis.comparisons


def _compared(analysis: VisitAnalysis, test: Any) -> int:
    """Which of the analysis's contrasts is meant."""
    tests = [plain_level(each) for each in analysis.tests]
    if test is None:
        if len(tests) > 1:
            raise ModelError(f"test: say which arm, of {', '.join(map(str, tests))}")
        return 0
    if plain_level(test) not in tests:
        raise ModelError(f"test {shown(test)}: there are {', '.join(map(str, tests))}")
    return tests.index(plain_level(test))


def _deltas(name: str, given: Any) -> list[float]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ModelError(f"{name} {shown(given)}: write a list of numbers, as [0, 1, 2]")
    listed = [finite_number(name, value) for value in given]
    if not listed:
        raise ModelError(f"{name} is empty: write a list of numbers, as [0, 1, 2]")
    return listed


def _as_frame(
    analysis: VisitAnalysis, row: int, visit: Any, pairs: Array, table: Array
) -> pd.DataFrame:
    lower, upper = table[:, -2], table[:, -1]
    # The side of zero on which the whole interval lies, or none.
    side = np.where(lower > 0, 1, np.where(upper < 0, -1, 0))
    n = len(pairs) - 1
    return frame_of(
        [
            ("visit", [visit] * n),
            ("test", [analysis.tests[row]] * n),
            ("comparison", [analysis.comparisons[row]] * n),
            ("delta_test", pairs[1:, 0]),
            ("delta_comparison", pairs[1:, 1]),
            *zip(T_COLUMNS, table[1:].T, strict=True),
            ("differs", side[1:] != 0),
            ("changed", side[1:] != side[0]),
        ]
    )
