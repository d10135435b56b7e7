"""The sums of one typed frame that holds people whole."""

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
from ipt_outcomes.models.design.variables import complete_rows
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.person_products import PersonProducts, person_products


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
