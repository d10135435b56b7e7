"""People left out, one at a time, or drawn with replacement: the model's fit to who is left.

A person's share in the sums by visit pattern is taken out by subtraction, or counted as often as
the person was drawn, and the search starts from the fit to everybody.

Formulas: docs/methods.md, "Conditional-mean imputation".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.schedule import Places
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import maximise
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.visits.patterns import PatternProblem, Stratum


@dataclass(frozen=True, repr=False, eq=False)
class WarmProblem(PatternProblem):
    """The problem of some of the people, with the fit to all of them as the start."""

    begin: tuple[float, ...] = ()

    def start(self) -> Array:
        """The fit to everybody."""
        return np.array(self.begin)


@dataclass(frozen=True, repr=False, eq=False)
class Shares:
    """What every person adds to the sums.

    z        (n, m, q) rows of (X, y), zero where there is no score
    stratum  (n,) whose covariance; pattern (n,) which of its patterns, -1 without any score
    """

    z: Array
    stratum: Places
    pattern: Places


def shares_of(model: ImputationModel) -> Shares:
    """Every person's share in the sums of the fitted problem."""
    schedule, design = model.schedule, model.design
    n, m = schedule.scores.shape
    z = np.zeros((n * m, design.x.shape[1] + 1))
    z[design.rows] = np.column_stack([design.x, design.y])
    pattern = np.full(n, -1, dtype=np.intp)
    for number, stratum in enumerate(model.problem.strata):
        for r, seen in enumerate(stratum.cross.seen):
            here = (schedule.seen == seen).all(axis=1) & (model.strata == number)
            pattern[here] = r
    return Shares(z.reshape(n, m, -1), model.strata, pattern)


def without(model: ImputationModel, shares: Shares, person: int) -> PatternProblem:
    """The problem without one person."""
    r = shares.pattern[person]
    if r < 0:
        return model.problem
    strata = list(model.problem.strata)
    place = int(shares.stratum[person])
    cross = strata[place].cross
    rows = shares.z[person]
    sums, people = cross.sums.copy(), cross.people.copy()
    sums[r] -= np.einsum("sa,tb->stab", rows, rows)
    people[r] -= 1
    strata[place] = replace(strata[place], cross=replace(cross, sums=sums, people=people))
    return _warm(model, strata)


def drawn(model: ImputationModel, shares: Shares, counts: Places) -> PatternProblem:
    """The problem of everybody as often as `counts` (n,) says."""
    strata = []
    for place, stratum in enumerate(model.problem.strata):
        cross = stratum.cross
        sums, people = np.zeros_like(cross.sums), np.zeros_like(cross.people)
        for r in range(len(people)):
            here = np.flatnonzero((shares.pattern == r) & (shares.stratum == place) & (counts > 0))
            m, q = shares.z.shape[1:]
            wide = shares.z[here].reshape(len(here), m * q)
            product = wide.T @ (wide * counts[here, None])
            sums[r] = product.reshape(m, q, m, q).transpose(0, 2, 1, 3)
            people[r] = counts[here].sum()
        strata.append(replace(stratum, cross=replace(cross, sums=sums, people=people)))
    return _warm(model, strata)


def refitted(problem: PatternProblem) -> tuple[Array, Array] | None:
    """(theta, beta) at the maximum; None where there is none."""
    try:
        optimum = maximise(problem, "reml")
    except (NotPositiveDefiniteError, np.linalg.LinAlgError):
        return None
    return (optimum.theta, optimum.at.beta) if optimum.converged else None


def _warm(model: ImputationModel, strata: list[Stratum]) -> WarmProblem:
    people = int(sum(stratum.cross.people.sum() for stratum in strata))
    return WarmProblem(tuple(strata), n_subjects=people, begin=tuple(model.optimum.theta))
