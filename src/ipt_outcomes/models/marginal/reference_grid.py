"""Marginal means as linear functions: averages of predictions on a reference grid.

As emmeans does: the grid crosses all levels of the factors, numeric covariates stand at their means
(over the rows of the fit) unless values are given, and the average over a factor weighs its levels
equally, or in proportion to their rows.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import finite_number, one_of, shown, shown_names
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

At = Mapping[str, Any]
Labels = dict[str, list[Any]]
"""Names of columns, and their values in each row."""


def mean_functions(
    fixed: FixedPart, variables: Sequence[str], at: At | None, weights: str
) -> tuple[Labels, Array]:
    """One row per combination of the `variables`, the last varying fastest, and its function.

    Returns:
        The variables' values (rows), and the functions (rows, p_all).

    Raises:
        ModelError: a variable or level is not in the model, a numeric variable has no values in
            `at`, or `weights` is neither "equal" nor "proportional".
    """
    one_of("weights", weights, ("equal", "proportional"))
    if at is not None and not isinstance(at, Mapping):
        raise ModelError(f"at {shown(at)}: write variables and their values, as {{'week': [4, 8]}}")
    values = _grid_values(fixed, variables, at or {})
    others = [name for name in values if name not in variables]
    averaged = list(product(*(values[name] for name in others)))
    share = _shares(fixed, others, averaged, weights)
    matrix = fixed.crossed({name: values[name] for name in (*variables, *others)})
    named = list(product(*(values[name] for name in variables)))
    labels = dict(zip(variables, map(list, zip(*named, strict=True)), strict=True))
    return labels, share @ matrix.reshape(len(named), len(averaged), -1)


def _grid_values(fixed: FixedPart, variables: Sequence[str], at: At) -> dict[str, list[Any]]:
    """The values of every variable of the model on the grid."""
    known = [*fixed.factors, *fixed.numeric]
    for asked in (variables, at):
        unknown = [name for name in asked if name not in known]
        if unknown:
            raise ModelError(
                f"{shown_names(unknown[:1], len(asked), len(known))} is not a variable of the "
                f"fixed part; there are {', '.join(known)}"
            )
    if len(set(variables)) < len(variables):
        raise ModelError("a variable is named twice among those of the means")
    values: dict[str, list[Any]] = {}
    for name, levels in fixed.factors.items():
        values[name] = list(levels)
        if name in at:
            wanted = _listed(name, at[name])
            if len(wanted) > len(levels):
                raise ModelError(f"at gives {len(wanted)} values of {name!r}, of {len(levels)}")
            values[name] = [known_level(name, level, levels) for level in wanted]
    for name, mean in fixed.numeric.items():
        if name in variables and name not in at:
            raise ModelError(
                f"{name!r} is numeric: say at which values, as at={{{name!r}: [0, 1]}}; if its "
                f"numbers stand for groups, write C({name}) in the formula or make them text"
            )
        values[name] = [mean]
        if name in at:
            values[name] = [
                finite_number(f"at, for {name!r},", value) for value in _listed(name, at[name])
            ]
    twice = [name for name, own in values.items() if len(set(own)) < len(own)]
    if twice:
        raise ModelError(f"at gives a value of {twice[0]!r} twice")
    return values


def known_level(name: str, given: Any, levels: Sequence[Level]) -> Level:
    """The level of a variable that is asked for.

    Raises:
        ModelError: there is no such level.
    """
    level = plain_level(given)
    if level not in levels:
        raise ModelError(
            f"{name!r} has no level {shown(given)}; {_levels_there(name, level, levels)}"
        )
    # Its own level: 0 and False are equal, and are not written alike.
    return levels[list(levels).index(level)]


def _levels_there(name: str, asked: Any, levels: Sequence[Level]) -> str:
    """What is there instead of the level that was asked for."""
    if isinstance(asked, str) and all(isinstance(level, bool) for level in levels):
        return "its levels are True and False, and no text: write them without quotes"
    # Other levels may be the values of a covariate, and are not shown.
    near = [level for level in levels if _folded(level) == _folded(asked)]
    if near:
        return f"it has {', '.join(map(shown, near))}: capitals and spaces count"
    return f"the {len(levels)} it has are the rows of marginal_means(fit, {name!r})"


def _folded(level: Any) -> str:
    return "".join(str(level).split()).casefold()


def _listed(name: str, given: Any) -> list[Any]:
    if isinstance(given, Set):
        raise ModelError(f"at gives a set for {name!r}, which has no order: give a list")
    listed = list(given) if pd.api.types.is_list_like(given) else [given]
    if not listed:
        raise ModelError(f"at gives no value for {name!r}")
    return listed


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
