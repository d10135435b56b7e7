"""Each person's slope in a hierarchical linear model: the empirical Bayes estimate and its error.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.two_scores import PERSON, SCORE, TIME, TwoScores
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit

HIERARCHICAL: Final = "hierarchical-linear-model"
_NO_SPREAD = 1e-8
"""Of the variance of the scores: slopes that do not differ, or scores that do not leave a line."""


@dataclass(frozen=True, repr=False, eq=False)
class Effects:
    """G (2, 2), the covariance of people's intercepts and slopes, and the residual variance."""

    covariance: Array
    residual: float


def person_slopes(scores: TwoScores) -> tuple[Array, Array]:
    """(n,) slopes in points per unit of time, and (n,) their standard errors; NaN without a score.

    Of the model score ~ time + (1 + time | person), REML, over all scores there are (Speer and
    Greenbaum 1995, J Consult Clin Psychol 63:1044-1048).

    # ASSUME: courses are straight lines, and missing scores are missing at random given the others.
    # ASSUME: people of all arms are of one population of courses, to whose mean they are drawn.

    Raises:
        ModelError: times that are no numbers, or fewer than three; two rows of a person at one
            time; a model that does not converge, or finds no differences between slopes or no
            scores beside the lines.
    """
    rows = scores.rows
    numeric = all(isinstance(t, int | float) and not isinstance(t, bool) for t in rows[TIME])
    if not numeric:
        raise ModelError(
            f"{HIERARCHICAL}: the times must be numbers, such as weeks, for a slope over them"
        )
    times = rows[TIME].nunique()
    if times < 3:
        raise ModelError(
            f"{HIERARCHICAL}: needs scores at three times or more, and there are {times}"
        )
    if scores.repeated:
        raise ModelError(
            f"{HIERARCHICAL}: {scores.repeated} people have two rows at one time: keep the one "
            "that counts"
        )
    rows = rows.assign(**{TIME: rows[TIME].astype(float)})
    fitted = fit(f"{SCORE} ~ {TIME} + (1 + {TIME} | {PERSON})", rows, df="normal")
    if not fitted.converged:
        raise ModelError(f"{HIERARCHICAL}: the model did not converge; take another method")
    of_people = _effects(fitted)
    spread = float(rows[TIME].max() - rows[TIME].min())
    least = _NO_SPREAD * float(rows[SCORE].var())
    if of_people.residual <= least:
        raise ModelError(
            f"{HIERARCHICAL}: every person's scores lie on a line, and nothing tells how exact a "
            "slope is: it takes more people with three scores or more"
        )
    if of_people.covariance[1, 1] * spread**2 <= least:
        raise ModelError(
            f"{HIERARCHICAL}: the model finds no differences between people's slopes, so that all "
            "would have the same; take another method"
        )
    beta = fitted.coefficients.set_index("term")["estimate"].loc[["Intercept", TIME]].to_numpy()
    phi = fitted.coefficient_covariance.loc[["Intercept", TIME], ["Intercept", TIME]].to_numpy()
    slope, se = (np.full(len(scores.participants), np.nan) for _ in range(2))
    for person, own in rows.groupby(PERSON):
        z = np.column_stack([np.ones(len(own)), own[TIME].to_numpy()])
        y = own[SCORE].to_numpy()
        at = int(str(person))
        slope[at], se[at] = _slope(z, y, beta, phi, of_people)
    return slope, se


def _slope(z: Array, y: Array, beta: Array, phi: Array, of_people: Effects) -> tuple[float, float]:
    """beta + u of one person, the second of both, and the standard error of its prediction.

    u = G Z'V^-1 (y - Z beta), and with A = I - G Z'V^-1 Z the error has the variance
    A Phi A' + G - G Z'V^-1 Z G (Henderson 1975, Biometrics 31:423-447).
    """
    g = of_people.covariance
    v = z @ g @ z.T + of_people.residual * np.eye(len(y))
    drawn = np.linalg.solve(v, z @ g).T
    a = np.eye(2) - drawn @ z
    variance = a @ phi @ a.T + g - drawn @ z @ g
    estimate = beta + drawn @ (y - z @ beta)
    return float(estimate[1]), float(np.sqrt(variance[1, 1]))


def _effects(fitted: Fit) -> Effects:
    frame = fitted.covariance
    assert isinstance(frame, pd.DataFrame)
    values = frame["variance_or_covariance"].to_numpy(dtype=np.float64)
    terms = zip(frame["term"], frame["term_2"], strict=True)
    found = {frozenset(pair): value for pair, value in zip(terms, values, strict=True)}
    first, second = "(Intercept)", TIME
    both = found[frozenset((first, second))]
    g = np.array(
        [[found[frozenset((first, None))], both], [both, found[frozenset((second, None))]]]
    )
    return Effects(g, float(found[frozenset((None,))]))
