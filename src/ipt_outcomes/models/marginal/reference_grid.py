"""Marginal means as linear functions: averages of predictions on a reference grid.

As emmeans does: the grid crosses all levels of the factors, numeric covariates stand at their means
(over the rows of the fit) unless values are given, and the average over a factor weighs its levels
equally, or in proportion to their rows.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

At = Mapping[str, Any]


def mean_functions(
    fixed: FixedPart, variables: Sequence[str], at: At | None, weights: str
) -> tuple[pd.DataFrame, Array]:
    """One row per combination of the `variables`, the last varying fastest, and its function.

    Returns:
        A frame (rows) with the variables' values, and the functions (rows, p_all).

    Raises:
        ModelError: a variable or level is not in the model, a numeric variable has no values in
            `at`, or `weights` is neither "equal" nor "proportional".
    """
    if weights not in ("equal", "proportional"):
        raise ModelError(f"weights {weights!r}: there are 'equal' and 'proportional'")
    values = _grid_values(fixed, variables, at or {})
    others = [name for name in values if name not in variables]
    shown = pd.DataFrame(
        list(product(*(values[name] for name in variables))), columns=list(variables)
    )
    averaged = list(product(*(values[name] for name in others)))
    share = _shares(fixed, others, averaged, weights)
    grid = pd.DataFrame(
        [(*row, *rest) for row in shown.itertuples(index=False) for rest in averaged],
        columns=[*variables, *others],
    )
    matrix, _ = fixed.matrix(grid)
    return shown, share @ matrix.reshape(len(shown), len(averaged), -1)


def _grid_values(fixed: FixedPart, variables: Sequence[str], at: At) -> dict[str, list[Any]]:
    """The values of every variable of the model on the grid."""
    known = [*fixed.factors, *fixed.numeric]
    for name in (*variables, *at):
        if name not in known:
            raise ModelError(
                f"{name!r} is not a variable of the fixed part; there are {', '.join(known)}"
            )
    if len(set(variables)) < len(variables):
        raise ModelError(f"a variable is named twice among {', '.join(variables)}")
    values: dict[str, list[Any]] = {}
    for name, levels in fixed.factors.items():
        wanted = _as_list(at[name]) if name in at else list(levels)
        unknown = [level for level in wanted if level not in levels]
        if unknown:
            raise ModelError(
                f"{name!r} has no level {', '.join(map(repr, unknown))}; "
                f"there are {', '.join(map(repr, levels))}"
            )
        values[name] = wanted
    for name, mean in fixed.numeric.items():
        if name in variables and name not in at:
            raise ModelError(
                f"{name!r} is numeric: say at which values, as at={{{name!r}: [4, 8]}}"
            )
        values[name] = [float(value) for value in _as_list(at[name])] if name in at else [mean]
    return values


def _as_list(given: Any) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray | pd.Index):
        return [given]
    return list(given)


def _shares(
    fixed: FixedPart, others: Sequence[str], averaged: Sequence[tuple[Any, ...]], weights: str
) -> Array:
    """The weight of each combination that is averaged over; they sum to one."""
    factors = [name for name in others if name in fixed.factors]
    if weights == "equal" or not factors:
        return np.full(len(averaged), 1.0 / len(averaged))
    counts: dict[tuple[Any, ...], float] = {}
    for row in fixed.cells.to_dict("records"):
        key = tuple(row[name] for name in factors)
        counts[key] = counts.get(key, 0.0) + float(row["count"])
    places = [others.index(name) for name in factors]
    share = np.array([counts.get(tuple(rest[i] for i in places), 0.0) for rest in averaged])
    if not share.any():
        raise ModelError("no row of the fit has the levels asked for: use weights='equal'")
    return np.asarray(share / share.sum())
