"""The variables of a model in a frame: chosen, typed, and which rows have them all."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import data_frame
from ipt_outcomes.models.design.columns import (
    index_levels,
    keys,
    model_variable,
    outcome_numbers,
    refuse_infinite,
    refuse_out_of_reach,
    slope_variable,
)
from ipt_outcomes.models.design.columns import numbers as number_column
from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.design.kinds import stored_plainly
from ipt_outcomes.models.design.roles import refuse_two_roles
from ipt_outcomes.models.design.typed_columns import TypedColumns, bare
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula

_FEW_COLUMNS = 20


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


def grouping(formula: ModelFormula) -> tuple[str, ...]:
    """The variables whose values are people, therapists, sites: those after a bar."""
    term = formula.covariance
    people = () if term is None else (term.subject,)
    return (*people, *(name for random in formula.random for name in random.groups))


def typed_columns(
    formula: ModelFormula,
    data: pd.DataFrame,
    *,
    numbers: Sequence[str] = (),
    also: Sequence[str] = (),
) -> TypedColumns:
    """The model's variables: numbers as float, text, boolean and declared factors as Categorical.

    `numbers` are further columns that must hold numbers, `also` further ones that are kept.

    Raises:
        ModelError: a variable is unknown, infinite, or of a type that has no numbers.
    """
    data = data_frame(data)
    wanted = model_variables(formula, (*numbers, *also))
    _refuse_unknown(wanted, data)
    variables, declared = fixed_variables(formula.fixed)
    columns = {name: stored_plainly(data[name]) for name in wanted}
    for name in variables:
        columns[name] = model_variable(columns[name], name in declared)
    for name in model_covariates(formula):
        if name not in variables:
            columns[name] = slope_variable(columns[name])
    columns[formula.response] = outcome_numbers(columns[formula.response])
    for name in numbers:
        columns[name] = number_column(columns[name])
    term = formula.covariance
    indexing = () if term is None else (term.visit, *([term.group] if term.group else []))
    for name in indexing:
        if name not in variables:
            columns[name] = index_levels(columns[name])
    for name in {*grouping(formula), *also}.difference(variables, indexing):
        columns[name] = keys(columns[name])
    refuse_two_roles(formula, columns)
    for column in columns.values():
        refuse_infinite(column)
    times = () if term is None or term.structure.of_visits else (term.visit,)
    for name in {formula.response, *model_covariates(formula), *numbers, *times}:
        refuse_out_of_reach(columns[name])
    return TypedColumns({name: bare(column) for name, column in columns.items()}, len(data))


def complete_rows(
    typed: TypedColumns, response: str, covariates: Sequence[str]
) -> tuple[NDArray[np.bool_] | None, dict[str, int]]:
    """Marks of the complete rows (None: all), and how many fell to what, under the first reason."""
    complete: NDArray[np.bool_] | None = None
    counts: dict[str, int] = {}
    for name in (response, *covariates):
        missing = typed.missing(name)
        if complete is not None:
            missing = missing & complete
        count = int(np.count_nonzero(missing))
        if count:
            counts[f"{name} missing"] = count
            complete = ~missing if complete is None else complete & ~missing
    return complete, counts


def refuse_no_rows(response: str, counts: dict[str, int]) -> None:
    """Say why no row is complete.

    Raises:
        ModelError: always. Without counts there was no row to begin with.
    """
    if not counts:
        raise ModelError("the data have no rows: look at what they were filtered by")
    raise ModelError(
        f"no row has a value of {response!r} and of every covariate: "
        + ", ".join(f"{reason} in {count} rows" for reason, count in counts.items())
    )


def _refuse_unknown(wanted: Sequence[str], data: pd.DataFrame) -> None:
    unknown = [name for name in wanted if name not in data.columns]
    if unknown:
        # Of a frame that lies on its side, the names of columns are people.
        known = [str(name) for name in data.columns]
        there = f"the columns are {', '.join(known)}"
        if len(known) > _FEW_COLUMNS:
            near = [match for name in unknown for match in get_close_matches(name, known)]
            there = f"there are {len(known)} columns"
            there += f", of which {', '.join(map(repr, near))} come near" if near else ""
        raise ModelError(
            f"the model names {', '.join(map(repr, unknown))}, which the data do not have; {there}"
        )
    if not data.columns.is_unique:
        raise ModelError("the data have two columns of the same name: rename one")
