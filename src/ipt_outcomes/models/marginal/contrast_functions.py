"""Which linear functions a contrast asks for, and how its rows are labelled.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.marginal.reference_grid import At, mean_functions
from ipt_outcomes.models.moments import Array

By = str | Sequence[str] | None
Coefficients = pd.DataFrame | Mapping[str, Mapping[Any, float]]


def contrast_functions(
    fixed: FixedPart,
    variable: str,
    *,
    against: Any = None,
    by: By = None,
    at: At | None = None,
    weights: str = "equal",
    coefficients: Coefficients | None = None,
) -> tuple[pd.DataFrame, Array]:
    """The labels of the rows, and the functions (rows, p_all); arguments as for `contrast`.

    Raises:
        ModelError: a variable, level or option is unknown.
    """
    shown, functions = mean_functions(fixed, [variable, *listed(by)], at, weights)
    if coefficients is None:
        return _pairs(shown, functions, variable, against)
    if against is not None:
        raise ModelError("give either `against` or `coefficients`, not both")
    labels, combined = _combine(shown, functions, coefficients)
    return pd.DataFrame({"contrast": labels}), combined


def listed(given: By) -> list[str]:
    """One name or several, as a list."""
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)


def _pairs(
    shown: pd.DataFrame, functions: Array, variable: str, against: Any
) -> tuple[pd.DataFrame, Array]:
    by = [name for name in shown.columns if name != variable]
    levels = list(dict.fromkeys(shown[variable]))
    if against is not None and against not in levels:
        raise ModelError(
            f"{variable!r} has no level {against!r}; there are {', '.join(map(repr, levels))}"
        )
    if against is None:
        pairs = [(test, base) for base, test in combinations(levels, 2)]
    else:
        pairs = [(test, against) for test in levels if test != against]
    place = {tuple(row): i for i, row in enumerate(shown.itertuples(index=False))}
    groups = list(dict.fromkeys(shown[by].itertuples(index=False, name=None))) if by else [()]
    rows = [(test, base, *group) for group in groups for test, base in pairs]
    difference = [
        functions[place[(test, *group)]] - functions[place[(base, *group)]]
        for test, base, *group in rows
    ]
    left = pd.DataFrame(rows, columns=["test", "comparison", *by])
    return left, np.array(difference).reshape(len(rows), functions.shape[1])


def _combine(
    shown: pd.DataFrame, functions: Array, coefficients: Coefficients
) -> tuple[list[str], Array]:
    """Labels and functions (rows, p_all) of the user's combinations."""
    names = list(shown.columns)
    if isinstance(coefficients, pd.DataFrame):
        absent = {"contrast", "coefficient", *names} - set(coefficients.columns)
        if absent:
            raise ModelError(f"the coefficients lack the columns {', '.join(sorted(absent))}")
        entries = [
            (str(row["contrast"]), tuple(row[name] for name in names), float(row["coefficient"]))
            for row in coefficients.to_dict("records")
        ]
    else:
        entries = [
            (label, cell if isinstance(cell, tuple) else (cell,), float(value))
            for label, cells in coefficients.items()
            for cell, value in cells.items()
        ]
    place = {row: i for i, row in enumerate(shown.itertuples(index=False, name=None))}
    combined: dict[str, Array] = {}
    for label, cell, value in entries:
        if cell not in place:
            raise ModelError(
                f"contrast {label!r} names {cell}, which is no combination of {' x '.join(names)}"
            )
        whole = combined.setdefault(label, np.zeros(functions.shape[1]))
        whole += value * functions[place[cell]]
    return list(combined), np.array(list(combined.values())).reshape(-1, functions.shape[1])
