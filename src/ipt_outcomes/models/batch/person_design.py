"""The design that all responses share: carriers that a person keeps, and what visits make of them.

With x_i the C carriers of person i (intercept, baseline, arms' indicators), the *saturated* row of
a person at visit t has x_i in the t-th of m blocks of C columns, I (x) x_i'. Every fixed part whose
covariates are constant within people is that times a known matrix: X = X_sat M. So X'V^-1X is
M' [sum_r W_r (x) sum_i x_i x_i'] M, and the data enter by C x C sums only. Where all covariates
interact with the visit, M is square and the saturated columns serve themselves.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.batch.shared_design import SharedDesign, aliased, cell_numbers
from ipt_outcomes.models.design.fixed import describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.design.subjects import subject_codes
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.variables import complete_rows, model_covariates
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.reductions.scheme import whole_scheme


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class PersonDesign(SharedDesign):
    """N people, m visits, C carriers; the rows person by person and visit by visit.

    carriers      (N, C), orthogonal: x'x = N I
    columns       (m C, p) M, orthonormal columns; None where it is the identity
    places        where the m visits stand among the planned ones
    """

    carriers: Array
    columns: Array | None
    places: tuple[int, ...]

    @property
    def n_visits(self) -> int:
        """m."""
        return int(self.place.shape[1])


def person_design(
    formula: ModelFormula, data: pd.DataFrame, typed: TypedColumns
) -> PersonDesign | None:
    """The shared design; None where it is not of this kind, or some column is aliased.

    `typed` are the `data` as `typed_columns` has them, with a constant for the responses where some
    response has a score and NaN elsewhere: a visit without any is none of the design's, though it
    keeps its place among the planned ones.

    Not of this kind: a covariate changes within a person otherwise than by the visit, or the
    covariance is one per arm, of real times, or accompanied by random terms.

    Raises:
        ModelError: a visit has no complete row, a person has two rows at one visit.
    """
    if formula.random:
        return None
    found = designed_people(formula, data, typed)
    return None if found is None else found.design


@dataclass(frozen=True, repr=False)
class DesignedPeople:
    """A design and its rows: `typed` (n), and `inside` (N, m) which of them is where."""

    design: PersonDesign
    typed: TypedColumns
    inside: NDArray[np.intp]


def designed_people(
    formula: ModelFormula,
    data: pd.DataFrame,
    typed: TypedColumns,
    arranged: Callable[[TypedColumns, NDArray[np.intp]], NDArray[np.intp] | None] | None = None,
) -> DesignedPeople | None:
    """`person_design` whatever the random terms; `arranged` may give the people another order.

    It takes the rows and their people, numbered, and returns the new number of each person, or None
    where there is no design.
    """
    term = formula.covariance
    if term is None or term.group is not None or not term.structure.of_visits:
        return None
    variables, _ = fixed_variables(formula.fixed)
    complete, _ = complete_rows(typed, formula.response, model_covariates(formula))
    rows = np.arange(typed.n_rows) if complete is None else np.flatnonzero(complete)
    if not len(rows):
        raise ModelError("no row has a value of every covariate")
    scheme = whole_scheme(formula, data, typed, complete, variables)
    own_rows = typed.at(rows).seen(tuple(scheme.factors))
    people = subject_codes(term, own_rows)
    if arranged is not None:
        number = arranged(own_rows, people)
        if number is None:
            return None
        people = number[people]
    codes = {name: level_codes(own_rows, name, levels) for name, levels in scheme.factors.items()}
    visit = codes.get(term.visit)
    if visit is None:
        visit = level_codes(own_rows, term.visit, scheme.visits)
    carriers = scheme.carriers
    by_row = carriers.values(codes, own_rows).T
    first = np.unique(people, return_index=True)[1]
    own = by_row[first]
    if carriers.coding is None or not np.array_equal(own[people], by_row):
        return None
    if not carriers.coding.names or len(own) < own.shape[1] or aliased(own):
        return None
    triangle = np.linalg.qr(own, mode="r") / np.sqrt(len(own))
    stacked = np.swapaxes(carriers.maps @ triangle.T, 1, 2).reshape(-1, carriers.maps.shape[1])
    if stacked.shape[0] < stacked.shape[1] or aliased(stacked):
        return None
    columns, change = None, stacked
    if stacked.shape[0] > stacked.shape[1]:
        columns, change = np.linalg.qr(stacked)
    place = np.full((len(own), len(scheme.visits)), -1)
    place[people, visit] = np.arange(len(rows))
    here = place >= 0
    in_order = place[here]
    fixed = describe_fixed(formula.fixed, own_rows, variables)
    design = PersonDesign(
        carriers=np.linalg.solve(triangle.T, own.T).T,
        columns=columns,
        recover=np.linalg.inv(change),
        log_det=2.0 * float(np.linalg.slogdet(change)[1]),
        places=scheme.planned.places([str(visit) for visit in scheme.visits]),
        place=np.where(here, rows[place], -1),
        column_names=carriers.coding.names,
        fixed=fixed,
        numbers=own_rows.stacked(tuple(fixed.numeric))[in_order],
        cell=cell_numbers(fixed, codes)[in_order] if codes else np.zeros_like(in_order),
    )
    return DesignedPeople(design, own_rows, place)
