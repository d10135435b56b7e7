"""The complete rows of a design and their internal columns, for batches that need every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.shared_design import cell_numbers
from ipt_outcomes.models.design.fixed import FixedPart, describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.design.orthogonal import orthogonal_basis
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.variables import complete_rows, model_covariates
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class RowDesign:
    """n complete rows of the data.

    typed   the rows
    rows    (n,) their positions in the data
    x       (n, p) internal columns: x'x = n I
    recover, log_det, column_names, fixed, numbers, cell   as in `SharedDesign`
    """

    typed: TypedColumns
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


def row_design(formula: ModelFormula, every_row: TypedColumns) -> RowDesign | None:
    """The complete rows among typed ones; None where there are none or a column is aliased.

    Raises:
        ModelError: a function of the fixed part has no value in some row.
    """
    covariates = model_covariates(formula)
    complete, _ = complete_rows(every_row, formula.response, covariates)
    rows = np.arange(every_row.n_rows) if complete is None else np.flatnonzero(complete)
    typed = every_row.at(rows).seen(covariates)
    if not typed.n_rows:
        return None
    variables, _ = fixed_variables(formula.fixed)
    fixed = describe_fixed(formula.fixed, typed, variables)
    raw, names = fixed.matrix(typed)
    if not names or len(raw) <= len(names):
        return None
    basis = orthogonal_basis(raw)
    if basis.dropped:
        return None
    codes = {name: level_codes(typed, name, levels) for name, levels in fixed.factors.items()}
    return RowDesign(
        typed=typed,
        rows=rows,
        x=raw @ basis.transform,
        recover=basis.transform,
        log_det=-2.0 * float(np.linalg.slogdet(basis.transform)[1]),
        column_names=names,
        fixed=fixed,
        numbers=typed.stacked(tuple(fixed.numeric)),
        cell=cell_numbers(fixed, codes) if codes else np.zeros(typed.n_rows, dtype=np.intp),
    )
