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
from ipt_outcomes.models.design.typed_columns import TypedColumns, category_codes
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

    def matrix(self, rows: pd.DataFrame | TypedColumns) -> tuple[Array, tuple[str, ...]]:
        """The model matrix (rows, p_all) of `rows` and its column names, aliased ones included."""
        n_rows = rows.n_rows if isinstance(rows, TypedColumns) else len(rows)
        codes = {name: level_codes(rows[name], levels) for name, levels in self.factors.items()}
        coding = self.coding
        if coding is not None:
            return coding.matrix(codes, rows, n_rows), coding.names
        from formulaic import Formula
        from formulaic.errors import FormulaicError

        frame = rows.frame if isinstance(rows, TypedColumns) else rows
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
        return values.reshape(n_rows, -1), tuple(made.model_spec.column_names)

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
    if not isinstance(column.dtype, pd.CategoricalDtype):
        wanted = pd.Index(list(levels))
        return np.asarray(wanted.get_indexer(pd.Index(column)), dtype=np.intp)
    codes, known = category_codes(column), column.dtype.categories
    if known.tolist() == list(levels):
        return codes
    place = pd.Index(list(levels)).get_indexer(known)
    # A missing value has the code -1, and the last entry.
    return np.append(place, -1).astype(np.intp)[codes]


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


def describe_fixed(formula: str, typed: TypedColumns, variables: Sequence[str]) -> FixedPart:
    """Levels, means and cells of the `variables` of complete rows, factors being Categorical."""
    factors: dict[str, tuple[Level, ...]] = {}
    numeric: dict[str, float] = {}
    for name in variables:
        dtype = typed[name].dtype
        if isinstance(dtype, pd.CategoricalDtype):
            factors[name] = tuple(plain_level(level) for level in dtype.categories.tolist())
        else:
            numeric[name] = float(typed.numbers(name).mean())
    sizes = tuple(len(levels) for levels in factors.values())
    place = np.zeros(typed.n_rows, dtype=np.intp)
    for name, levels in factors.items():
        place = place * len(levels) + typed.codes(name)
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
