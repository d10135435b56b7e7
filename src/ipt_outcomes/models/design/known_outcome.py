"""An outcome that a covariate gives away: the baseline as a visit and as a covariate at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.design.subjects import names_for_message
from ipt_outcomes.models.design.typed_columns import TypedColumns, numbered, plain_level
from ipt_outcomes.models.design.units import distinct, unit_codes
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array

_MOST_VISITS = 30
_LEAST_ROWS = 5
_LEAST_VALUES = 3
_EXACT = 1e-12
"""Share of the outcome's sum of squares that is rounding."""
_NEARLY = 1e-8
_ROWS_ENOUGH = 100_000
_STEP = 31
"""Of very many rows, every 31st first: a prime above the number of visits, so that all come up."""


def refuse_known_outcome(formula: ModelFormula, typed: TypedColumns) -> None:
    """Refuse a covariate that the outcome is a straight line of at one of the visits.

    Five rows or more there, with three values or more of the covariate. The visits are the residual
    covariance's; without one, the levels of any variable of the fixed part that has few.

    Raises:
        ModelError: naming the covariate and the visit.
    """
    numeric = [name for name in fixed_variables(formula.fixed)[0] if not typed.is_factor(name)]
    if not numeric:
        return
    n = typed.n_rows
    some = slice(None) if n <= _ROWS_ENOUGH else slice(None, None, _STEP)
    y = typed.numbers(formula.response)
    for visit, codes in _visits(formula, typed):
        for name in numeric:
            if name == visit:
                continue
            x = typed.numbers(name)
            found = _lines(codes[some], x[some], y[some])
            if len(found) and n > _ROWS_ENOUGH:
                found = np.intersect1d(found, _lines(codes, x, y))
            if len(found):
                where = _named(formula, typed, visit, codes, int(found[0]))
                raise ModelError(
                    f"at {where} the outcome {formula.response!r} is a function of {name!r}: "
                    f"leave these rows out, or take {name!r} out of the formula"
                )


def suspected(formula: ModelFormula, typed: TypedColumns, values: Array) -> NDArray[np.bool_]:
    """(R,) which of many responses (rows, R) seem to be lines of a covariate at a visit.

    A fit of its own, by `refuse_known_outcome`, tells.
    """
    found = np.zeros(values.shape[1], dtype=bool)
    numeric = [name for name in fixed_variables(formula.fixed)[0] if not typed.is_factor(name)]
    if not numeric:
        return found
    values = np.where(np.isinf(values), np.nan, values)
    scores = np.maximum(np.count_nonzero(~np.isnan(values), axis=0), 1)
    centred = values - np.nansum(values, axis=0) / scores
    for visit, codes in _visits(formula, typed):
        for level in range(int(codes.max()) + 1):
            here = codes == level
            y = centred[here]
            seen = ~np.isnan(y)
            y = np.where(seen, y, 0.0)
            for name in numeric:
                x = typed.numbers(name)[here]
                known = ~np.isnan(x)
                if name != visit and known.any() and np.ptp(x[known]) > 0:
                    x = np.where(known, x - x[known].mean(), 0.0)
                    found |= _near_lines(x, y * known[:, None], seen & known[:, None])
    return found


def _near_lines(x: Array, y: Array, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(R,) which columns of y (rows, R), zero where not seen, are lines of x (rows,) to 1e-8."""
    count = seen.sum(axis=0)
    n = np.maximum(count, 1)
    sum_x, sum_y = x @ seen, y.sum(axis=0)
    xx = x**2 @ seen - sum_x**2 / n
    yy = np.einsum("ij,ij->j", y, y) - sum_y**2 / n
    xy = x @ y - sum_x * sum_y / n
    return np.asarray((count >= _LEAST_ROWS) & (yy > 0) & (xx * yy - xy**2 <= _NEARLY * xx * yy))


def _visits(formula: ModelFormula, typed: TypedColumns) -> Iterator[tuple[str, NDArray[np.intp]]]:
    term = formula.covariance
    variables = fixed_variables(formula.fixed)[0] if term is None else (term.visit,)
    for name in variables:
        codes = typed.codes(name) if typed.is_factor(name) else numbered(typed[name])
        if 1 < int(codes.max(initial=-1)) + 1 <= _MOST_VISITS:
            yield name, codes


def _lines(codes: NDArray[np.intp], x: Array, y: Array) -> NDArray[np.intp]:
    """The codes at whose rows y is a straight line of x."""
    known = codes >= 0
    if not known.all():
        codes, x, y = codes[known], x[known], y[known]
    count = np.maximum(np.bincount(codes), 1)
    x = x - (np.bincount(codes, x) / count)[codes]
    y = y - (np.bincount(codes, y) / count)[codes]
    xx, yy, xy = (np.bincount(codes, each) for each in (x * x, y * y, x * y))
    exact = (count >= _LEAST_ROWS) & (yy > 0) & (xx * yy - xy**2 <= _EXACT * xx * yy)
    several = [
        code for code in np.flatnonzero(exact) if len(np.unique(x[codes == code])) >= _LEAST_VALUES
    ]
    return np.array(several, dtype=np.intp)


def _named(
    formula: ModelFormula,
    typed: TypedColumns,
    visit: str,
    codes: NDArray[np.intp],
    found: int,
) -> str:
    """The visit as the message may call it; a level of any other variable is not shown."""
    if formula.covariance is None:
        return f"one level of {visit!r}"
    values = typed[visit]
    if typed.is_factor(visit):
        levels = [str(level) for level in typed.levels(visit)]
    else:
        first = [int(np.argmax(codes == code)) for code in range(int(codes.max()) + 1)]
        levels = [str(plain_level(values[row])) for row in first]
    shown = names_for_message(levels, distinct(unit_codes(formula, typed)))
    return f"{visit} {shown[found]}"
