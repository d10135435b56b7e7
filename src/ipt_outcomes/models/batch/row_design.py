"""The complete rows of a design and their internal columns, for batches that need every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.batch.shared_design import cell_numbers
from ipt_outcomes.models.design.fixed import FixedPart, describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.design.orthogonal import orthogonal_basis
from ipt_outcomes.models.design.variables import complete_rows, model_covariates, seen_categories
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class RowDesign:
    """n complete rows of the data.

    frame   the rows, typed
    rows    (n,) their positions in the data
    x       (n, p) internal columns: x'x = n I
    recover, log_det, column_names, fixed, numbers, cell   as in `SharedDesign`
    """

    frame: pd.DataFrame
    rows: NDArray[np.intp]
    x: Array
    recover: Array
    log_det: float
    column_names: tuple[str, ...]
    fixed: FixedPart
    numbers: Array
    cell: NDArray[np.intp]

    def shared(self, order: NDArray[np.intp]) -> dict[str, Any]:
        """The fields of `SharedDesign`, the rows in another order."""
        return {
            "recover": self.recover,
            "log_det": self.log_det,
            "column_names": self.column_names,
            "fixed": self.fixed,
            "numbers": self.numbers[order],
            "cell": self.cell[order],
        }


def row_design(formula: ModelFormula, typed: pd.DataFrame) -> RowDesign | None:
    """The complete rows of a typed frame; None where there are none or a column is aliased.

    Raises:
        ModelError: a function of the fixed part has no value in some row.
    """
    covariates = model_covariates(formula)
    complete, _ = complete_rows(typed, formula.response, covariates)
    rows = np.arange(len(typed)) if complete is None else np.flatnonzero(complete)
    frame = typed.iloc[rows].reset_index(drop=True)
    seen = {
        name: seen_categories(frame[name])
        for name in covariates
        if isinstance(frame[name].dtype, pd.CategoricalDtype)
    }
    frame = frame.assign(**seen)
    if not len(frame):
        return None
    variables, _ = fixed_variables(formula.fixed)
    fixed = describe_fixed(formula.fixed, frame, variables)
    raw, names = fixed.matrix(frame)
    if not names or len(raw) <= len(names):
        return None
    basis = orthogonal_basis(raw)
    if basis.dropped:
        return None
    codes = {name: level_codes(frame[name], levels) for name, levels in fixed.factors.items()}
    return RowDesign(
        frame=frame,
        rows=rows,
        x=raw @ basis.transform,
        recover=basis.transform,
        log_det=-2.0 * float(np.linalg.slogdet(basis.transform)[1]),
        column_names=names,
        fixed=fixed,
        numbers=frame[list(fixed.numeric)].to_numpy(dtype=np.float64),
        cell=cell_numbers(fixed, codes) if codes else np.zeros(len(frame), dtype=np.intp),
    )
