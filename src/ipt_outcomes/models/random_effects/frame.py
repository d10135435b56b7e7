"""The variance components as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import user_covariances
from ipt_outcomes.models.random_effects.terms import Component

Row = tuple[str, str | None, str | None, float, float]


def variance_frame(theta: Array, components: tuple[Component, ...]) -> pd.DataFrame:
    """One row a variance or covariance, as lme4's VarCorr gives them, the residual last.

    For the columns see `component_frame`.
    """
    sigma2 = float(theta[-1])
    last: Row = ("Residual", None, None, sigma2, float(np.sqrt(sigma2)))
    return component_frame(theta, components, [last])


def matrix_rows(group: str, names: tuple[str, ...], g: Array) -> list[Row]:
    """The variances of a covariance matrix (q, q), then its covariances."""
    deviation = np.sqrt(np.maximum(np.diag(g), 0.0))
    rows: list[Row] = [
        (group, name, None, float(g[j, j]), float(deviation[j])) for j, name in enumerate(names)
    ]
    for j in range(len(names)):
        for i in range(j + 1, len(names)):
            product = float(deviation[i] * deviation[j])
            correlation = float(g[i, j]) / product if product > 0 else float("nan")
            rows.append((group, names[j], names[i], float(g[i, j]), correlation))
    return rows


def component_frame(
    theta: Array, components: tuple[Component, ...], residual: list[Row]
) -> pd.DataFrame:
    """One row a variance or covariance of the random effects, then the rows of the residual.

    Columns: `group` (grouping factor, or "Residual"), `term` and `term_2` (the random effects; None
    where there is one or none), `variance_or_covariance` in the user's units, and
    `sd_or_correlation` (a correlation is NaN where one of its variances is zero). A covariance that
    is no parameter, as no level of the group has both effects, has NaN in both.
    """
    rows: list[Row] = []
    for component, g in zip(components, user_covariances(theta, components), strict=True):
        rows.extend(matrix_rows(component.group, component.names, g))
        nan = float("nan")
        rows.extend(
            (component.group, other, name, nan, nan)
            for other in component.apart
            for name in component.names
        )
    rows.extend(residual)
    columns = ("group", "term", "term_2", "variance_or_covariance", "sd_or_correlation")
    data = dict(zip(columns, zip(*rows, strict=True), strict=True))
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=object if name.startswith("term") else None)
            for name, values in data.items()
        }
    )
