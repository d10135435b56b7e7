"""The one pass over the rows: cross-products of z = (X, y) for each pattern of visits.

For the people of pattern r, seen at visits t, S_r[s, t] = sum over people of z_is z_it'. These sums
are all that a likelihood of shared visits needs of the data. They add: the cross-products of two
halves of a trial are the sum of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class CrossProducts:
    """R patterns over m visits, for people who share one covariance.

    seen     (R, m) boolean: the visits of each pattern
    people   (R,) how many people have it
    sums     (R, m, m, q, q) with q = p + 1: S_r[s, t], zero where a visit was not seen
    """

    seen: NDArray[np.bool_]
    people: NDArray[np.int64]
    sums: Array

    @property
    def n_visits(self) -> int:
        """m."""
        return int(self.seen.shape[1])

    @property
    def n_observations(self) -> int:
        """Rows that went into the sums."""
        return int((self.seen.sum(axis=1) * self.people).sum())

    def pairs_seen(self) -> NDArray[np.int64]:
        """(m, m): people seen at both visits; the diagonal counts those seen at one."""
        seen = self.seen.astype(np.int64)
        return seen.T @ (seen * self.people[:, None])

    def residual_df(self) -> NDArray[np.int64]:
        """(m,): people seen at each visit minus the rank of their rows of X."""
        visits = np.arange(self.n_visits)
        grams = self.sums[:, visits, visits, :-1, :-1].sum(axis=0)
        values = np.linalg.eigvalsh(grams)
        rank = (values > 1e-9 * values[:, -1:]).sum(axis=1)
        return np.asarray(self.people @ self.seen - rank)

    def __add__(self, other: CrossProducts) -> CrossProducts:
        """The cross-products of both groups of people together."""
        seen, place = np.unique(np.vstack([self.seen, other.seen]), axis=0, return_inverse=True)
        place = place.ravel()
        people = np.zeros(len(seen), dtype=np.int64)
        sums = np.zeros((len(seen), *self.sums.shape[1:]))
        np.add.at(people, place, np.concatenate([self.people, other.people]))
        np.add.at(sums, place, np.concatenate([self.sums, other.sums]))
        return CrossProducts(seen, people, sums)


def cross_products(
    z: Array, subject: NDArray[np.intp], visit: NDArray[np.intp], n_visits: int
) -> CrossProducts:
    """Sum the rows `z` (n, q) by pattern.

    `subject` and `visit` (n,) are codes from 0; nobody has two rows at one visit.
    """
    order = np.lexsort((visit, subject))
    z, subject, visit = z[order], subject[order], visit[order]
    n_people = int(subject[-1]) + 1
    schedule = np.zeros((n_people, n_visits), dtype=bool)
    schedule[subject, visit] = True
    packed = np.packbits(schedule, axis=1)
    _, example, pattern, people = np.unique(
        packed, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    pattern = pattern.ravel()
    seen = schedule[example]
    q = z.shape[1]
    sums = np.zeros((len(seen), n_visits, n_visits, q, q))
    row_pattern = pattern[subject]
    by_pattern = np.argsort(row_pattern, kind="stable")
    ends = np.cumsum(np.bincount(row_pattern, minlength=len(seen)))
    begin = 0
    for r, end in enumerate(ends):
        at = np.flatnonzero(seen[r])
        wide = z[by_pattern[begin:end]].reshape(people[r], len(at) * q)
        product = (wide.T @ wide).reshape(len(at), q, len(at), q)
        sums[r][np.ix_(at, at)] = product.transpose(0, 2, 1, 3)
        begin = end
    return CrossProducts(seen, people.astype(np.int64), sums)
