"""The sums of typed rows that hold people whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import level_codes
from ipt_outcomes.models.design.notes import changing_people
from ipt_outcomes.models.design.subjects import (
    refuse_missing_keys,
    refuse_repeats,
    refuse_two_groups,
)
from ipt_outcomes.models.design.typed_columns import TypedColumns, Values, ascends, numbered
from ipt_outcomes.models.design.variables import complete_rows
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.person_products import PersonProducts, person_products


def reduce_rows(scheme: Scheme, typed: TypedColumns) -> Reduction:
    """The sums of typed rows that hold people whole.

    Raises:
        ModelError: a person has two rows at a visit or two groups; a person, visit or group is
            missing; a value is not among the scheme's levels.
    """
    term = scheme.term
    covariates = (*scheme.factors, *scheme.numeric)
    complete, dropped = complete_rows(typed, scheme.parsed.response, tuple(sorted(covariates)))
    if complete is not None:
        typed = typed.at(complete)
    refuse_missing_keys(term, typed)
    people, order = people_codes(typed[term.subject])
    if order is not None:
        typed, people = typed.at(order), people[order]
    codes = {name: level_codes(typed, name, levels) for name, levels in scheme.factors.items()}
    visit = codes.get(term.visit)
    if visit is None:
        visit = level_codes(typed, term.visit, scheme.visits)
    n_visits = len(scheme.visits)
    per_visit = np.bincount(people * n_visits + visit)
    refuse_repeats(term, int((per_visit - 1).clip(min=0).sum()))
    carriers = scheme.carriers.values(codes, typed)
    centred = typed.numbers(scheme.parsed.response) - scheme.centre[scheme.parsed.response]
    if term.group is None:
        products: tuple[PersonProducts, ...] = (
            person_products(carriers, centred, people, visit, n_visits),
        )
    else:
        group = codes.get(term.group)
        if group is None:
            group = level_codes(typed, term.group, [g for g in scheme.groups if g is not None])
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
        _cell_rows(scheme, codes, typed.n_rows),
        {name: float((typed.numbers(name) - scheme.centre[name]).sum()) for name in scheme.numeric},
        dropped,
        changing_people(people, {n: code for n, code in codes.items() if n != term.visit}),
    )


def people_codes(subject: Values) -> tuple[NDArray[np.intp], NDArray[np.intp] | None]:
    """(rows,) codes of the people from 0, and the order that sorts the rows by them (None: sorted).

    `codes[order]` is ascending.
    """
    if ascends(subject):
        return numbered(subject), None
    column = pd.Series(subject)
    if column.is_monotonic_increasing:
        values = column.to_numpy()
        return np.concatenate([[0], np.cumsum(values[1:] != values[:-1])])[: len(values)], None
    codes = numbered(subject, sort=True)
    return codes, np.argsort(codes, kind="stable")


def _cell_rows(
    scheme: Scheme, codes: Mapping[str, NDArray[np.intp]], n_rows: int
) -> NDArray[np.int64]:
    sizes = tuple(len(levels) for levels in scheme.factors.values())
    if not sizes:
        return np.array([n_rows], dtype=np.int64)
    place = np.ravel_multi_index(tuple(codes[name] for name in scheme.factors), sizes)
    return np.bincount(place, minlength=int(np.prod(sizes))).astype(np.int64)
