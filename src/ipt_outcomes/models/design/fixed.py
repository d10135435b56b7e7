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

from ipt_outcomes.models.design.coding import (
    Codes,
    Coding,
    categorical,
    fixed_coding,
    refuse_not_finite,
)
from ipt_outcomes.models.design.expressions import expressions
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns, Values
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.lazy_frame import LazyFrame
from ipt_outcomes.models.moments import Array

# Functions whose value at a row depends on that row alone. A spline's knots or a centring constant
# are learned from the data, and could not be evaluated again from a saved fit.
FUNCTIONS = frozenset({"C", "I", "log", "log2", "log10", "exp", "contr.treatment"})
_CALL = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_QUOTED = re.compile(r"`[^`]*`")


@dataclass(frozen=True, repr=False, eq=False)
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
        typed = rows if isinstance(rows, TypedColumns) else TypedColumns.of(rows)
        codes = {name: level_codes(typed, name, levels) for name, levels in self.factors.items()}
        return self._matrix(codes, typed)

    def crossed(self, values: Mapping[str, Sequence[Any]]) -> Array:
        """The model matrix of all combinations of the variables' values, the last fastest."""
        sizes = tuple(len(own) for own in values.values())
        n_rows = int(np.prod(sizes))
        places = np.indices(sizes, dtype=np.intp).reshape(len(sizes), n_rows)
        codes: dict[str, Codes] = {}
        numbers: dict[str, Values] = {}
        for place, (name, own) in zip(places, values.items(), strict=True):
            if name in self.factors:
                levels = self.factors[name]
                codes[name] = np.array([levels.index(level) for level in own], dtype=np.intp)[place]
            else:
                numbers[name] = np.asarray(own, dtype=np.float64)[place]
        return self._matrix(codes, TypedColumns(numbers, n_rows))[0]

    def _matrix(
        self, codes: Mapping[str, Codes], typed: TypedColumns
    ) -> tuple[Array, tuple[str, ...]]:
        coding = self.coding
        if coding is not None:
            return coding.matrix(codes, typed, typed.n_rows), coding.names
        made = self._by_formulaic(typed.frame, codes)
        values = np.ascontiguousarray(made, dtype=np.float64).reshape(typed.n_rows, -1)
        refuse_not_finite(f"fixed part {self.formula!r}", values)
        return values, tuple(made.model_spec.column_names)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of all columns of the model matrix."""
        coding = self.coding
        if coding is not None:
            return coding.names
        first = {name: np.zeros(1, dtype=np.intp) for name in self.factors}
        one_row = pd.DataFrame(dict.fromkeys(self.numeric, 1.0), index=[0])
        return tuple(self._by_formulaic(one_row, first).model_spec.column_names)

    def _by_formulaic(self, frame: pd.DataFrame, codes: Mapping[str, Codes]) -> Any:
        from formulaic import Formula
        from formulaic.errors import FormulaicError

        typed = frame.assign(
            **{name: categorical(codes[name], levels) for name, levels in self.factors.items()}
        )
        try:
            with np.errstate(all="ignore"):
                return Formula(self.formula).get_model_matrix(
                    typed, context={}, na_action="ignore", output="numpy"
                )
        except FormulaicError:
            raise self._not_evaluated() from None

    @property
    def coding(self) -> Coding | None:
        """How the columns are made of the variables; None where only formulaic can tell."""
        from formulaic.errors import FormulaicError

        try:
            return fixed_coding(self.formula, tuple(self.factors.items()), tuple(self.numeric))
        except FormulaicError:
            raise self._not_evaluated() from None

    def _not_evaluated(self) -> ModelError:
        # What formulaic says may hold values of rows.
        return ModelError(
            f"fixed part {self.formula!r} cannot be evaluated on these data: look at what stands "
            "inside I(), C(), log() and exp(), where the power is **"
        )


def level_codes(typed: TypedColumns, name: str, levels: Sequence[Level]) -> Codes:
    """(rows,) numbers of the levels in the column `name`.

    Raises:
        ModelError: a row has none of them.
    """
    codes = _codes_among(typed, name, tuple(levels))
    absent = int(np.count_nonzero(codes < 0))
    if absent:
        raise ModelError(
            f"{name!r} has a value in {absent} rows that is not among the {len(levels)} "
            "levels that it has in the model, or by levels="
        )
    return codes


def _codes_among(typed: TypedColumns, name: str, levels: tuple[Level, ...]) -> Codes:
    if typed.is_factor(name) and typed.levels(name) == levels:
        return typed.codes(name)
    wanted, values = pd.Index(list(levels)), typed[name]
    if not isinstance(values, pd.Categorical):
        return np.asarray(wanted.get_indexer(pd.Index(values)), dtype=np.intp)
    place = wanted.get_indexer(values.categories)
    # A missing value has the code -1, and the last entry.
    return np.append(place, -1).astype(np.intp)[typed.codes(name)]


@lru_cache(maxsize=256)
def fixed_variables(formula: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The variables of a fixed part, sorted, and those that it declares to be factors by C().

    Raises:
        ModelError: the formula cannot be parsed, calls a function that is not in `FUNCTIONS`, or
            names a column 0 or 1.
    """
    from formulaic.errors import FormulaicError

    # In a formula these are the intercept and its absence, in backticks too.
    for name in ("0", "1"):
        if f"`{name}`" in _QUOTED.findall(formula):
            raise ModelError(
                f"fixed part {formula!r}: `{name}` cannot be the name of a column, since a formula "
                "takes it for the intercept: rename the column"
            )
    # What stands in backticks is a name.
    unquoted = _QUOTED.sub("x", formula)
    for function in _CALL.findall(unquoted):
        if function not in FUNCTIONS:
            raise ModelError(
                f"fixed part {formula!r} calls {function}(), which is not available; "
                f"there are {', '.join(sorted(FUNCTIONS))}. Make the variable in the data instead"
            )
    if "{" in unquoted or "[" in unquoted:
        raise ModelError(f"fixed part {formula!r}: braces and brackets are not available; use I()")
    try:
        every = expressions(formula)
    except (FormulaicError, AttributeError, SyntaxError) as error:
        # The lines below the first show the place in colours of a terminal.
        why = str(error).partition("\n")[0].rstrip(".")
        raise ModelError(f"fixed part {formula!r} cannot be read: {why}") from None
    names = {name for expression in every for name in expression.variables}
    called = {function for expression in every for function in expression.functions}
    both = sorted(called & names)
    if both:
        raise ModelError(
            f"fixed part {formula!r}: {both[0]!r} is a column and a function: rename the column"
        )
    factors = [each for each in every if "C" in each.functions]
    for each in factors:
        if len(each.variables) != 1 or not set(each.functions) <= {"C", "contr.treatment"}:
            raise ModelError(f"{each.text}: C() makes a factor of one column, as C(visit)")
    return tuple(sorted(names)), frozenset(each.variables[0] for each in factors)


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
    factors = {name: typed.levels(name) for name in variables if typed.is_factor(name)}
    numeric = {name: float(typed.numbers(name).mean()) for name in variables if name not in factors}
    place = np.zeros(typed.n_rows, dtype=np.intp)
    for name, levels in factors.items():
        place = place * len(levels) + typed.codes(name)
    counts = np.bincount(place, minlength=int(np.prod([len(own) for own in factors.values()])))
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
