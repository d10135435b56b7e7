"""The design that all responses share: carriers that a person keeps, and what visits make of them.

With x_i the C carriers of person i (intercept, baseline, arms' indicators), the *saturated* row of
a person at visit t has x_i in the t-th of m blocks of C columns, I (x) x_i'. Every fixed part whose
covariates are constant within people is that times a known matrix: X = X_sat M. So X'V^-1X is
M' [sum_r W_r (x) sum_i x_i x_i'] M, and the data enter by C x C sums only. Where all covariates
interact with the visit, M is square and the saturated columns serve themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fixed import FixedPart, describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.orthogonal import ALIAS_TOLERANCE
from ipt_outcomes.models.scheme import whole_scheme
from ipt_outcomes.models.subjects import subject_codes
from ipt_outcomes.models.variables import complete_rows, typed_frame


@dataclass(frozen=True)
class PersonDesign:
    """N people, m visits, C carriers, p columns.

    carriers      (N, C), orthogonal: x'x = N I
    columns       (m C, p) M, orthonormal columns; None where it is the identity
    recover       (p, p): the user's coefficients = recover @ the internal ones
    log_det       log |det| of the user's columns in the internal ones, twice: what REML adds
    place         (N, m) the row of each person at each visit, -1 for none
    column_names  (p,)
    fixed         the fixed part, its means and cells over all rows
    frame         the complete rows, typed
    """

    carriers: Array
    columns: Array | None
    recover: Array
    log_det: float
    place: NDArray[np.intp]
    column_names: tuple[str, ...]
    fixed: FixedPart
    frame: pd.DataFrame

    @property
    def n_visits(self) -> int:
        """m."""
        return int(self.place.shape[1])

    @property
    def n_columns(self) -> int:
        """p."""
        return len(self.recover)


def person_design(formula: ModelFormula, data: pd.DataFrame) -> PersonDesign | None:
    """The shared design; None where it is not of this kind, or some column is aliased.

    Not of this kind: a covariate changes within a person otherwise than by the visit, or the
    covariance is one per arm, of real times, or accompanied by random terms.

    Raises:
        ModelError: a variable is unknown or infinite, a visit has no complete row, a person has two
            rows at one visit.
    """
    term = formula.covariance
    if term is None or formula.random or term.group is not None or term.family == "sp_exp":
        return None
    variables, _ = fixed_variables(formula.fixed)
    # The responses come later: a constant stands for them, so that covariates alone are checked.
    typed = typed_frame(formula, data.assign(**{formula.response: 0.0}))
    complete, _ = complete_rows(typed, formula.response, variables)
    rows = np.arange(len(typed)) if complete is None else np.flatnonzero(complete)
    if not len(rows):
        raise ModelError("no row has a value of every covariate")
    scheme = whole_scheme(formula, typed, complete, variables)
    frame = typed.iloc[rows].reset_index(drop=True)
    seen = {name: frame[name].cat.remove_unused_categories() for name in scheme.factors}
    frame = frame.assign(**seen)
    people = subject_codes(term, frame)
    codes = {name: level_codes(frame[name], levels) for name, levels in scheme.factors.items()}
    visit = codes.get(term.visit)
    if visit is None:
        visit = level_codes(frame[term.visit], scheme.visits)
    carriers = scheme.carriers
    by_row = carriers.values(codes, frame).T
    first = np.unique(people, return_index=True)[1]
    own = by_row[first]
    if carriers.coding is None or not np.array_equal(own[people], by_row):
        return None
    place = np.full((len(own), len(scheme.visits)), -1)
    place[people, visit] = rows
    if len(own) < own.shape[1] or _aliased(own):
        return None
    triangle = np.linalg.qr(own, mode="r") / np.sqrt(len(own))
    stacked = np.swapaxes(carriers.maps @ triangle.T, 1, 2).reshape(-1, carriers.maps.shape[1])
    if stacked.shape[0] < stacked.shape[1] or _aliased(stacked):
        return None
    columns, change = None, stacked
    if stacked.shape[0] > stacked.shape[1]:
        columns, change = np.linalg.qr(stacked)
    return PersonDesign(
        carriers=np.linalg.solve(triangle.T, own.T).T,
        columns=columns,
        recover=np.linalg.inv(change),
        log_det=2.0 * float(np.linalg.slogdet(change)[1]),
        place=place,
        column_names=carriers.coding.names,
        fixed=describe_fixed(formula.fixed, frame, variables),
        frame=frame.assign(_row=rows),
    )


def _aliased(matrix: Array) -> bool:
    lengths = np.linalg.norm(matrix, axis=0)
    if not lengths.all():
        return True
    heights = np.abs(np.diagonal(np.linalg.qr(matrix / lengths, mode="r")))
    return bool((heights <= ALIAS_TOLERANCE).any())


def named_responses(
    data: pd.DataFrame, responses: pd.DataFrame | Array | Sequence[str]
) -> pd.DataFrame:
    """The responses as numbers, a column each, row for row with the data.

    Raises:
        ModelError: other rows than the data's, a column that the data lack or that has no numbers,
            or two responses of one name.
    """
    if isinstance(responses, pd.DataFrame):
        chosen = responses
    elif isinstance(responses, np.ndarray):
        if responses.ndim != 2:
            raise ModelError("an array of responses has one row per row of the data, one column each")
        names = [f"response_{number}" for number in range(1, responses.shape[1] + 1)]
        chosen = pd.DataFrame(responses, columns=names)
    else:
        unknown = [name for name in responses if name not in data.columns]
        if unknown:
            raise ModelError(f"the data have no column {', '.join(map(repr, unknown))}")
        chosen = data[list(responses)]
    if len(chosen) != len(data):
        raise ModelError(f"the responses have {len(chosen)} rows and the data {len(data)}")
    if not chosen.columns.is_unique:
        raise ModelError("two responses have the same name: rename one")
    if not chosen.shape[1]:
        raise ModelError("there are no responses")
    for name in chosen.columns:
        if not pd.api.types.is_numeric_dtype(chosen[name].dtype):
            raise ModelError(f"the response {name!r} must be a column of numbers")
    numbers = chosen.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.DataFrame(numbers, columns=[str(name) for name in chosen.columns])
