"""`reduce`: from rows to sums, from one frame, from many, or from a Parquet file read in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import finite_number, shown, shown_names
from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.design.known_outcome import refuse_known_outcome
from ipt_outcomes.models.design.many_levels import refuse_many_levels
from ipt_outcomes.models.design.row_notes import row_notes
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.variables import (
    complete_rows,
    model_variables,
    refuse_no_rows,
    typed_columns,
)
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula, parse_formula
from ipt_outcomes.models.reductions.pieces import pieces_of
from ipt_outcomes.models.reductions.reduce_rows import people_codes, reduce_rows
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.reductions.scheme import Levels, Scheme, stated_scheme, whole_scheme

ROWS_AT_ONCE = 100_000


def reduce(
    formula: str,
    data: pd.DataFrame | str | Path | Iterable[pd.DataFrame],
    *,
    levels: Levels | None = None,
    centre: Mapping[str, float] | None = None,
) -> Reduction:
    """Sum the rows of an MMRM, for `fit(formula, reduction)`; sums of different people add up.

    Sums can be added when formula, levels and centring are the same: state them beforehand. What is
    centred are numeric variables and the response, at any round number near their means; the fit
    does not depend on it beyond rounding.

    A file or a series of frames is read once, in pieces, in memory that does not depend on its
    length. A person's rows may lie in two neighbouring pieces if the people ascend from piece to
    piece, as they do in a file that is sorted by person. This is checked.

    Args:
        formula: with a residual covariance. The fit may have another family of covariance over the
            same visits, people and groups.
        data: a frame, the path of a Parquet file, or an iterable of frames.
        levels: variable -> levels, the reference first, for factors, the visit and the covariance's
            group. Left out: a Categorical column's categories; in one frame also the values there.
            Visits are in their order, those that nobody came to among them.
        centre: variable -> number. Left out: the mean in the frame, or in the first piece.

    Raises:
        ModelError: formula and data do not fit together, levels are wanted, a value is not among
            them, a centre is far from the mean, or people are split between pieces that are not
            neighbours.
    """
    parsed = parse_formula(formula)
    covariance = parsed.covariance
    if parsed.random or covariance is None or not covariance.structure.of_visits:
        raise ModelError(
            f"formula {parsed.text!r}: only a covariance indexed by visits, such as "
            "us(visit | participant), can be reduced to sums; random effects and real times need "
            "the rows"
        )
    _refuse_malformed(parsed, levels, centre)

    def stated(rows: pd.DataFrame, typed: TypedColumns) -> Scheme:
        return stated_scheme(
            parsed, rows, typed, _variables(parsed), levels=levels or {}, centre=centre or {}
        )

    if isinstance(data, pd.DataFrame):
        typed = typed_columns(parsed, data)
        refuse_many_levels(parsed, data, typed, levels or ())
        _refuse_known(parsed, typed)
        return _sum(stated(data, typed), typed)
    total: Reduction | None = None
    scheme: Scheme | None = None
    for piece in pieces_of(data, parsed, ROWS_AT_ONCE):
        typed = typed_columns(parsed, piece)
        if scheme is None:
            _refuse_open_levels(parsed, piece, typed, levels or {})
            scheme = stated(piece, typed)
        _refuse_known(parsed, typed)
        part = _sum(scheme, typed)
        total = part if total is None else total + part
    if total is None:
        raise ModelError(f"formula {parsed.text!r}: there are no rows to reduce")
    return total


def reduce_whole(formula: ModelFormula, data: pd.DataFrame) -> Reduction:
    """The sums of a frame that is all there is: levels seen in it, centred at its means.

    Raises:
        ModelError: as `reduce`; or no row is complete, or the response is constant.
    """
    typed = typed_columns(formula, data)
    refuse_many_levels(formula, data, typed)
    variables = _variables(formula)
    complete, dropped = complete_rows(typed, formula.response, variables)
    if not typed.n_rows or (complete is not None and not complete.any()):
        refuse_no_rows(formula.response, dropped)
    response = typed.numbers(formula.response)
    seen = response if complete is None else response[complete]
    if np.ptp(seen) == 0:
        raise ModelError(
            f"the outcome {formula.response!r} has the same value in all {len(seen)} rows: "
            "there is nothing to model"
        )
    sums = _sum(whole_scheme(formula, data, typed, complete, variables), typed)
    refuse_known_outcome(formula, typed if complete is None else typed.at(complete))
    return replace(sums, notes=row_notes(formula, typed, complete))


def _refuse_known(formula: ModelFormula, typed: TypedColumns) -> None:
    complete = complete_rows(typed, formula.response, _variables(formula))[0]
    refuse_known_outcome(formula, typed if complete is None else typed.at(complete))


def _variables(formula: ModelFormula) -> tuple[str, ...]:
    return fixed_variables(formula.fixed)[0]


def _sum(scheme: Scheme, typed: TypedColumns) -> Reduction:
    """The sums of typed rows, some people at a time, so that little memory is needed."""
    n_rows = typed.n_rows
    if n_rows <= ROWS_AT_ONCE or typed.missing(scheme.term.subject).any():
        return reduce_rows(scheme, typed)
    people, order = people_codes(typed[scheme.term.subject])
    if order is not None:
        people = people[order]
    starts = np.flatnonzero(np.diff(people, prepend=-1))
    wanted = np.arange(0, n_rows, ROWS_AT_ONCE)
    # Each piece begins with the first row of a person, the last one at the latest.
    cuts = starts[np.searchsorted(starts, wanted).clip(max=len(starts) - 1)]
    bounds = [*np.unique(cuts), n_rows]
    total: Reduction | None = None
    for begin, end in pairwise(bounds):
        rows = slice(begin, end)
        part = reduce_rows(scheme, typed.at(rows if order is None else order[rows]))
        total = part if total is None else total + part
    assert total is not None
    return total


def _refuse_open_levels(
    formula: ModelFormula, raw: pd.DataFrame, typed: TypedColumns, levels: Levels
) -> None:
    """Levels that another piece could add to must be stated."""
    term = formula.covariance
    assert term is not None
    indexing = [name for name in (term.visit, term.group) if name is not None]
    factors = [name for name in _variables(formula) if typed.is_factor(name)]
    for name in dict.fromkeys([*factors, *indexing]):
        settled = raw[name].dtype == "category" or pd.api.types.is_bool_dtype(raw[name].dtype)
        if name not in levels and not settled:
            raise ModelError(
                f"give the levels of {name!r} in levels=, in their order: the first piece of the "
                "data cannot tell what the others hold"
            )


def _refuse_malformed(
    formula: ModelFormula, levels: Levels | None, centre: Mapping[str, float] | None
) -> None:
    """Levels that are no lists, centres that are no numbers."""
    known = model_variables(formula)
    for argument, given in (("levels", levels), ("centre", centre)):
        if given is not None and not isinstance(given, Mapping):
            raise ModelError(f"{argument} {shown(given)}: write variables and what they have there")
        unknown = [name for name in given or {} if name not in known]
        if unknown:
            wrong = shown_names(unknown, len(given or {}), len(known))
            raise ModelError(f"{argument} names {wrong}, which the formula does not have")
    for name, own in (levels or {}).items():
        if isinstance(own, str | Set) or not pd.api.types.is_list_like(own):
            raise ModelError(f"levels of {name!r}: write a list, the reference first")
        if len(set(own)) < len(list(own)):
            raise ModelError(f"levels of {name!r}: one is named twice")
    for name, value in (centre or {}).items():
        finite_number(f"the centre of {name!r}", value)
