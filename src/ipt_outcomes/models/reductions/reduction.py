"""`Reduction`: all that an MMRM needs of the data, as sums that can be added, kept and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.design.fixed import level_codes
from ipt_outcomes.models.design.notes import changing_people
from ipt_outcomes.models.design.subjects import (
    refuse_missing_keys,
    refuse_repeats,
    refuse_two_groups,
)
from ipt_outcomes.models.design.variables import complete_rows
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.person_products import PersonProducts, person_products


@dataclass(frozen=True)
class Reduction:
    """Sums over people, by the pattern of visits at which they were seen.

    `ipt.fit(formula, reduction)` fits them as it fits the rows, and `a + b` are the sums of both
    sets of people. They hold no row of any person, unless a pattern of visits has one person only:
    then that pattern's sums are that person's, and a reduction with such a pattern is to be guarded
    as the data are. `smallest_pattern` tells.

    scheme          what sums must share to be added: formula, levels, centring
    products        one per group of the covariance (one, without groups)
    cell_rows       rows for each combination of the factors' levels, the last varying fastest
    numeric_sums    numeric variable of the fixed part -> sum over the rows, less its centre
    rows_dropped    reason -> rows that were left out
    changing        factor of the fixed part -> people with rows at more than one level of it
    """

    scheme: Scheme
    products: tuple[PersonProducts, ...]
    cell_rows: NDArray[np.int64]
    numeric_sums: Mapping[str, float]
    rows_dropped: Mapping[str, int]
    changing: Mapping[str, int] = field(default_factory=dict)

    @property
    def formula(self) -> str:
        """As written."""
        return self.scheme.formula

    @property
    def n_subjects(self) -> int:
        """People with at least one complete row."""
        return int(sum(int(product.people.sum()) for product in self.products))

    @property
    def n_observations(self) -> int:
        """Complete rows."""
        return sum(product.n_observations for product in self.products)

    @property
    def smallest_pattern(self) -> int:
        """People in the rarest pattern; 1 means that the sums of some pattern are one person's."""
        return min((int(product.people.min(initial=2**62)) for product in self.products), default=0)

    def __add__(self, other: Reduction) -> Reduction:
        """The sums of both sets of people, who must be different people.

        Raises:
            ModelError: formula, levels or centring differ.
        """
        if not isinstance(other, Reduction):
            raise ModelError(f"a reduction adds to another one, and was {shown(other)}")
        self.scheme.refuse_other(other.scheme)
        return Reduction(
            self.scheme,
            tuple(a + b for a, b in zip(self.products, other.products, strict=True)),
            self.cell_rows + other.cell_rows,
            {name: total + other.numeric_sums[name] for name, total in self.numeric_sums.items()},
            _added(self.rows_dropped, other.rows_dropped),
            _added(self.changing, other.changing),
        )

    def save(self, path: str | Path) -> None:
        """Write the sums as JSON: the same sums give the same bytes, and read back to the bit."""
        from ipt_outcomes.models.reductions.storage import write_reduction

        write_reduction(self, Path(path))


def _added(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + two.get(name, 0) for name in dict.fromkeys([*one, *two])}


def reduce_rows(scheme: Scheme, frame: pd.DataFrame) -> Reduction:
    """The sums of a typed frame that holds people whole.

    Raises:
        ModelError: a person has two rows at a visit or two groups; a person, visit or group is
            missing; a value is not among the scheme's levels.
    """
    term = scheme.term
    covariates = (*scheme.factors, *scheme.numeric)
    complete, dropped = complete_rows(frame, scheme.parsed.response, tuple(sorted(covariates)))
    if complete is not None:
        frame = frame[complete]
    refuse_missing_keys(term, frame)
    people, order = people_codes(frame[term.subject])
    if order is not None:
        frame, people = frame.iloc[order], people[order]
    codes = {name: level_codes(frame[name], levels) for name, levels in scheme.factors.items()}
    visit = codes.get(term.visit)
    if visit is None:
        visit = level_codes(frame[term.visit], scheme.visits)
    n_visits = len(scheme.visits)
    per_visit = np.bincount(people * n_visits + visit)
    refuse_repeats(term, int((per_visit - 1).clip(min=0).sum()))
    carriers = scheme.carriers.values(codes, frame)
    centred = frame[scheme.parsed.response].to_numpy(dtype=np.float64)
    centred = centred - scheme.centre[scheme.parsed.response]
    if term.group is None:
        products: tuple[PersonProducts, ...] = (
            person_products(carriers, centred, people, visit, n_visits),
        )
    else:
        group = codes.get(term.group)
        if group is None:
            group = level_codes(frame[term.group], [g for g in scheme.groups if g is not None])
        first = np.flatnonzero(np.diff(people, prepend=-1))
        refuse_two_groups(term, bool((group != group[first][people]).any()))
        products = tuple(
            person_products(
                carriers[:, rows],
                centred[rows],
                np.unique(people[rows], return_inverse=True)[1],
                visit[rows],
                n_visits,
            )
            for rows in (group == place for place in range(len(scheme.groups)))
        )
    return Reduction(
        scheme,
        products,
        _cell_rows(scheme, codes, len(frame)),
        {
            name: float((frame[name].to_numpy(dtype=np.float64) - scheme.centre[name]).sum())
            for name in scheme.numeric
        },
        dropped,
        changing_people(people, {n: code for n, code in codes.items() if n != term.visit}),
    )


def people_codes(subject: pd.Series) -> tuple[NDArray[np.intp], NDArray[np.intp] | None]:
    """(rows,) codes of the people from 0, and the order that sorts the rows by them (None: sorted).

    `codes[order]` is ascending.
    """
    if subject.is_monotonic_increasing:
        values = subject.to_numpy()
        return np.concatenate([[0], np.cumsum(values[1:] != values[:-1])])[: len(values)], None
    codes = pd.factorize(subject, sort=True)[0].astype(np.intp)
    return codes, np.argsort(codes, kind="stable")


def _cell_rows(
    scheme: Scheme, codes: Mapping[str, NDArray[np.intp]], n_rows: int
) -> NDArray[np.int64]:
    sizes = tuple(len(levels) for levels in scheme.factors.values())
    if not sizes:
        return np.array([n_rows], dtype=np.int64)
    place = np.ravel_multi_index(tuple(codes[name] for name in scheme.factors), sizes)
    return np.bincount(place, minlength=int(np.prod(sizes))).astype(np.int64)
