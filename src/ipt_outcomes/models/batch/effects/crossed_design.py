"""The design of random effects of several grouping factors, crossed or nested: the rows with Z."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import EffectEntries, effect_entries
from ipt_outcomes.models.batch.effects.design import levels_seen
from ipt_outcomes.models.batch.row_design import row_design
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import level_codes, random_part

# Random effects beyond which a fit by itself, which looks for blocks among them, is as quick: of
# responses that share their rows; where hardly two are missing in the same rows; and where no
# factor is taken in its axes.
_MOST_EFFECTS = 300
_MOST_WITH_OWN_ROWS = 150
_MOST_WITHOUT_AXES = 110
_WORTH_IT = 0.7
"""Share of all effects that those beside a factor in its axes may be."""
_MOST_PARAMETERS = 12


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class CrossedDesign(SharedDesign):
    """n rows, p fixed columns, q random effects of Q kinds.

    x        (n, p) internal columns, orthogonal over all rows
    z        (n, q) a column for each random effect, those of a kind side by side
    starts   (Q + 1,) where each kind's columns begin, and the end
    levels   one (n,) a factor: the level that a row names, -1 for none
    entries  the entries of G, then sigma^2
    """

    x: Array
    z: Array
    starts: NDArray[np.intp]
    levels: tuple[NDArray[np.int64], ...]
    entries: EffectEntries

    def derivatives(self, turned: Array) -> Array:
        """(L, m, m) the derivatives of V by the entries of G, for any turned rows of z (m, q)."""
        kinds = [
            turned[:, begin:end]
            for begin, end in zip(self.starts[:-1], self.starts[1:], strict=True)
        ]
        made = []
        for row, column in zip(self.entries.row, self.entries.column, strict=True):
            product = kinds[row] @ kinds[column].T
            made.append(product if row == column else product + product.T)
        return np.stack(made)

    @property
    def in_axes(self) -> int | None:
        """The kind of effects that has most of them, if without a covariance with another kind."""
        kind = int(np.diff(self.starts).argmax())
        named = (self.entries.row == kind) | (self.entries.column == kind)
        beside = self.z.shape[1] - int(np.diff(self.starts)[kind])
        return kind if named.sum() == 1 and beside <= _WORTH_IT * self.z.shape[1] else None

    def worth_it(self, seen: Marks, reml: bool) -> bool:
        """Whether responses with these rows seen (B, n, 1) are quicker together than alone."""
        most = _MOST_EFFECTS if reml and self.in_axes is not None else _MOST_WITHOUT_AXES
        if len({rows.tobytes() for rows in seen}) > len(seen) / 2:
            most = min(most, _MOST_WITH_OWN_ROWS)
        return int(self.z.shape[1]) <= most

    def levels_seen(self, seen: Marks) -> NDArray[np.int64]:
        """(B,) levels of the factor that has most of them among the rows seen (B, n, 1)."""
        counts = [levels_seen(level, seen[:, :, 0]) for level in self.levels]
        return np.asarray(np.max(counts, axis=0))


def crossed_design(formula: ModelFormula, typed: TypedColumns) -> CrossedDesign | None:
    """The shared design of typed rows; None where it is of another kind.

    Of this kind: random terms of several grouping factors and no residual covariance.

    Raises:
        ModelError: a function of the fixed part has no value in some row.
    """
    groupings = list(dict.fromkeys(term.groups for term in formula.random))
    if formula.covariance is not None or len(groupings) < 2:
        return None
    rows = row_design(formula, typed)
    if rows is None:
        return None
    try:
        part = random_part(formula.random, rows.typed)
    except ModelError:
        # It may be true of rows that a response does not have: each is asked by itself.
        return None
    codes = [np.unique(own, return_inverse=True) for own in part.codes]
    blocks = []
    for component in part.components:
        known, number = codes[component.factor]
        here = known[number] >= 0
        first = int(known[0] < 0)
        if (len(known) - first) * component.size > _MOST_EFFECTS:
            return None
        for values in component.values.T:
            block = np.zeros((len(number), len(known) - first))
            block[here, number[here] - first] = values[here]
            blocks.append(block)
    z = np.hstack(blocks)
    entries = effect_entries([c.size for c in part.components], first=0, n_plain=1)
    if z.shape[1] > _MOST_EFFECTS or entries.n_parameters > _MOST_PARAMETERS:
        return None
    return CrossedDesign(
        **rows.shared(np.arange(len(z))),
        x=rows.x,
        z=z,
        starts=np.cumsum([0, *(block.shape[1] for block in blocks)]),
        place=rows.rows[:, None],
        levels=tuple(level_codes(rows.typed, groups) for groups in groupings),
        entries=entries,
    )
