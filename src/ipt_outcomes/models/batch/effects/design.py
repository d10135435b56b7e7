"""The design of random effects of one grouping factor: the rows of each group side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries, effect_entries
from ipt_outcomes.models.batch.row_design import row_design
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import level_codes, random_part

_MOST_PADDING = 4
_MOST_EFFECTS = 6


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class EffectsDesign(SharedDesign):
    """J groups of at most m rows, p fixed and Q random columns; zeros where a group has fewer rows.

    x        (J, m, p) internal columns, orthogonal over all rows
    z        (J, m, Q) internal columns of the random terms
    level    (J, m) the level that a row names, -1 for none. Rows that no effect reaches stand in
             groups of their own, in which z is zero, and may name a level that others have
    entries  the entries of G, then sigma^2
    """

    x: Array
    z: Array
    level: NDArray[np.intp]
    entries: EffectEntries

    def levels_seen(self, seen: Marks) -> NDArray[np.int64]:
        """(B,) levels of the grouping factor among the rows seen (B, J, m)."""
        return levels_seen(self.level, seen)

    @cached_property
    def products(self) -> tuple[Array, Array, Array]:
        """(J, m, Q Q) z z', (J, m, Q p) z x', and (J m, p p) x x'."""
        x, z = self.x, self.z
        j, m, p = x.shape
        zz = (z[..., :, None] * z[..., None, :]).reshape(j, m, -1)
        zx = (z[..., :, None] * x[..., None, :]).reshape(j, m, -1)
        flat = x.reshape(j * m, p)
        return zz, zx, (flat[:, :, None] * flat[:, None]).reshape(j * m, p * p)


def effects_design(formula: ModelFormula, typed: TypedColumns) -> EffectsDesign | None:
    """The shared design of typed rows; None where it is of another kind.

    Of this kind: random terms of one grouping factor and no residual covariance.

    Raises:
        ModelError: a function of the fixed part has no value in some row.
    """
    groupings = {term.groups for term in formula.random}
    if formula.covariance is not None or len(groupings) != 1:
        return None
    rows = row_design(formula, typed)
    if rows is None:
        return None
    try:
        part = random_part(formula.random, rows.typed)
    except ModelError:
        # It may be true of rows that a response does not have: each is asked by itself.
        return None
    z = np.hstack([component.values for component in part.components])
    if z.shape[1] > _MOST_EFFECTS:
        return None
    group = part.codes[0]
    order, place = side_by_side(group)
    if place.size > _MOST_PADDING * len(group):
        return None
    here = place >= 0
    level = level_codes(rows.typed, next(iter(groupings)))

    def spread(values: Array) -> Array:
        return np.where(here[:, :, None], values[place], 0.0)

    return EffectsDesign(
        **rows.shared(order),
        x=spread(rows.x),
        z=spread(z),
        place=np.where(here, rows.rows[place], -1),
        level=np.where(here, level[place], -1),
        entries=effect_entries([c.size for c in part.components], first=0, n_plain=1),
    )


def side_by_side(group: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows by group, and (J, m) which row stands where, -1 for none.

    Rows of no group, -1, stand in groups of their own as long as the longest.
    """
    size = int(np.bincount(group[group >= 0]).max(initial=1))
    alone = np.flatnonzero(group < 0)
    whole = group.copy()
    whole[alone] = group.max(initial=-1) + 1 + np.arange(len(alone)) // size
    order = np.argsort(whole, kind="stable")
    sizes = np.bincount(whole)
    within = np.arange(len(whole)) - (np.cumsum(sizes) - sizes)[whole[order]]
    place = np.full((len(sizes), size), -1)
    place[whole[order], within] = order
    return order, place


def levels_seen(level: NDArray[np.integer[Any]], seen: Marks) -> NDArray[np.int64]:
    """(B,) levels among the rows seen (B, ...), for the level (...) of each row, -1 for none."""
    named = level >= 0
    members = level[named][:, None] == np.arange(int(level.max(initial=-1)) + 1)
    rows = seen[:, named].astype(np.float64) @ members.astype(np.float64)
    return np.asarray((rows > 0).sum(axis=1), dtype=np.int64)
