"""The covariance of given rows at a fitted theta: what sandwiches and diagnostics need beyond sums.

Rows are the design's, which precision weights have multiplied by sqrt(w) already: V below is the
covariance of the multiplied rows, and does not contain the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.subjects import covariance_groups, subject_codes
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import Problem
from ipt_outcomes.models.real_times import exponential
from ipt_outcomes.models.real_times.timed_problem import TimedProblem
from ipt_outcomes.models.visits.patterns import PatternProblem

Codes = NDArray[np.intp]


class RowCovariance(Protocol):
    """V, block by block."""

    @property
    def units(self) -> tuple[Codes, ...]:
        """Grouping factors, (n,) codes each, -1 for none; V links only rows that share a level."""

    def blocks(self, rows: Codes) -> Array:
        """(m, n_c, n_c): V of the rows (m, n_c), row numbers of the design."""


@dataclass(frozen=True, repr=False)
class VisitCovariance:
    """People independent, V of a person by visits.

    people  (n,) codes
    place   (n,) the row and column of `matrix` for each row: its visit, in its stratum
    matrix  the strata's covariances, block diagonal
    """

    people: Codes
    place: Codes
    matrix: Array

    @property
    def units(self) -> tuple[Codes, ...]:
        """The people."""
        return (self.people,)

    def blocks(self, rows: Codes) -> Array:
        """V of the rows; see `RowCovariance.blocks`."""
        place, people = self.place[rows], self.people[rows]
        together = people[:, :, None] == people[:, None, :]
        return np.where(together, self.matrix[place[:, :, None], place[:, None, :]], 0.0)


@dataclass(frozen=True, repr=False)
class TimedCovariance:
    """People independent, sp_exp between the scores of a person.

    people   (n,) codes
    time     (n,)
    stratum  (n,) the number of the row's arm; zero where all share a covariance
    theta    (strata, 2)
    """

    people: Codes
    time: Array
    stratum: Codes
    theta: Array

    @property
    def units(self) -> tuple[Codes, ...]:
        """The people."""
        return (self.people,)

    def blocks(self, rows: Codes) -> Array:
        """V of the rows; see `RowCovariance.blocks`."""
        people, time = self.people[rows], self.time[rows]
        distance = np.abs(time[:, :, None] - time[:, None, :])
        v = np.zeros(distance.shape)
        for number, theta in enumerate(self.theta):
            together = people[:, :, None] == people[:, None, :]
            together &= (self.stratum[rows] == number)[:, :, None]
            v += np.where(together, exponential.matrix(distance, theta), 0.0)
        return v


@dataclass(frozen=True)
class AddedCovariance:
    """The sum of a residual covariance and one of random effects."""

    parts: tuple[RowCovariance, ...]

    @property
    def units(self) -> tuple[Codes, ...]:
        """Those of all parts."""
        return tuple(codes for part in self.parts for codes in part.units)

    def blocks(self, rows: Codes) -> Array:
        """V of the rows; see `RowCovariance.blocks`."""
        return np.asarray(np.sum([part.blocks(rows) for part in self.parts], axis=0))


def row_covariance(design: Design, problem: Problem, theta: Array) -> RowCovariance:
    """V at theta for the rows of `design`, from which `problem` was built."""
    term = design.formula.covariance
    if isinstance(problem, PatternProblem) and term is not None:
        return _visit_covariance(design, term, problem, theta)
    if isinstance(problem, TimedProblem) and term is not None:
        return _timed_covariance(design, term, theta)
    from ipt_outcomes.models.random_effects.mixed import MixedProblem
    from ipt_outcomes.models.random_effects.random_covariance import random_covariance

    if isinstance(problem, MixedProblem) and term is not None:
        split = sum(stratum.family.n_parameters for stratum in problem.visits.strata)
        visits = _visit_covariance(design, term, problem.visits, theta[:split])
        # The residual covariance is that of the visits: no sigma^2 is added to it.
        return AddedCovariance((visits, random_covariance(design, np.append(theta[split:], 0.0))))
    return random_covariance(design, theta)


def _visit_covariance(
    design: Design, term: CovarianceTerm, problem: PatternProblem, theta: Array
) -> VisitCovariance:
    people = subject_codes(term, design.typed)
    visit = design.frame[term.visit].astype(str).to_numpy()
    place = np.empty(len(people), dtype=np.intp)
    sizes = [len(stratum.visits) for stratum in problem.strata]
    matrix = np.zeros((sum(sizes), sum(sizes)))
    first = used = 0
    for stratum, size in zip(problem.strata, sizes, strict=True):
        last, end = first + size, used + stratum.family.n_parameters
        matrix[first:last, first:last] = stratum.family.matrix(theta[used:end])
        rows = np.ones(len(people), dtype=bool)
        if term.group is not None:
            rows = (design.frame[term.group].astype(str) == stratum.label).to_numpy()
        place[rows] = first + pd.Index(stratum.visits).get_indexer(pd.Index(visit[rows]))
        first, used = last, end
    return VisitCovariance(people, place, matrix)


def _timed_covariance(design: Design, term: CovarianceTerm, theta: Array) -> TimedCovariance:
    people = subject_codes(term, design.typed)
    stratum = np.zeros(len(people), dtype=np.intp)
    for number, (_, rows) in enumerate(covariance_groups(term, design.typed, people)):
        stratum[rows] = number
    time = design.frame[term.visit].to_numpy(dtype=np.float64)
    return TimedCovariance(people, time, stratum, theta.reshape(-1, exponential.N_PARAMETERS))
