"""The fixed part as something that can be evaluated again: on the data, and on a reference grid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

Level = str | int | float | bool

# Functions whose value at a row depends on that row alone. A spline's knots or a centring constant
# are learned from the data, and could not be evaluated again from a saved fit.
FUNCTIONS = frozenset({"C", "I", "log", "log2", "log10", "exp", "contr.treatment"})
_CALL = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_AS_FACTOR = re.compile(r"\bC\(\s*([A-Za-z_]\w*)")


@dataclass(frozen=True)
class FixedPart:
    """A fixed part with the levels and means it was fitted with.

    formula    formulaic right-hand side
    factors    variable -> its levels, the first being the reference of treatment coding
    numeric    variable -> its mean over the rows of the fit
    cells      one row per observed combination of the factors' levels, and `count`, its rows
    """

    formula: str
    factors: Mapping[str, tuple[Level, ...]]
    numeric: Mapping[str, float]
    cells: pd.DataFrame

    def matrix(self, frame: pd.DataFrame) -> tuple[Array, tuple[str, ...]]:
        """The model matrix (rows, p_all) of `frame` and its column names, aliased ones included."""
        from formulaic import Formula
        from formulaic.errors import FormulaicError

        typed = frame.assign(
            **{
                name: pd.Categorical(frame[name], categories=list(levels))
                for name, levels in self.factors.items()
            }
        )
        try:
            made = Formula(self.formula).get_model_matrix(
                typed, context={}, na_action="ignore", output="numpy"
            )
        except FormulaicError as error:
            raise ModelError(f"fixed part {self.formula!r} cannot be evaluated: {error}") from error
        values = np.ascontiguousarray(made, dtype=np.float64)
        return values.reshape(len(frame), -1), tuple(made.model_spec.column_names)


def fixed_variables(formula: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The variables of a fixed part, sorted, and those that it declares to be factors by C().

    Raises:
        ModelError: the formula cannot be parsed, or calls a function that is not in `FUNCTIONS`.
    """
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    for function in _CALL.findall(formula):
        if function not in FUNCTIONS:
            raise ModelError(
                f"fixed part {formula!r} calls {function}(), which is not available; "
                f"there are {', '.join(sorted(FUNCTIONS))}. Make the variable in the data instead"
            )
    if "{" in formula or "[" in formula:
        raise ModelError(f"fixed part {formula!r}: braces and brackets are not available; use I()")
    try:
        parsed = Formula(formula)
        names = tuple(sorted(parsed.required_variables))
    except (FormulaicError, AttributeError, SyntaxError) as error:
        raise ModelError(f"fixed part {formula!r} cannot be read: {error}") from error
    return names, frozenset(_AS_FACTOR.findall(formula))


def fixed_terms(formula: str) -> tuple[frozenset[str], ...]:
    """The terms of a fixed part, each as the set of its factors' text."""
    from formulaic import Formula

    return tuple(
        frozenset(str(factor) for factor in term.factors)
        for term in Formula(formula)
        if term != "1"
    )


def describe_fixed(formula: str, frame: pd.DataFrame, variables: Sequence[str]) -> FixedPart:
    """Levels, means and cells of the `variables` of a complete frame, factors being Categorical."""
    factors: dict[str, tuple[Level, ...]] = {}
    numeric: dict[str, float] = {}
    for name in variables:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            factors[name] = tuple(_plain(level) for level in column.cat.categories)
        else:
            numeric[name] = float(column.mean())
    if factors:
        cells = (
            frame.groupby(list(factors), observed=True, sort=True)
            .size()
            .rename("count")
            .reset_index()
        )
    else:
        cells = pd.DataFrame({"count": [len(frame)]})
    return FixedPart(formula, factors, numeric, cells)


def _plain(level: Any) -> Level:
    value = level.item() if isinstance(level, np.generic) else level
    return value if isinstance(value, bool | int | float) else str(value)
