"""The design of people with a covariance over visits, inside groups with random effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries, effect_entries
from ipt_outcomes.models.batch.person_design import PersonDesign, designed_people
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import RandomPart, random_part

_MOST_EFFECTS = 4
_MOST_GROUPS = 200


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class PeopleDesign(PersonDesign):
    """N people in the order of their J groups.

    z        (N, m, Q) internal columns of the random terms, zero where a person has no row
    group    (N,) ascending; people whom no effect reaches are in the last, where z is zero
    family   the covariance of the visits
    entries  the entries of G, after the family's parameters
    """

    z: Array
    group: NDArray[np.intp]
    family: Family
    entries: EffectEntries

    @property
    def starts(self) -> NDArray[np.intp]:
        """(J + 1,) where each group's people begin, and the end."""
        return np.searchsorted(self.group, np.arange(int(self.group[-1]) + 2))


def people_design(
    formula: ModelFormula, data: pd.DataFrame, typed: TypedColumns
) -> PeopleDesign | None:
    """The shared design; None where it is of another kind. The arguments are `person_design`'s.

    Of this kind: what `person_design` asks for, and random terms of one grouping factor, whose
    levels people do not change.

    Raises:
        ModelError: as `person_design`.
    """
    term = formula.covariance
    if term is None or len({random.groups for random in formula.random}) != 1:
        return None
    parts: list[tuple[RandomPart, NDArray[np.intp]]] = []

    def by_group(rows: TypedColumns, people: NDArray[np.intp]) -> NDArray[np.intp] | None:
        try:
            part = random_part(formula.random, rows)
        except ModelError:
            # It may be true of rows that a response does not have: each is asked by itself.
            return None
        group = _groups(people, part.codes[0].astype(np.intp))
        if group is None or group.max() >= _MOST_GROUPS:
            return None
        order = np.argsort(group, kind="stable")
        parts.append((part, group[order]))
        return np.argsort(order, kind="stable")

    found = designed_people(formula, data, typed, by_group)
    if found is None:
        return None
    ((part, group),) = parts
    values = np.hstack([component.values for component in part.components])
    if values.shape[1] > _MOST_EFFECTS:
        return None
    family = covariance_family(term.family, found.design.places)
    sizes = [component.size for component in part.components]
    return PeopleDesign(
        **vars(found.design),
        z=np.where((found.inside >= 0)[:, :, None], values[found.inside], 0.0),
        group=group,
        family=family,
        entries=effect_entries(sizes, family.n_parameters, family.n_parameters),
    )


def _groups(people: NDArray[np.intp], codes: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """(N,) each person's group from 0, those without one in the last; None if someone has two."""
    reached = codes >= 0
    group = np.full(int(people.max()) + 1, -1)
    group[people[reached]] = codes[reached]
    if not np.array_equal(group[people[reached]], codes[reached]):
        return None
    known = np.unique(group[group >= 0])
    return np.where(group >= 0, np.searchsorted(known, group), len(known))
