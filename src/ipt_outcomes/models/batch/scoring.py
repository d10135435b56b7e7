"""The search for all responses together: each has its own step, and leaves when it has arrived.

Fisher scoring and then Newton's steps, as in `optimise.py`, with an information that spares its
most costly term (see `evaluation.py`). The steps still end where the gradient vanishes, and that is
checked with the exact information at the end.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.descent import Rests, descend_many
from ipt_outcomes.models.batch.evaluation import Evaluations, evaluate_many, information
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.response_sums import ResponseSums
from ipt_outcomes.models.batch.stacks import Marks, solve_definite
from ipt_outcomes.models.moments import Array

_NEWTON_BELOW = 100.0
_RESTS = Rests(arrived=1e-14, close=1e-9, following=1e-17)
"""Theta is within 1e-7 of its standard error."""


@dataclass(frozen=True)
class _Scoring:
    """Responses with one covariance over visits; points are theta."""

    sums: ResponseSums
    families: FamilyStack
    columns: Array | None
    reml: bool

    def take(self, chosen: NDArray[np.intp]) -> _Scoring:
        return replace(self, sums=self.sums.take(chosen))

    def evaluate(self, points: Array) -> Evaluations:
        return evaluate_many(self.sums, self.families, self.columns, points, self.reml)

    def part(self, at: Evaluations, chosen: NDArray[np.intp]) -> Evaluations:
        return at.take(chosen)

    def step(self, at: Evaluations, points: Array, before: Array) -> tuple[Array, Array]:
        return _step(at, self.sums, before < _NEWTON_BELOW, self.reml)


def search_many(
    sums: ResponseSums, families: FamilyStack, columns: Array | None, reml: bool
) -> tuple[Array, Marks]:
    """Theta (B, K), and where the search came to rest."""
    start = families.start(sums.empirical())
    return descend_many(_Scoring(sums, families, columns, reml), start, _RESTS)


def _step(at: Evaluations, sums: ResponseSums, near: Marks, reml: bool) -> tuple[Array, Array]:
    """The direction (B, K) and the decrement (B,): infinite where no information is definite."""
    gradient = at.gradient
    wanted = information(at, sums, near, exact=False, reml=reml)
    step, good = solve_definite(wanted, gradient[:, :, None])
    if not good.all():
        bad = np.flatnonzero(~good & near)
        if len(bad):
            never = np.zeros(len(bad), dtype=bool)
            other = information(at.take(bad), sums.take(bad), never, exact=False, reml=reml)
            step[bad], good[bad] = solve_definite(other, gradient[bad, :, None])
    decrement = (gradient * step[:, :, 0]).sum(axis=1)
    return -step[:, :, 0] / 2.0, np.where(good, decrement, np.inf)
