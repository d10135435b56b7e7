"""The design that all responses share: carriers that a person keeps, and what visits make of them.

With x_i the C carriers of person i (intercept, baseline, arms' indicators), the *saturated* row of
a person at visit t has x_i in the t-th of m blocks of C columns, I (x) x_i'. Every fixed part whose
covariates are constant within people is that times a known matrix: X = X_sat M. So X'V^-1X is
M' [sum_r W_r (x) sum_i x_i x_i'] M, and the data enter by C x C sums only. Where all covariates
interact with the visit, M is square and the saturated columns serve themselves.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.design.fixed import FixedPart, describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.design.orthogonal import ALIAS_TOLERANCE
from ipt_outcomes.models.design.subjects import subject_codes
from ipt_outcomes.models.design.variables import complete_rows, typed_frame
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.reductions.scheme import whole_scheme


@dataclass(frozen=True)
class PersonDesign:
    """N people, m visits, C carriers, p columns, n complete rows.

    carriers      (N, C), orthogonal: x'x = N I
    columns       (m C, p) M, orthonormal columns; None where it is the identity
    recover       (p, p): the user's coefficients = recover @ the internal ones
    log_det       2 log |det| of the user's columns in the internal ones: what REML adds
    places        where the m visits stand among the planned ones
    place         (N, m) the row of the data of each person at each visit, -1 for none
    column_names  (p,)
    fixed         the fixed part, its means and cells over the complete rows
    numbers       (n, numeric variables) of `fixed`, person by person and visit by visit
    cell          (n,) number of the row's cell in `fixed.cells`, in the same order
    """

    carriers: Array
    columns: Array | None
    recover: Array
    log_det: float
    places: tuple[int, ...]
    place: NDArray[np.intp]
    column_names: tuple[str, ...]
    fixed: FixedPart
    numbers: Array
    cell: NDArray[np.intp]

    @property
    def n_visits(self) -> int:
        """m."""
        return int(self.place.shape[1])

    @property
    def n_columns(self) -> int:
        """p."""
        return len(self.recover)


def person_design(formula: ModelFormula, data: pd.DataFrame, scored: Marks) -> PersonDesign | None:
    """The shared design; None where it is not of this kind, or some column is aliased.

    `scored` (rows,) marks the rows with a score of some response: a visit without any is none of
    the design's, though it keeps its place among the planned ones.

    Not of this kind: a covariate changes within a person otherwise than by the visit, or the
    covariance is one per arm, of real times, or accompanied by random terms.

    Raises:
        ModelError: a variable is unknown or infinite, a visit has no complete row, a person has two
            rows at one visit.
    """
    term = formula.covariance
    if term is None or formula.random or term.group is not None or not term.structure.of_visits:
        return None
    variables, _ = fixed_variables(formula.fixed)
    # The responses come later: a constant stands for them, so that covariates alone are checked.
    typed = typed_frame(formula, data.assign(**{formula.response: 0.0}))
    if scored.any():
        attended = typed[term.visit].isin(typed.loc[scored, term.visit].unique())
        typed[formula.response] = np.where(attended, 0.0, np.nan)
    complete, _ = complete_rows(typed, formula.response, variables)
    rows = np.arange(len(typed)) if complete is None else np.flatnonzero(complete)
    if not len(rows):
        raise ModelError("no row has a value of every covariate")
    scheme = whole_scheme(formula, data, typed, complete, variables)
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
    if len(own) < own.shape[1] or _aliased(own):
        return None
    triangle = np.linalg.qr(own, mode="r") / np.sqrt(len(own))
    stacked = np.swapaxes(carriers.maps @ triangle.T, 1, 2).reshape(-1, carriers.maps.shape[1])
    if stacked.shape[0] < stacked.shape[1] or _aliased(stacked):
        return None
    columns, change = None, stacked
    if stacked.shape[0] > stacked.shape[1]:
        columns, change = np.linalg.qr(stacked)
    place = np.full((len(own), len(scheme.visits)), -1)
    place[people, visit] = np.arange(len(rows))
    here = place >= 0
    in_order = place[here]
    place[here] = rows[in_order]
    fixed = describe_fixed(formula.fixed, frame, variables)
    return PersonDesign(
        carriers=np.linalg.solve(triangle.T, own.T).T,
        columns=columns,
        recover=np.linalg.inv(change),
        log_det=2.0 * float(np.linalg.slogdet(change)[1]),
        places=scheme.planned.places([str(visit) for visit in scheme.visits]),
        place=place,
        column_names=carriers.coding.names,
        fixed=fixed,
        numbers=frame[list(fixed.numeric)].to_numpy(dtype=np.float64)[in_order],
        cell=_cell_numbers(fixed, codes)[in_order] if codes else np.zeros_like(in_order),
    )


def _cell_numbers(fixed: FixedPart, codes: Mapping[str, NDArray[np.intp]]) -> NDArray[np.intp]:
    sizes = tuple(len(levels) for levels in fixed.factors.values())
    known = [fixed.cells[name].cat.codes.to_numpy() for name in fixed.factors]
    own = [codes[name] for name in fixed.factors]
    return np.searchsorted(np.ravel_multi_index(known, sizes), np.ravel_multi_index(own, sizes))


def _aliased(matrix: Array) -> bool:
    lengths = np.linalg.norm(matrix, axis=0)
    if not lengths.all():
        return True
    heights = np.abs(np.diagonal(np.linalg.qr(matrix / lengths, mode="r")))
    return bool((heights <= ALIAS_TOLERANCE).any())
