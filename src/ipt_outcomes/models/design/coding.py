"""The columns of a fixed part as products of coded factors, so that rows cost multiplications only.

formulaic reads the formula and decides which term gets which coding; it does so once, on a small
frame with every level. What it decided is kept here as a recipe: a factor such as `arm` or
`C(visit)` is a table with one row per level, a numeric one such as `log(x)` is evaluated, and a
column of the model matrix is a product of such columns. The recipe is compared with formulaic's own
columns and names on the small frame; where they differ there is none, and formulaic does the rows.

Formulas: docs/methods.md, "Columns of the fixed part".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.expressions import expressions
from ipt_outcomes.models.design.typed_columns import TypedColumns, categories_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

if TYPE_CHECKING:
    from formulaic import ModelMatrix

Codes = NDArray[np.intp]
Factors = tuple[tuple[str, tuple[Any, ...]], ...]
Numbers = pd.DataFrame | TypedColumns | Mapping[str, Any]


@dataclass(frozen=True, repr=False)
class CodedFactor:
    """One factor of a term.

    expression  as in the formula: "arm", "C(visit)", "log(x)"
    variables   what it is made of
    names       its columns' names within a term: ("arm[T.b]", "arm[T.c]")
    table       (levels, columns), its coding, for a factor of one Categorical variable; None for
                a numeric one, which has one column
    """

    expression: str
    variables: tuple[str, ...]
    names: tuple[str, ...]
    table: Array | None

    def numbers(self, rows: Numbers) -> Array:
        """The values (rows,) of a numeric factor."""
        if (self.expression,) == self.variables:
            return np.asarray(rows[self.expression], dtype=np.float64)
        whole = pd.DataFrame({name: rows[name] for name in self.variables})
        made = np.asarray(_evaluate(f"0 + {self.expression}", whole), dtype=np.float64)
        return made.reshape(len(whole))

    def finite_numbers(self, rows: Numbers) -> Array:
        """`numbers`, without missing or infinite values.

        Raises:
            ModelError: the function has no value in some rows.
        """
        made = self.numbers(rows)
        if (self.expression,) != self.variables:
            refuse_not_finite(self.expression, made)
        return made


@dataclass(frozen=True)
class CodedColumn:
    """A column of the model matrix: `scale` times the product of (factor, column of it) pairs."""

    scale: float
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Coding:
    """The recipe of a fixed part; `names` are those of its columns, as formulaic gives them."""

    factors: tuple[CodedFactor, ...]
    columns: tuple[CodedColumn, ...]
    names: tuple[str, ...]

    def matrix(
        self, codes: Mapping[str, Codes], rows: Numbers, n_rows: int, *, finite: bool = True
    ) -> Array:
        """The model matrix (rows, p_all); `codes` has the level numbers of the factors.

        Raises:
            ModelError: with `finite`, a function has no finite value in some rows.
        """
        parts: dict[tuple[int, int], Array] = {}
        for number, factor in enumerate(self.factors):
            if factor.table is None:
                parts[number, 0] = (factor.finite_numbers if finite else factor.numbers)(rows)
                continue
            for own in range(factor.table.shape[1]):
                parts[number, own] = factor.table[:, own][codes[factor.variables[0]]]
        # Column by column in memory, as it is filled.
        made = np.empty((n_rows, len(self.columns)), order="F")
        for place, column in enumerate(self.columns):
            made[:, place] = column.scale
            for part in column.parts:
                made[:, place] *= parts[part]
        return made


def refuse_not_finite(what: str, values: Array) -> None:
    """Refuse values (rows,) or (rows, columns) that are missing or infinite.

    Raises:
        ModelError: with the number of rows.
    """
    good = np.isfinite(values)
    if good.all():
        return
    count = int((~good.reshape(len(values), -1).all(axis=1)).sum())
    raise ModelError(
        f"{what} has no finite value in {count} rows, as the logarithm of zero or of a negative "
        "number, or a number too large: transform the column in the data, or leave those rows out"
    )


def fixed_coding(formula: str, factors: Factors, numeric: tuple[str, ...]) -> Coding | None:
    """The recipe for a right-hand side, given levels and numeric variables; None if it has none."""
    # Levels 1 and 1.0 are equal keys, but are written differently in a column's name.
    return _fixed_coding(formula, factors, numeric, repr(factors))


@lru_cache(maxsize=64)
def _fixed_coding(
    formula: str, factors: Factors, numeric: tuple[str, ...], spelling: str
) -> Coding | None:
    n_rows = max([2, *(len(levels) for _, levels in factors)])
    rows = np.arange(n_rows)
    codes = {name: rows % len(levels) for name, levels in factors}
    small = pd.DataFrame(
        {name: categorical(codes[name], levels) for name, levels in factors}
        | {name: 1.0 + (rows * (2.0 + place)) % 7 for place, name in enumerate(numeric)},
        index=rows,
    )
    whole = _evaluate(formula, small)
    coding = _recipe(whole, dict(factors), frozenset(numeric))
    if coding is None or coding.names != tuple(whole.model_spec.column_names):
        return None
    expected = np.asarray(whole, dtype=np.float64).reshape(n_rows, -1)
    with np.errstate(all="ignore"):
        made = coding.matrix(codes, small, n_rows, finite=False)
        same = np.allclose(made, expected, rtol=1e-12, equal_nan=True)
    return coding if same else None


def _recipe(
    whole: ModelMatrix, levels: dict[str, tuple[Any, ...]], numeric: frozenset[str]
) -> Coding | None:
    spec = whole.model_spec
    numbers: dict[tuple[str, bool], int] = {}
    factors: list[CodedFactor] = []
    columns: list[CodedColumn] = []
    names: list[str] = []
    for term in spec.structure:
        for scoped in term.scoped_terms:
            chosen = []
            for part in scoped.factors:
                key = (part.factor.expr, part.reduced)
                if key not in numbers:
                    kind = spec.encoder_state[part.factor.expr][0].value
                    made = _coded_factor(*key, kind, levels, numeric)
                    if made is None:
                        return None
                    numbers[key] = len(factors)
                    factors.append(made)
                chosen.append(numbers[key])
            # The first factor's columns vary fastest, as in R.
            sizes = [len(factors[number].names) for number in reversed(chosen)]
            for place in np.ndindex(*sizes):
                parts = tuple(zip(chosen, reversed(place), strict=True))
                columns.append(CodedColumn(float(scoped.scale), parts))
                named = [factors[number].names[column] for number, column in parts]
                names.append(":".join(named) if named else "Intercept")
    return Coding(tuple(factors), tuple(columns), tuple(names))


def _coded_factor(
    expression: str,
    reduced: bool,
    kind: str,
    levels: dict[str, tuple[Any, ...]],
    numeric: frozenset[str],
) -> CodedFactor | None:
    plain = expression in levels or expression in numeric
    variables = (expression,) if plain else expressions(expression)[0].variables
    if kind == "numerical":
        return CodedFactor(expression, variables, (expression,), None)
    if len(variables) != 1 or variables[0] not in levels:
        return None
    own = levels[variables[0]]
    every = pd.DataFrame({variables[0]: categorical(np.arange(len(own)), own)})
    text = f"`{expression}`" if plain else expression
    made = _evaluate(f"{'1' if reduced else '0'} + {text}", every)
    table = np.asarray(made, dtype=np.float64).reshape(len(own), -1)
    names = tuple(made.model_spec.column_names)
    if reduced:
        return CodedFactor(expression, variables, names[1:], np.ascontiguousarray(table[:, 1:]))
    return CodedFactor(expression, variables, names, table)


def _evaluate(formula: str, frame: pd.DataFrame) -> ModelMatrix:
    from formulaic import Formula

    with np.errstate(all="ignore"):
        return Formula(formula).get_model_matrix(
            frame, context={}, na_action="ignore", output="numpy"
        )


def categorical(codes: NDArray[np.intp], levels: Sequence[Any]) -> pd.Categorical[Any]:
    """A Categorical of level numbers."""
    return pd.Categorical.from_codes(codes, dtype=categories_of(levels))
