"""From a formula and a frame to the arrays of a fit: rows kept, columns kept, units harmless."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fixed import FixedPart, describe_fixed, fixed_variables
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.orthogonal import Basis, orthogonal_basis


@dataclass(frozen=True)
class Design:
    """The data of one fit.

    formula       the parsed formula
    frame         the rows of the fit (n), with every variable the formula names; factors of the
                  fixed part are Categorical without unused levels, a missing value is possible only
                  in the grouping variable of a random term
    x             (n, p) internal columns: orthogonal, x'x = n I
    y             (n,) internal response: what least squares leaves, y_raw - x_raw @ offset
    offset        (p,) least-squares coefficients of the kept columns
    basis         which columns were kept, and how they were transformed
    column_names  all p_all columns of the model matrix, aliased ones included
    fixed         the fixed part, to be evaluated again on a reference grid
    rows_dropped  reason -> rows: "<response> missing" first, then "<covariate> missing"
    """

    formula: ModelFormula
    frame: pd.DataFrame
    x: Array
    y: Array
    offset: Array
    basis: Basis
    column_names: tuple[str, ...]
    fixed: FixedPart
    rows_dropped: Mapping[str, int]


def build_design(formula: ModelFormula, data: pd.DataFrame) -> Design:
    """Check the data against the formula and make the arrays.

    # ASSUME: rows with a missing response are uninformative given the others (missing at random);
    # rows with a missing covariate are left out, which needs missingness unrelated to the response.

    Raises:
        ModelError: a variable is unknown, infinite or of a type that has no numbers; no row is
            left; the response is constant; the fixed part has no more rows than columns.
    """
    variables, declared = fixed_variables(formula.fixed)
    covariates = _covariates(formula, variables)
    frame = _select(formula, data, covariates)
    for name in variables:
        frame[name] = _as_model_variable(frame[name], name in declared)
    frame[formula.response] = _as_numbers(frame[formula.response])
    _refuse_infinite(frame)
    every_row = frame
    frame, rows_dropped = _drop_incomplete(frame, formula.response, covariates)
    _refuse_empty_visit(formula, every_row, frame)
    for name in variables:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    response = frame[formula.response].to_numpy(dtype=np.float64)
    if np.ptp(response) == 0:
        raise ModelError(
            f"the outcome {formula.response!r} has the same value in all {len(response)} rows: "
            "there is nothing to model"
        )
    fixed = describe_fixed(formula.fixed, frame, variables)
    raw, names = fixed.matrix(frame)
    basis = orthogonal_basis(raw)
    if len(basis.kept) >= len(response):
        raise ModelError(
            f"{len(response)} rows cannot estimate {len(basis.kept)} fixed-effect columns: "
            "take terms out of the formula"
        )
    x = raw[:, basis.kept] @ basis.transform
    internal = x.T @ response / len(response)
    return Design(
        formula=formula,
        frame=frame,
        x=x,
        y=response - x @ internal,
        offset=basis.transform @ internal,
        basis=basis,
        column_names=names,
        fixed=fixed,
        rows_dropped=rows_dropped,
    )


def _refuse_empty_visit(formula: ModelFormula, before: pd.DataFrame, after: pd.DataFrame) -> None:
    """A visit that the data name, by a row or a category, but at which no row is complete."""
    if formula.covariance is None or formula.covariance.family == "sp_exp":
        return
    visit = formula.covariance.visit
    column = before[visit]
    named = column.cat.categories if hasattr(column, "cat") else column.dropna().unique()
    seen = set(after[visit].dropna().unique())
    empty = [str(level) for level in named if level not in seen]
    if empty:
        raise ModelError(
            f"term {formula.covariance}: no one has a complete row at {visit} {', '.join(empty)}; "
            "leave that visit out of the data and of its categories"
        )


def _covariates(formula: ModelFormula, variables: tuple[str, ...]) -> tuple[str, ...]:
    """Variables whose missing values drop a row: the fixed part's and those of random slopes."""
    varying = [name for term in formula.random for name in fixed_variables(term.expression)[0]]
    return tuple(dict.fromkeys([*variables, *varying]))


def _select(formula: ModelFormula, data: pd.DataFrame, covariates: tuple[str, ...]) -> pd.DataFrame:
    named = [formula.response, *covariates]
    if formula.covariance is not None:
        term = formula.covariance
        named += [term.visit, term.subject, *([term.group] if term.group else [])]
    named += [name for term in formula.random for name in term.groups]
    wanted = list(dict.fromkeys(named))
    unknown = [name for name in wanted if name not in data.columns]
    if unknown:
        raise ModelError(
            f"the formula names {', '.join(map(repr, unknown))}, which the data do not have; "
            f"the columns are {', '.join(map(str, data.columns))}"
        )
    if not data.columns.is_unique:
        raise ModelError("the data have two columns of the same name: rename one")
    return data.loc[:, wanted].reset_index(drop=True)


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


def _refuse_infinite(frame: pd.DataFrame) -> None:
    for name in frame.select_dtypes("float64"):
        count = int(np.isinf(frame[name].to_numpy()).sum())
        if count:
            raise ModelError(
                f"{name!r} is infinite in {count} rows: make them missing or correct them"
            )


def _drop_incomplete(
    frame: pd.DataFrame, response: str, covariates: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The complete rows, and how many fell to what; a row counts under the first reason only."""
    counts: dict[str, int] = {}
    for name in (response, *covariates):
        missing = frame[name].isna()
        if missing.any():
            counts[f"{name} missing"] = int(missing.sum())
            frame = frame.loc[~missing]
    if frame.empty:
        raise ModelError(
            f"no row has a value of {response!r} and of every covariate: "
            + ", ".join(f"{reason} in {count} rows" for reason, count in counts.items())
        )
    return frame.reset_index(drop=True), counts
