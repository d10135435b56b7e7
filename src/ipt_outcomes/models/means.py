"""Marginal means and their contrasts. `joint_test` has its own file and is offered here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.joint import joint_test
from ipt_outcomes.models.linear_functions import estimate_functions
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.reference_grid import At, mean_functions
from ipt_outcomes.models.result import Fit

__all__ = ["contrast", "joint_test", "marginal_means"]

By = str | Sequence[str] | None
Coefficients = pd.DataFrame | Mapping[str, Mapping[Any, float]]


def marginal_means(
    fit: Fit,
    variables: str | Sequence[str],
    by: By = None,
    at: At | None = None,
    weights: str = "equal",
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Adjusted means of the outcome, in its own units.

    Args:
        fit: a fitted model.
        variables: the factor, or factors, whose means are wanted.
        by: further variables that the means are given by.
        at: values for variables; a numeric one that is named in `variables` or `by` needs them.
            Numeric covariates that are not named stand at their mean over the rows of the fit.
        weights: how factors that are not named are averaged, "equal" or "proportional" to rows.
        level: of the confidence interval.

    Returns:
        One row per combination: the variables, estimate, se, df, ci_lower, ci_upper, status
        ("ok", or "not estimable" with NaN).

    Raises:
        ModelError: a variable, level or option is unknown.
    """
    names = [*_names(variables), *_names(by)]
    shown, functions = mean_functions(fit.fixed, names, at, weights)
    table = estimate_functions(fit, functions, level).drop(columns=["statistic", "p_value"])
    return pd.concat([shown, table], axis=1)


def contrast(
    fit: Fit,
    variable: str,
    *,
    against: Any = None,
    by: By = None,
    at: At | None = None,
    weights: str = "equal",
    coefficients: Coefficients | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Differences of marginal means, or any linear combination of them.

    Args:
        fit: a fitted model.
        variable: the variable whose levels are compared.
        against: the comparison level; None compares all pairs, the later level minus the earlier.
        by: variables within whose levels the comparison is made.
        at, weights: as for `marginal_means`.
        coefficients: instead of differences, combinations of the variable x by means. A mapping
            from a label to {level: coefficient}, or {(level, by level, ...): coefficient}, or a
            frame with the columns contrast, the variable, the by variables, and coefficient.
            Means that are not named have coefficient zero.
        level: of the confidence interval.

    Returns:
        One row per comparison: test, comparison (level names), the by columns; or, with
        `coefficients`, the label in `contrast`. Then estimate (test minus comparison), se, df,
        statistic, p_value, ci_lower, ci_upper, status ("ok", or "not estimable" with NaN).

    Raises:
        ModelError: a variable, level or option is unknown.
    """
    names = [variable, *_names(by)]
    shown, functions = mean_functions(fit.fixed, names, at, weights)
    if coefficients is not None:
        if against is not None:
            raise ModelError("give either `against` or `coefficients`, not both")
        labels, combined = _combine(shown, functions, coefficients)
        left = pd.DataFrame({"contrast": labels})
    else:
        left, combined = _pairs(shown, functions, variable, against)
    return pd.concat([left, estimate_functions(fit, combined, level)], axis=1)


def _names(given: By) -> list[str]:
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
