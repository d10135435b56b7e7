"""Which linear functions a contrast asks for, and how its rows are labelled.

Formulas: docs/methods.md, "Marginal means and contrasts".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import finite_number, names_listed, shown, shown_names
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.typed_columns import plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.marginal.reference_grid import At, Labels, known_level, mean_functions
from ipt_outcomes.models.marginal.taken_names import OF_COMBINATIONS, OF_PAIRS, refuse_taken
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
) -> tuple[Labels, Array]:
    """The labels of the rows, and the functions (rows, p_all); arguments as for `contrast`.

    Raises:
        ModelError: a variable, level or option is unknown, or a variable has the name of a column
            of the table.
    """
    if not isinstance(variable, str):
        raise ModelError(f"variable {shown(variable)}: write the name of one variable, as 'arm'")
    grid, functions = mean_functions(fixed, [variable, *names_listed("by", by)], at, weights)
    if coefficients is None:
        return _pairs(grid, functions, variable, against)
    if against is not None:
        raise ModelError("give either `against` or `coefficients`, not both")
    labels, combined = _combine(grid, functions, coefficients)
    return {"contrast": labels}, combined


def _pairs(grid: Labels, functions: Array, variable: str, against: Any) -> tuple[Labels, Array]:
    by = [name for name in grid if name != variable]
    refuse_taken(by, OF_PAIRS)
    levels = list(dict.fromkeys(grid[variable]))
    if against is None:
        pairs = [(test, base) for base, test in combinations(levels, 2)]
    else:
        base = known_level(variable, against, levels)
        pairs = [(test, base) for test in levels if test != base]
    place = {row: i for i, row in enumerate(zip(*grid.values(), strict=True))}
    groups = list(dict.fromkeys(zip(*(grid[name] for name in by), strict=True))) if by else [()]
    rows = [(test, base, *group) for group in groups for test, base in pairs]
    tests = [place[(test, *group)] for test, _, *group in rows]
    bases = [place[(base, *group)] for _, base, *group in rows]
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in range(2 + len(by)))
    left = dict(zip(("test", "comparison", *by), columns, strict=True))
    return left, functions[tests] - functions[bases]


def _combine(grid: Labels, functions: Array, coefficients: Coefficients) -> tuple[list[str], Array]:
    """Labels and functions (rows, p_all) of the user's combinations."""
    names = list(grid)
    if isinstance(coefficients, pd.DataFrame):
        refuse_taken([name for name in names if name in OF_COMBINATIONS], OF_COMBINATIONS)
        absent = {"contrast", "coefficient", *names} - set(coefficients.columns)
        if absent:
            raise ModelError(f"the coefficients lack the columns {', '.join(sorted(absent))}")
        entries = [
            (str(row["contrast"]), tuple(row[name] for name in names), row["coefficient"])
            for row in coefficients.to_dict("records")
        ]
    elif _mapping_of_mappings(coefficients):
        entries = [
            (str(label), cell if isinstance(cell, tuple) else (cell,), value)
            for label, cells in coefficients.items()
            for cell, value in cells.items()
        ]
    else:
        raise ModelError(
            f"coefficients {shown(coefficients)}: write a label and its combination, as "
            "{'change': {('ipt', 'week 12'): 1, ('ipt', 'week 4'): -1}}, or give a frame"
        )
    if not entries:
        raise ModelError("coefficients has no combination")
    place = {row: i for i, row in enumerate(zip(*grid.values(), strict=True))}
    combined: dict[str, Array] = {}
    for label, cell, value in entries:
        levels = tuple(plain_level(level) for level in cell)
        if levels not in place:
            named = shown_names(cell, len(entries), max(2, len(combined) + 1) * len(place))
            raise ModelError(
                f"contrast {label!r} names ({named}), which is no combination of "
                f"{' x '.join(names)}"
            )
        whole = combined.setdefault(label, np.zeros(functions.shape[1]))
        whole += (
            finite_number(f"the coefficient of contrast {label!r}", value)
            * (functions[place[levels]])
        )
    return list(combined), np.array(list(combined.values())).reshape(-1, functions.shape[1])


def _mapping_of_mappings(coefficients: Any) -> bool:
    return isinstance(coefficients, Mapping) and all(
        isinstance(cells, Mapping) for cells in coefficients.values()
    )
