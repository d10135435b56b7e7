"""The pass over the scores: cross-products for each response and each of its patterns of visits."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.person_design import PersonDesign
from ipt_outcomes.models.batch.stacks import Marks, factors, identity_unless
from ipt_outcomes.models.covariance.entries import triangle
from ipt_outcomes.models.design.columns import in_reach
from ipt_outcomes.models.moments import Array

# Squared, relative: below it a response's columns may be aliased, which a fit of its own settles.
NEARLY_ALIASED = 1e-9
_NEARLY_EXACT = 1e-16
"""Of the scores' sum of squares. `EXACT_FIT` is what a fit refuses; sums lose more to rounding."""
_AT_ONCE = 16
"""Responses whose products of scores are held together, to stay near the processor."""


@dataclass(frozen=True, repr=False)
class ResponseSums:
    """B responses, R patterns (as many as the response that has most; others have empty ones).

    The scores are what least squares leaves of them.

    seen      (B, R, m) visits of each pattern
    people    (B, R) how many people have it
    grams     (B, R, C, C) sum over people of x x'
    cross     (B, R, m, C) sum of y x'
    products  (B, R, m, m) sum of y y'
    offset    (B, p) internal least-squares coefficients
    """

    seen: Marks
    people: Array
    grams: Array
    cross: Array
    products: Array
    offset: Array

    def take(self, chosen: NDArray[np.intp]) -> ResponseSums:
        """Those responses only."""
        return ResponseSums(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def n_observations(self) -> NDArray[np.int64]:
        """(B,) scores."""
        return np.asarray((self.seen.sum(axis=2) * self.people).sum(axis=1), dtype=np.int64)

    @property
    def n_subjects(self) -> NDArray[np.int64]:
        """(B,) people with a score."""
        return np.asarray((self.seen.any(axis=2) * self.people).sum(axis=1), dtype=np.int64)

    def pairs_seen(self) -> Array:
        """(B, m, m) people seen at both visits."""
        seen = self.seen.astype(np.float64)
        return np.asarray(np.swapaxes(seen, 1, 2) @ (seen * self.people[:, :, None]))

    def empirical(self) -> Array:
        """(B, m, m) residual covariance over people seen at both visits, made positive definite."""
        matrix = self.products.sum(axis=1) / np.maximum(self.pairs_seen(), 1.0)
        values, vectors = np.linalg.eigh((matrix + np.swapaxes(matrix, 1, 2)) / 2.0)
        lowest = 1e-3 * np.abs(values).mean(axis=1, keepdims=True)
        lifted = np.maximum(values, lowest)
        return np.asarray((vectors * lifted[:, None, :]) @ np.swapaxes(vectors, 1, 2))


@dataclass(frozen=True, repr=False)
class ScoresLeft:
    """The scores themselves: what least squares leaves of them.

    left     (B, N, m), zero where there is none
    pattern  (B, N) each person's pattern of visits, within the response
    """

    left: Array
    pattern: NDArray[np.intp]


def response_sums(design: PersonDesign, scores: Array) -> tuple[ResponseSums, Marks]:
    """`reduced_scores` without the scores."""
    sums, _, able = reduced_scores(design, scores)
    return sums, able


def reduced_scores(design: PersonDesign, scores: Array) -> tuple[ResponseSums, ScoresLeft, Marks]:
    """Sums of scores (B, N, m), NaN where there is none, and which responses can be batched.

    Those that cannot: aliased columns, a constant score, one that is infinite or cannot be squared,
    scores that the fixed part gives nearly exactly, a visit or pair of visits with too few people
    to be sure that the covariance is identified.
    """
    n_responses, n, m = scores.shape
    x, c = design.carriers, design.carriers.shape[1]
    seen = ~np.isnan(scores)
    finite = np.where(seen, scores, 0.0)
    able = able_to_square(finite)
    finite[~able] = 0.0
    pattern, visits = _patterns(seen)
    member = (pattern[:, None] == np.arange(visits.shape[1])[:, None]).astype(np.float64)
    grams = member @ (x[:, :, None] * x[:, None]).reshape(n, c * c)
    at_visit = (np.swapaxes(visits, 1, 2).astype(np.float64) @ grams).reshape(-1, m, c, c)

    own = np.arange(m)
    blocks = np.zeros((n_responses, m, c, m, c))
    blocks[:, own, :, own] = at_visit.transpose(1, 0, 2, 3)
    gram: Array = blocks.reshape(n_responses, m * c, m * c)
    right = (np.swapaxes(finite, 1, 2) @ x).reshape(n_responses, m * c)
    if design.columns is not None:
        gram = design.columns.T @ gram @ design.columns
        right = right @ design.columns
    factor, good = factors(gram)
    heights = np.diagonal(factor, axis1=1, axis2=2) ** 2
    good = good & (heights.min(axis=1) > NEARLY_ALIASED * heights.max(axis=1))
    safe = identity_unless(good, gram)
    offset: Array = np.asarray(np.linalg.solve(safe, right[:, :, None])[:, :, 0])
    saturated = offset if design.columns is None else offset @ design.columns.T
    fitted = x @ np.swapaxes(saturated.reshape(-1, m, c), 1, 2)
    left = np.where(seen, finite - fitted, 0.0)

    cross, products = _summed(member, left, x)
    sums = ResponseSums(
        seen=visits,
        people=member.sum(axis=2),
        grams=grams.reshape(n_responses, -1, c, c),
        cross=cross,
        products=products,
        offset=offset,
    )
    highest = np.max(finite, axis=(1, 2), where=seen, initial=-np.inf)
    lowest = np.min(finite, axis=(1, 2), where=seen, initial=np.inf)
    pairs = sums.pairs_seen()
    enough = (pairs >= 2).all(axis=(1, 2)) & (pairs[:, own, own] >= c + m).all(axis=1)
    squares = np.einsum("brtt->b", products)
    able &= good & enough & (highest > lowest) & ~nearly_exact(squares, finite)
    return sums, ScoresLeft(left, pattern), able


def able_to_square(scores: Array) -> Marks:
    """(B,) whether all scores (B, ...) are finite, and of a magnitude that `fit` takes."""
    largest = np.abs(scores).max(axis=tuple(range(1, scores.ndim)), initial=0.0)
    return in_reach(largest)


def nearly_exact(left: Array, scores: Array) -> Marks:
    """(B,) whether so little of the scores is left that a fit of its own must tell what it is.

    `left` (B,) are the sums of squares of what least squares leaves of scores (B, ...).
    """
    return np.asarray(left <= _NEARLY_EXACT * (scores**2).reshape(len(scores), -1).sum(axis=1))


def _summed(member: Array, left: Array, x: Array) -> tuple[Array, Array]:
    """By pattern the sums of y x' (B, R, m, C) and of y y' (B, R, m, m), some at a time."""
    b, n, m = left.shape
    own, c = triangle(m), x.shape[1]
    found = np.empty((b, member.shape[1], m * c + len(own.row)))
    for begin in range(0, b, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        scores = left[some]
        with_x = (scores[:, :, :, None] * x[:, None]).reshape(-1, n, m * c)
        pairs = scores[:, :, own.row] * scores[:, :, own.column]
        found[some, :, : m * c] = member[some] @ with_x
        found[some, :, m * c :] = member[some] @ pairs
    cross = found[:, :, : m * c].reshape(b, -1, m, c)
    return cross, found[:, :, m * c + own.place]


def _patterns(seen: Marks) -> tuple[NDArray[np.intp], Marks]:
    """Each person's pattern number (B, N) within the response, and the visits of each (B, R, m)."""
    n_responses, n, m = seen.shape
    code = seen @ (1 << np.arange(m, dtype=np.int64))
    order = np.argsort(code, axis=1, kind="stable")
    ascending = np.take_along_axis(code, order, axis=1)
    number = np.zeros((n_responses, n), dtype=np.intp)
    number[:, 1:] = np.cumsum(np.diff(ascending, axis=1) != 0, axis=1)
    pattern = np.empty_like(number)
    np.put_along_axis(pattern, order, number, axis=1)
    visits = np.zeros((n_responses, int(number.max()) + 1, m), dtype=bool)
    visits[np.arange(n_responses)[:, None], pattern] = seen
    return pattern, visits
