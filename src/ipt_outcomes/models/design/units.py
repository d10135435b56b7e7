"""Who the people of a model are, for what is said of them in counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.typed_columns import TypedColumns, numbered
from ipt_outcomes.models.formula import ModelFormula


def unit_codes(formula: ModelFormula, typed: TypedColumns) -> NDArray[np.intp]:
    """(n,) codes of the people from 0, -1 where missing.

    They are the subjects of the residual covariance; without one, the levels of the random term's
    grouping factor that has most of them.
    """
    if formula.covariance is not None:
        return numbered(typed[formula.covariance.subject])
    codes = [group_codes(typed, term.groups) for term in formula.random]
    return max(codes, key=lambda own: int(own.max(initial=-1)))


def group_codes(typed: TypedColumns, groups: tuple[str, ...]) -> NDArray[np.intp]:
    """(n,) codes from 0 of the combinations of grouping variables, -1 where one is missing."""
    found = numbered(typed[groups[0]])
    for name in groups[1:]:
        own = numbered(typed[name])
        known = (found >= 0) & (own >= 0)
        pairs = found * (int(own.max(initial=-1)) + 1) + own
        found = np.full(len(own), -1, dtype=np.intp)
        found[known] = numbered(pairs[known])
    return found


def distinct(codes: NDArray[np.intp]) -> int:
    """How many codes there are, those of missing values apart."""
    return len(np.unique(codes[codes >= 0]))
