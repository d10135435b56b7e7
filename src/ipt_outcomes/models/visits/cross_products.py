"""The one pass over the rows: cross-products of z = (X, y) for each pattern of visits.

For the people of pattern r, seen at visits t, S_r[s, t] = sum over people of z_is z_it'. These sums
are all that a likelihood of shared visits needs of the data. They add: the cross-products of two
halves of a trial are the sum of the two.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.orthogonal import symmetric_roots
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class CrossProducts:
    """R patterns over m visits, for people who share one covariance.

    seen     (R, m) boolean: the visits of each pattern
    people   (R,) how many people have it
    sums     (R, m, m, c, c): S_r[s, t], of z itself (c = q = p + 1) or, with `maps`, of carriers
    weight   (R,) the sum of their probability weights; None where no one has any
    maps     (m, q, c): z_it = maps[t] @ the carriers and response of person i at visit t; None
             where the sums are those of z. See `carriers.py`
    """

    seen: NDArray[np.bool_]
    people: NDArray[np.int64]
    sums: Array
    weight: Array | None = None
    maps: Array | None = None

    @property
    def n_columns(self) -> int:
        """p."""
        width = self.sums.shape[-1] if self.maps is None else self.maps.shape[1]
        return int(width) - 1

    @property
    def mass(self) -> Array:
        """(R,): how often each pattern's log |V| counts, people or their weights."""
        return self.people.astype(np.float64) if self.weight is None else self.weight

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
        values = np.linalg.eigvalsh(self._at_one_visit()[:, :-1, :-1])
        rank = (values > 1e-9 * values[:, -1:]).sum(axis=1)
        return np.asarray(self.people @ self.seen - rank)

    def mapped(self, maps: Array) -> CrossProducts:
        """The same sums, of carriers, with the `maps` that make z of them."""
        return replace(self, maps=maps)

    def residual_products(self) -> Array:
        """(m, m): cross-products of the response (what least squares leaves) between visits."""
        if self.maps is None:
            return np.asarray(self.sums[:, :, :, -1, -1].sum(axis=0))
        last = self.maps[:, -1]
        both = self.seen[:, :, None] & self.seen[:, None, :]
        whole = np.einsum("rst,rstcd->stcd", both.astype(np.float64), self.sums)
        return np.asarray(np.einsum("sc,stcd,td->st", last, whole, last))

    def weighted_sums(self, weights: Array) -> Array:
        """(k, q, q): sum over r, s, t of weights[:, r, s, t] S_r[s, t] in z, for k sets of weights.

        The weights are zero where a visit was not seen.
        """
        k, _, m, _ = weights.shape
        c = self.sums.shape[-1]
        if self.maps is None:
            flat = weights.reshape(k, -1) @ self.sums.reshape(-1, c * c)
            return np.asarray(flat.reshape(k, c, c))
        each = weights.transpose(2, 3, 0, 1) @ self.by_pair
        by_visit = each.reshape(m, m, k, c, c).transpose(2, 0, 3, 1, 4).reshape(k, m * c, m * c)
        return self.mapped_sums(by_visit)

    def mapped_sums(self, by_visit: Array) -> Array:
        """(k, q, q) in z of sums of carriers at pairs of visits (k, m c, m c)."""
        assert self.maps is not None
        wide = self.maps.transpose(1, 0, 2).reshape(len(self.maps[0]), -1)
        return np.asarray(wide @ (by_visit @ wide.T))

    def contracted(self, matrix: Array) -> Array:
        """(R, m, m): the trace of `matrix` (q, q), symmetric, times each S_r[s, t] in z."""
        n_patterns, m, _, c, _ = self.sums.shape
        if self.maps is None:
            return np.asarray((self.sums.reshape(-1, c * c) @ matrix.ravel()).reshape(-1, m, m))
        wide = self.maps.transpose(1, 0, 2).reshape(-1, m * c)
        turned = (wide.T @ matrix @ wide).reshape(m, c, m, c).transpose(0, 2, 1, 3)
        each = self.by_pair @ turned.reshape(m, m, c * c, 1)
        return np.asarray(each.reshape(m, m, n_patterns).transpose(2, 0, 1))

    @cached_property
    def by_pair(self) -> Array:
        """(m, m, R, c * c), contiguous."""
        n_patterns, m, _, c, _ = self.sums.shape
        return np.ascontiguousarray(
            self.sums.reshape(n_patterns, m, m, c * c).transpose(1, 2, 0, 3)
        )

    def _at_one_visit(self) -> Array:
        """(m, c or q, ...): sum over people seen at a visit, in what has the rank of z there."""
        visits = np.arange(self.n_visits)
        own = np.einsum("rt,rtcd->tcd", self.seen.astype(np.float64), self.sums[:, visits, visits])
        if self.maps is None:
            return np.asarray(own)
        root = symmetric_roots(own[:, :-1, :-1])
        columns = self.maps[:, :-1, :-1]
        inner = np.swapaxes(root, 1, 2) @ (np.swapaxes(columns, 1, 2) @ columns) @ root
        return np.asarray(np.pad(inner, ((0, 0), (0, 1), (0, 1))))

    def __add__(self, other: CrossProducts) -> CrossProducts:
        """The cross-products of both groups of people together."""
        seen, place = np.unique(np.vstack([self.seen, other.seen]), axis=0, return_inverse=True)
        place = place.ravel()
        people = np.zeros(len(seen), dtype=np.int64)
        sums = np.zeros((len(seen), *self.sums.shape[1:]))
        np.add.at(people, place, np.concatenate([self.people, other.people]))
        np.add.at(sums, place, np.concatenate([self.sums, other.sums]))
        weight = None
        if self.weight is not None or other.weight is not None:
            weight = np.zeros(len(seen))
            np.add.at(weight, place, np.concatenate([self.mass, other.mass]))
        return CrossProducts(seen, people, sums, weight, self.maps)


def cross_products(
    z: Array,
    subject: NDArray[np.intp],
    visit: NDArray[np.intp],
    n_visits: int,
    weight: Array | None = None,
) -> CrossProducts:
    """Sum the rows `z` (n, q) by pattern.

    `subject` and `visit` (n,) are codes from 0; nobody has two rows at one visit. `weight`
    (people,) are probability weights.
    """
    order = np.lexsort((visit, subject))
    z, subject, visit = z[order], subject[order], visit[order]
    if weight is not None:
        z = z * np.sqrt(weight)[subject, None]
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
    total = None
    if weight is not None:
        total = np.bincount(pattern, weight, len(seen)).astype(np.float64)
    return CrossProducts(seen, people.astype(np.int64), sums, total)
