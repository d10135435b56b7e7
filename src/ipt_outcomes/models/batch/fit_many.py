"""`fit_many`: one formula and one design, many responses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import data_frame
from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.batch.batch_fit import BatchedFits, fit_batch
from ipt_outcomes.models.batch.effects.crossed_design import crossed_design
from ipt_outcomes.models.batch.effects.design import effects_design
from ipt_outcomes.models.batch.effects.effects_fit import fit_crossed, fit_effects
from ipt_outcomes.models.batch.effects.people_design import people_design
from ipt_outcomes.models.batch.effects.people_fit import fit_people
from ipt_outcomes.models.batch.many_fits import FitMany
from ipt_outcomes.models.batch.person_design import person_design
from ipt_outcomes.models.batch.responses import Responses, named_responses
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.design.known_outcome import suspected
from ipt_outcomes.models.design.many_levels import refuse_many_levels
from ipt_outcomes.models.design.notes import design_notes
from ipt_outcomes.models.design.planned_visits import refuse_alphabetical_rows
from ipt_outcomes.models.design.row_notes import row_notes
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.variables import complete_rows, model_covariates, typed_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.formula import ModelFormula, parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.options import Options, checked_options
from ipt_outcomes.models.result import Fit

_NUMBERS_AT_ONCE = 2_000_000
_MOST_AT_ONCE = 256


def fit_many(
    formula: str,
    data: pd.DataFrame,
    responses: Responses,
    *,
    method: str = "reml",
    df: str | None = None,
    information: str | None = None,
) -> FitMany:
    """Fit the same model to many responses: simulated trials, imputations, outcomes.

    Each response is fitted as `fit` would fit it by itself, on the rows at which it is present, and
    agrees with that to rounding. Responses are fitted together where the formula has

    - one residual covariance over visits for all people, and covariates that are constant within
      people: under a millisecond each at six visits, where all covariates interact with the visit;
    - random effects of one grouping factor, up to six a group, and any covariates: the same;
    - random effects of several grouping factors, crossed or nested, and any covariates. Where the
      responses are missing in the same rows, as completed scores are in none, up to 300 effects
      altogether: under half a millisecond with 30 of them, some milliseconds with 100. Where they
      are not, up to 150, some times as long; with ML, or where the factor that has most of them
      has two a level, up to 110;
    - a covariance over visits and random effects of one factor, up to four for each of up to 200
      groups of people: some milliseconds.

    us, cs and toep are fitted entirely together; the other covariances evaluate their matrix
    response by response. Every other formula (a covariance over visits beside random effects of two
    factors, a covariance per arm, sp_exp), and every response whose own data are exceptional (too
    few people at a visit, an aliased column, no convergence), is fitted by `fit`; `FitMany.fits`
    says which.

    Args:
        formula: as for `fit`; what stands left of the ~ is not used and may be left out.
        data: one row per person and visit, with every person's row at every visit at which some
            response is present.
        responses: a frame or an array with a row for each row of the data and a column for each
            response, NaN where it is missing; or names of columns of the data. The rows of a frame
            belong to those of the data by their index, whatever their order, those of an array by
            their position.
        method, df, information: as for `fit`.

    Returns:
        A `FitMany`; `contrast` and `marginal_means` take it and give one row per response and
        comparison. A response that cannot be fitted has rows with status "failed".

    Raises:
        ModelError: the formula, the design or the options do not make a model that can be fitted,
            or the responses are not numbers row for row with the data; a frame of them has another
            index.
    """
    data = data_frame(data)
    parsed = parse_formula(_with_response(formula, data))
    options = checked_options(method, df, "model", information, None)
    refuse_alphabetical_rows(parsed, data)
    scores = named_responses(data, responses)
    values = scores.to_numpy()
    # The responses come later: a constant stands for them, so that all else is checked at once.
    typed = typed_columns(parsed, data.assign(**{parsed.response: 0.0}))
    refuse_many_levels(parsed, data, _with_scores(parsed, typed, values))
    design, batches = _together(parsed, data, typed, values, options)
    done = {int(place) for batch in batches for place in batch.members}
    alone = [place for place in range(values.shape[1]) if place not in done]
    return FitMany(
        formula=parsed.text,
        method=method,
        df=options.df,
        information=information,
        responses=tuple(scores.columns),
        design=design,
        batches=batches,
        design_notes=() if design is None else _notes(parsed, design, typed, values),
        singles={place: _alone(parsed, data, values[:, place], options) for place in alone},
    )


def _notes(
    formula: ModelFormula, design: SharedDesign, typed: TypedColumns, values: Array
) -> tuple[str, ...]:
    """What is unusual about the rows with any score."""
    every_row = _with_scores(formula, typed, values)
    complete = complete_rows(every_row, formula.response, model_covariates(formula))[0]
    own = row_notes(formula, every_row, complete)
    return (*design_notes(formula, design.fixed, {}, 0), *own)


def _with_scores(formula: ModelFormula, typed: TypedColumns, values: Array) -> TypedColumns:
    """The rows with a response that is missing where all of them are."""
    return typed.replaced({formula.response: np.where(np.isnan(values).all(axis=1), np.nan, 0.0)})


def _needs_sas_parameters(formula: ModelFormula, options: Options) -> bool:
    """Whether the second derivatives are wanted in parameters that the batch does not know."""
    term = formula.covariance
    if term is None or options.df != "kenward-roger-sas":
        return False
    return not term.structure.of_visits or not covariance_family(term.family, (0, 1)).linear


def _with_response(formula: str, data: pd.DataFrame) -> str:
    """The formula, with a name that the data do not have where it says nothing left of the ~."""
    if not isinstance(formula, str) or not formula.lstrip().startswith("~"):
        return formula
    name = "response"
    while name in data.columns:
        name += "_"
    return f"{name} {formula}"


def _together(
    formula: ModelFormula, data: pd.DataFrame, typed: TypedColumns, values: Array, options: Options
) -> tuple[SharedDesign | None, tuple[BatchedFits, ...]]:
    """The design that the responses share, and those that could be fitted together."""
    several = np.flatnonzero(~suspected(formula, typed, values))
    scored: Marks = np.asarray(~np.isnan(values).all(axis=1))
    if scored.any():
        # As in `fit`, what stands in rows without a score is no level and no mean of any fit.
        typed = typed.replaced({formula.response: np.where(scored, 0.0, np.nan)})
    of_people = person_design(formula, data, typed)
    if of_people is not None:
        assert formula.covariance is not None
        if _needs_sas_parameters(formula, options):
            return of_people, ()
        family = covariance_family(formula.covariance.family, of_people.places)
        n, c = of_people.carriers.shape
        each = n * of_people.n_visits * (of_people.n_visits + c)
        return of_people, _batches(
            partial(fit_batch, of_people, family), values, several, each, options
        )
    of_groups = effects_design(formula, typed)
    if of_groups is not None:
        j, _, q = of_groups.z.shape
        each = j * q * (of_groups.n_columns + q) * 4
        return of_groups, _batches(partial(fit_effects, of_groups), values, several, each, options)
    of_rows = crossed_design(formula, typed)
    if of_rows is not None:
        size = of_rows.n_columns + of_rows.z.shape[1]
        each = size * size * (len(of_rows.entries.row) + 2)
        return of_rows, _batches(partial(fit_crossed, of_rows), values, several, each, options)
    if _needs_sas_parameters(formula, options):
        return None, ()
    of_people_in_groups = people_design(formula, data, typed)
    if of_people_in_groups is not None:
        n, m = of_people_in_groups.place.shape
        each = 2 * n * m * m * m
        fit_some = partial(fit_people, of_people_in_groups)
        return of_people_in_groups, _batches(fit_some, values, several, each, options)
    return None, ()


def _batches(
    fit_some: Callable[[Array, NDArray[np.intp], Options], BatchedFits | None],
    values: Array,
    several: NDArray[np.intp],
    each: int,
    options: Options,
) -> tuple[BatchedFits, ...]:
    """The responses `several`, some at a time: a step's numbers, `each` a response, stay near."""
    size = min(max(_NUMBERS_AT_ONCE // each, 1), _MOST_AT_ONCE)
    found = []
    for begin in range(0, len(several), size):
        members = several[begin : begin + size]
        batch = fit_some(values[:, members], members, options)
        if batch is not None:
            found.append(batch)
    return tuple(found)


def _alone(
    formula: ModelFormula, data: pd.DataFrame, values: Array, options: Options
) -> Fit | FailedFit:
    """A fit of its own; a response that is refused is a result too."""
    try:
        return fit(
            formula.text,
            data.assign(**{formula.response: values}),
            method=options.method,
            df=options.df,
            information=options.information,
        )
    except ModelError as error:
        return FailedFit(formula.text, options.method, options.df, str(error))
