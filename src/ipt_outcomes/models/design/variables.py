"""The variables of a model in a frame: chosen, typed, and which rows have them all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula


def model_covariates(formula: ModelFormula) -> tuple[str, ...]:
    """Variables whose missing values drop a row: the fixed part's and those of random slopes."""
    variables, _ = fixed_variables(formula.fixed)
    varying = [name for term in formula.random for name in fixed_variables(term.expression)[0]]
    return tuple(dict.fromkeys([*variables, *varying]))


def model_variables(formula: ModelFormula, also: Sequence[str] = ()) -> list[str]:
    """Every variable that the formula names, the response first; `also` after the fixed part's."""
    named = [formula.response, *model_covariates(formula), *also]
    if formula.covariance is not None:
        term = formula.covariance
        named += [term.visit, term.subject, *([term.group] if term.group else [])]
    named += [name for term in formula.random for name in term.groups]
    return list(dict.fromkeys(named))


def typed_frame(
    formula: ModelFormula,
    data: pd.DataFrame,
    *,
    numbers: Sequence[str] = (),
    also: Sequence[str] = (),
) -> pd.DataFrame:
    """The model's variables: numbers as float, text, boolean and declared factors as Categorical.

    `numbers` are further columns that must hold numbers, `also` further ones that are kept.

    Raises:
        ModelError: a variable is unknown, infinite, or of a type that has no numbers.
    """
    wanted = model_variables(formula, (*numbers, *also))
    unknown = [name for name in wanted if name not in data.columns]
    if unknown:
        raise ModelError(
            f"the model names {', '.join(map(repr, unknown))}, which the data do not have; "
            f"the columns are {', '.join(map(str, data.columns))}"
        )
    if not data.columns.is_unique:
        raise ModelError("the data have two columns of the same name: rename one")
    variables, declared = fixed_variables(formula.fixed)
    columns = {name: data[name] for name in wanted}
    for name in variables:
        columns[name] = _as_model_variable(columns[name], name in declared)
    for name in (formula.response, *numbers):
        columns[name] = _as_numbers(columns[name])
    for name, column in columns.items():
        if column.dtype == np.float64:
            count = int(np.isinf(column.to_numpy()).sum())
            if count:
                raise ModelError(
                    f"{name!r} is infinite in {count} rows: make them missing or correct them"
                )
    return pd.DataFrame(columns, copy=False).reset_index(drop=True)


def complete_rows(
    frame: pd.DataFrame, response: str, covariates: Sequence[str]
) -> tuple[NDArray[np.bool_] | None, dict[str, int]]:
    """Marks of the complete rows (None: all), and how many fell to what, under the first reason."""
    complete: NDArray[np.bool_] | None = None
    counts: dict[str, int] = {}
    for name in (response, *covariates):
        missing = frame[name].isna().to_numpy()
        if complete is not None:
            missing = missing & complete
        count = int(missing.sum())
        if count:
            counts[f"{name} missing"] = count
            complete = ~missing if complete is None else complete & ~missing
    return complete, counts


def seen_categories(column: pd.Series) -> pd.Series:
    """A Categorical column without the categories that no row has."""
    # A missing value has the code -1.
    counts = np.bincount(column.cat.codes.to_numpy() + np.intp(1))
    if len(counts) == 1 + len(column.cat.categories) and counts[1:].all():
        return column
    return column.cat.remove_unused_categories()


def refuse_no_rows(response: str, counts: dict[str, int]) -> None:
    """Say why no row is complete.

    Raises:
        ModelError: always.
    """
    raise ModelError(
        f"no row has a value of {response!r} and of every covariate: "
        + ", ".join(f"{reason} in {count} rows" for reason, count in counts.items())
    )


def _as_model_variable(column: pd.Series, declared_factor: bool) -> pd.Series:
    """A number column as float; text, boolean and Categorical columns as Categorical."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype(pd.CategoricalDtype([False, True]))
    if declared_factor or not pd.api.types.is_numeric_dtype(column.dtype):
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            raise ModelError(
                f"{column.name!r} holds dates: turn them into days or weeks since randomisation"
            )
        return column.astype(pd.CategoricalDtype(sorted(column.dropna().unique())))
    return _as_numbers(column)


def _as_numbers(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(column.dtype):
        raise ModelError(f"{column.name!r} must be a column of numbers")
    return column.astype("float64")
