"""The one pass over the rows: cross-products of people's carriers and responses, by visit pattern.

A person is one wide row: the carriers that do not change with the visit, once; those that do, and
the response, once a visit, zero where the visit was missed. The people of a pattern are summed into
one cross-product of wide rows. These sums add: two halves of a trial give the sums of the whole.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.ranks import ranks
from ipt_outcomes.models.visits.cross_products import CrossProducts

Flags = NDArray[np.bool_]


@dataclass(frozen=True, repr=False, eq=False)
class PersonProducts:
    """R patterns over m visits of C carriers; sorted by `seen`, so that equal sums are equal.

    seen     (R, m) the visits of each pattern
    people   (R,) how many people have it
    varying  (C,) carriers that differ between visits of some person
    sums     (R, d, d) cross-products of wide rows: constant carriers; varying carriers, each over
             the m visits; the response over the m visits
    """

    seen: Flags
    people: NDArray[np.int64]
    varying: Flags
    sums: Array

    @property
    def n_visits(self) -> int:
        """m."""
        return int(self.seen.shape[1])

    @property
    def n_observations(self) -> int:
        """Rows that went into the sums."""
        return int((self.seen.sum(axis=1) * self.people).sum())

    def __add__(self, other: PersonProducts) -> PersonProducts:
        """The sums over both groups of people together."""
        varying = self.varying | other.varying
        one, two = self._with_varying(varying), other._with_varying(varying)
        seen, place = np.unique(np.vstack([one.seen, two.seen]), axis=0, return_inverse=True)
        place = place.ravel()
        people = np.zeros(len(seen), dtype=np.int64)
        sums = np.zeros((len(seen), *one.sums.shape[1:]))
        np.add.at(people, place, np.concatenate([one.people, two.people]))
        np.add.at(sums, place, np.concatenate([one.sums, two.sums]))
        return PersonProducts(seen, people, varying, sums)

    def by_visit(self, visits: NDArray[np.intp]) -> CrossProducts:
        """The sums for each pair of the given visits, of carriers and response (R, m, m, C+1, C+1).

        No one in the sums may have been seen at another visit.
        """
        place = wide_places(self.varying, self.n_visits)[visits]
        sums = self.sums[:, place[:, None, :, None], place[None, :, None, :]]
        return CrossProducts(self.seen[:, visits], self.people, sums)

    def restricted(self, visits: NDArray[np.intp], carriers: NDArray[np.intp]) -> PersonProducts:
        """The sums of these carriers at these visits; no one may have been seen at another."""
        varying = self.varying[carriers]
        old = wide_places(self.varying, self.n_visits)[visits][:, [*carriers, -1]]
        new = wide_places(varying, len(visits))
        source = np.zeros(int(new.max()) + 1, dtype=np.intp)
        source[new] = old
        sums = self.sums[:, source[:, None], source[None, :]]
        return PersonProducts(self.seen[:, visits], self.people, varying, sums)

    def _with_varying(self, varying: Flags) -> PersonProducts:
        """The same sums with more carriers spread over the visits."""
        if (varying == self.varying).all():
            return self
        m = self.n_visits
        old, new = wide_places(self.varying, m), wide_places(varying, m)
        width = int(new.max()) + 1
        source = np.zeros(width, dtype=np.intp)
        source[new] = old
        # A constant carrier has its value at unseen visits too; a spread one is zero there.
        present = np.ones((len(self.seen), width), dtype=bool)
        for carrier in np.flatnonzero(varying & ~self.varying):
            present[:, new[:, carrier]] = self.seen
        sums = self.sums[:, source[:, None], source[None, :]]
        sums = np.where(present[:, :, None] & present[:, None, :], sums, 0.0)
        return PersonProducts(self.seen, self.people, varying, sums)


def wide_places(varying: Flags, m: int) -> NDArray[np.intp]:
    """(m, C + 1): where each carrier, and the response, of a visit stands in a wide row."""
    spread = np.append(varying, True)
    places = np.empty((m, len(spread)), dtype=np.intp)
    n_constant = int((~spread).sum())
    places[:, ~spread] = np.arange(n_constant)
    places[:, spread] = n_constant + np.arange(int(spread.sum()) * m).reshape(-1, m).T
    return places


def person_products(
    carriers: Array,
    response: Array,
    subject: NDArray[np.intp],
    visit: NDArray[np.intp],
    n_visits: int,
) -> PersonProducts:
    """Sum rows by pattern.

    `carriers` is (C, rows); `subject` (rows,) has codes from 0, ascending, none left out, and
    `visit` (rows,) codes below `n_visits`; nobody has two rows at one visit.
    """
    first = np.flatnonzero(np.diff(subject, prepend=-1))
    n_people = len(first)
    same = subject[1:] == subject[:-1]
    varying = np.array([bool((same & (row[1:] != row[:-1])).any()) for row in carriers])
    wide = np.zeros((n_people, int((~varying).sum()) + (int(varying.sum()) + 1) * n_visits))
    places = wide_places(varying, n_visits)
    constant = np.flatnonzero(~varying)
    wide[:, : len(constant)] = carriers[constant][:, first].T
    for carrier in np.flatnonzero(varying):
        wide[subject, places[visit, carrier]] = carriers[carrier]
    wide[subject, places[visit, -1]] = response
    schedule = np.zeros((n_people, n_visits), dtype=bool)
    schedule[subject, visit] = True
    pattern, seen = _patterns(schedule)
    people = np.bincount(pattern, minlength=len(seen))
    ordered = wide[np.argsort(pattern, kind="stable")]
    ends = np.cumsum(people)
    blocks = [ordered[end - size : end] for end, size in zip(ends, people, strict=True)]
    width = wide.shape[1]
    sums = np.array([block.T @ block for block in blocks]).reshape(-1, width, width)
    return PersonProducts(seen, people.astype(np.int64), varying, sums)


def _patterns(schedule: Flags) -> tuple[NDArray[np.intp], Flags]:
    """Which pattern each row (people, m) has, and the patterns (R, m) in ascending order."""
    pattern = np.zeros(len(schedule), dtype=np.int64)
    # Numbered afresh after every block of visits, so that the numbers stay small.
    for start in range(0, schedule.shape[1], 20):
        block = schedule[:, start : start + 20]
        powers = 2 ** np.arange(block.shape[1] - 1, -1, -1)
        pattern = ranks(pattern * 2 ** block.shape[1] + block @ powers)
    example = np.empty(int(pattern.max(initial=-1)) + 1, dtype=np.intp)
    example[pattern[::-1]] = np.arange(len(pattern))[::-1]
    return pattern, schedule[example]
