"""The fixed part as something that can be evaluated again: on the data, and on a reference grid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.coding import Codes, Coding, categorical, fixed_coding
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.lazy_frame import LazyFrame
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
    cells: LazyFrame = LazyFrame()  # noqa: RUF009 (a descriptor, and no default)

    def matrix(self, frame: pd.DataFrame) -> tuple[Array, tuple[str, ...]]:
        """The model matrix (rows, p_all) of `frame` and its column names, aliased ones included."""
        codes = {name: level_codes(frame[name], levels) for name, levels in self.factors.items()}
        coding = self.coding
        if coding is not None:
            return coding.matrix(codes, frame), coding.names
        from formulaic import Formula
        from formulaic.errors import FormulaicError

        typed = frame.assign(
            **{name: categorical(codes[name], levels) for name, levels in self.factors.items()}
        )
        try:
            made = Formula(self.formula).get_model_matrix(
                typed, context={}, na_action="ignore", output="numpy"
            )
        except FormulaicError as error:
            raise ModelError(f"fixed part {self.formula!r} cannot be evaluated: {error}") from error
        values = np.ascontiguousarray(made, dtype=np.float64)
        return values.reshape(len(frame), -1), tuple(made.model_spec.column_names)

    @property
    def coding(self) -> Coding | None:
        """How the columns are made of the variables; None where only formulaic can tell."""
        from formulaic.errors import FormulaicError

        try:
            return fixed_coding(self.formula, tuple(self.factors.items()), tuple(self.numeric))
        except FormulaicError as error:
            raise ModelError(f"fixed part {self.formula!r} cannot be evaluated: {error}") from error


def level_codes(column: pd.Series, levels: Sequence[Level]) -> Codes:
    """(rows,) numbers of the levels.

    Raises:
        ModelError: a row has none of them.
    """
    codes = _categorical_codes(column, levels)
    absent = int((codes < 0).sum())
    if absent:
        raise ModelError(
            f"{column.name!r} has a value in {absent} rows that is not among its levels: "
            f"{', '.join(map(str, levels))}"
        )
    return codes


def _categorical_codes(column: pd.Series, levels: Sequence[Level]) -> Codes:
    wanted = pd.Index(list(levels))
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(wanted.get_indexer(pd.Index(column)), dtype=np.intp)
    if wanted.equals(column.cat.categories):
        return column.cat.codes.to_numpy().astype(np.intp)
    place = wanted.get_indexer(column.cat.categories)
    # A missing value has the code -1, and the last entry.
    return np.append(place, -1).astype(np.intp)[column.cat.codes.to_numpy()]


@lru_cache(maxsize=256)
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
            factors[name] = tuple(plain_level(level) for level in column.cat.categories)
        else:
            numeric[name] = float(column.mean())
    sizes = tuple(len(levels) for levels in factors.values())
    codes = [frame[name].cat.codes.to_numpy() for name in factors]
    place = np.ravel_multi_index(codes, sizes) if factors else np.zeros(len(frame), dtype=np.intp)
    counts = np.bincount(place, minlength=int(np.prod(sizes)))
    return FixedPart(formula, factors, numeric, partial(cells_frame, factors, counts))


def cells_frame(
    factors: Mapping[str, tuple[Level, ...]], counts: NDArray[np.int64]
) -> pd.DataFrame:
    """The cells with any rows; `counts` has one entry per combination, the last factor fastest."""
    if not factors:
        return pd.DataFrame({"count": counts})
    seen = np.flatnonzero(counts)
    places = np.unravel_index(seen, tuple(len(levels) for levels in factors.values()))
    columns: dict[str, Any] = {
        name: categorical(codes, levels)
        for (name, levels), codes in zip(factors.items(), places, strict=True)
    }
    return pd.DataFrame({**columns, "count": counts[seen]})


def plain_level(level: Any) -> Level:
    """A level as Python's own str, int, float or bool."""
    value = level.item() if isinstance(level, np.generic) else level
    return value if isinstance(value, bool | int | float) else str(value)
