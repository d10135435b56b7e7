"""From a formula and a frame to the arrays of a fit: rows kept, columns kept, units harmless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.fingerprint import Fingerprint, fingerprint_of
from ipt_outcomes.models.design.fixed import FixedPart, describe_fixed, fixed_variables
from ipt_outcomes.models.design.hidden import refuse_hidden
from ipt_outcomes.models.design.known_outcome import refuse_known_outcome
from ipt_outcomes.models.design.many_levels import refuse_many_levels
from ipt_outcomes.models.design.notes import changing_people, design_notes
from ipt_outcomes.models.design.orthogonal import Basis, orthogonal_basis
from ipt_outcomes.models.design.planned_visits import (
    PlannedVisits,
    planned_visits,
    refuse_lost_visits,
)
from ipt_outcomes.models.design.row_notes import row_notes
from ipt_outcomes.models.design.typed_columns import TypedColumns, numbered
from ipt_outcomes.models.design.variables import (
    complete_rows,
    model_covariates,
    refuse_no_rows,
    typed_columns,
)
from ipt_outcomes.models.design.weights import person_weights, precision_roots
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array

EXACT_FIT = 1e-24
"""Share of the response's sum of squares that is rounding when least squares leaves no more."""


@dataclass(frozen=True, kw_only=True, repr=False)
class FixedDesign:
    """What a result needs to know of the design, without its rows.

    formula       the parsed formula
    offset        (p,) least-squares coefficients of the kept columns
    basis         which columns were kept, and how they were transformed
    column_names  all p_all columns of the model matrix, aliased ones included
    fixed         the fixed part, to be evaluated again on a reference grid
    rows_dropped  reason -> rows: "<response> missing" first, then "<covariate> missing"
    fingerprint   sums that tell these rows from others
    planned       the visits as they were planned; None without a covariance of visits
    root_weights  (n,) square roots of precision weights, which x and y are multiplied by; or None
    notes         what is unusual about the design, see `notes.py`
    """

    formula: ModelFormula
    offset: Array
    basis: Basis
    column_names: tuple[str, ...]
    fixed: FixedPart
    rows_dropped: Mapping[str, int]
    fingerprint: Fingerprint
    planned: PlannedVisits | None
    root_weights: Array | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class Design(FixedDesign):
    """The data of one fit.

    typed         the rows of the fit (n), with every variable the formula names; factors of the
                  fixed part are Categorical without unused levels, a missing value is possible only
                  in the grouping variable of a random term
    x             (n, p) internal columns: orthogonal, x'x = n I
    y             (n,) internal response: what least squares leaves, y_raw - x_raw @ offset
    rows          (n,) positions of the rows in the data
    probability_weights  (n,) with a mean of one over people; or None
    """

    typed: TypedColumns
    x: Array
    y: Array
    rows: NDArray[np.intp]
    probability_weights: Array | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame."""
        return self.typed.frame


def build_design(
    formula: ModelFormula,
    data: pd.DataFrame,
    *,
    weights: str | None = None,
    probability_weights: str | None = None,
    also: Sequence[str] = (),
) -> Design:
    """Check the data against the formula and make the arrays.

    `weights` and `probability_weights` name columns (see `weights.py`), `also` those to keep in the
    frame.

    # ASSUME: rows with a missing response are uninformative given the others (missing at random);
    # rows with a missing covariate are left out, which needs missingness unrelated to the response.

    Raises:
        ModelError: a variable is unknown, infinite or of a type that has no numbers; no row is
            left; a visit with scores has no complete row; the response is constant, or at one
            visit a line of a covariate; text has as many levels as numbers have; the fixed part has
            no more rows than columns.
    """
    variables, _ = fixed_variables(formula.fixed)
    weighting = tuple(filter(None, (weights, probability_weights)))
    covariates = tuple(dict.fromkeys([*model_covariates(formula), *weighting]))
    every_row = typed_columns(formula, data, numbers=weighting, also=also)
    refuse_many_levels(formula, data, every_row)
    complete, rows_dropped = complete_rows(every_row, formula.response, covariates)
    if not every_row.n_rows or (complete is not None and not complete.any()):
        refuse_no_rows(formula.response, rows_dropped)
    rows = np.arange(every_row.n_rows) if complete is None else np.flatnonzero(complete)
    refuse_lost_visits(formula, every_row, complete)
    typed = (every_row if complete is None else every_row.at(complete)).seen(covariates)
    response = typed.numbers(formula.response)
    if np.ptp(response) == 0:
        raise ModelError(
            f"the outcome {formula.response!r} has the same value in all {len(response)} rows: "
            "there is nothing to model"
        )
    refuse_known_outcome(formula, typed)
    fixed = describe_fixed(formula.fixed, typed, variables)
    raw, names = fixed.matrix(typed)
    unweighted, root_weights = response, None
    if weights is not None:
        root_weights = precision_roots(typed.frame, weights)
        raw, response = raw * root_weights[:, None], response * root_weights
    basis = orthogonal_basis(raw)
    refuse_hidden(fixed, names, basis)
    if len(basis.kept) >= len(response):
        raise ModelError(
            f"{len(response)} rows cannot estimate {len(basis.kept)} fixed-effect columns: "
            "take terms out of the formula"
        )
    x = (raw[:, basis.kept] if basis.dropped else raw) @ basis.transform
    internal = x.T @ response / len(response)
    residual = response - x @ internal
    if residual @ residual <= EXACT_FIT * (response @ response):
        raise ModelError(
            f"the fixed part gives the outcome {formula.response!r} exactly: nothing is left to "
            "model; is the outcome, or what it is made of, among the covariates?"
        )
    return Design(
        formula=formula,
        typed=typed,
        x=x,
        y=residual,
        offset=basis.transform @ internal,
        basis=basis,
        column_names=names,
        fixed=fixed,
        rows_dropped=rows_dropped,
        fingerprint=fingerprint_of(unweighted, residual, basis.transform),
        planned=planned_visits(formula, data, every_row),
        rows=rows,
        root_weights=root_weights,
        notes=(*_notes(formula, typed, fixed), *row_notes(formula, every_row, complete)),
        probability_weights=person_weights(formula, typed.frame, probability_weights)
        if probability_weights
        else None,
    )


def _notes(formula: ModelFormula, typed: TypedColumns, fixed: FixedPart) -> tuple[str, ...]:
    if formula.covariance is None:
        return design_notes(formula, fixed, {}, 0)
    people = numbered(typed[formula.covariance.subject])
    known = people >= 0
    codes = {name: typed.codes(name)[known] for name in fixed.factors}
    people = people[known]
    changing = changing_people(people, codes)
    return design_notes(formula, fixed, changing, int(people.max(initial=-1)) + 1)
