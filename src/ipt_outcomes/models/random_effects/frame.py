"""The variance components as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import user_covariances
from ipt_outcomes.models.random_effects.terms import Component


def variance_frame(theta: Array, components: tuple[Component, ...]) -> pd.DataFrame:
    """One row a variance or covariance, as lme4's VarCorr gives them, the residual last.

    Columns: `group` (grouping factor, or "Residual"), `term` and `term_2` (the random effects; None
    where there is one or none), `variance_or_covariance` in the user's units, and
    `sd_or_correlation` (a correlation is NaN where one of its variances is zero).
    """
    rows: list[tuple[str, str | None, str | None, float, float]] = []
    for component, g in zip(components, user_covariances(theta, components), strict=True):
        names = component.names
        deviation = np.sqrt(np.maximum(np.diag(g), 0.0))
        for j, name in enumerate(names):
            rows.append((component.group, name, None, float(g[j, j]), float(deviation[j])))
        for j in range(component.size):
            for i in range(j + 1, component.size):
                product = float(deviation[i] * deviation[j])
                correlation = float(g[i, j]) / product if product > 0 else float("nan")
                rows.append((component.group, names[j], names[i], float(g[i, j]), correlation))
    sigma2 = float(theta[-1])
    rows.append(("Residual", None, None, sigma2, float(np.sqrt(sigma2))))
    columns = ("group", "term", "term_2", "variance_or_covariance", "sd_or_correlation")
    data = dict(zip(columns, zip(*rows, strict=True), strict=True))
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=object if name.startswith("term") else None)
            for name, values in data.items()
        }
    )
