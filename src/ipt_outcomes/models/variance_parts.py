"""What a row's variance is made of under a model: residual, and each random term by its group.

A score's variance given its covariates is e + z'Gz summed over the random terms; over people with
other covariates that of X beta comes on top.

Formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit

FITTED, RESIDUAL = "fitted", "Residual"
_INTERCEPT = "(Intercept)"


def variance_parts(fit: Fit, data: pd.DataFrame) -> pd.DataFrame:
    """What the model says of the spread of each row.

    Args:
        fit: a fitted model; a read one will do.
        data: rows with the model's variables; those of the fit, or others alike.

    Returns:
        On the index of `data`: fitted (X beta, units of the outcome), Residual (the variance of the
        row's residual, squared units), and a column for each group of the random terms with their
        variance at that row, z'Gz; zero where the row is in none of the groups.

    Raises:
        ModelError: a variable is not in the data, or a random term is of something else than its
            columns.
    """
    formula = parse_formula(fit.formula)
    term = formula.covariance
    absent = [name for name in (*fit.fixed.factors, *fit.fixed.numeric) if name not in data]
    if absent:
        raise ModelError(f"the data have no column {', '.join(map(repr, absent))}")
    columns, _ = fit.fixed.matrix(data)
    made = pd.DataFrame(index=data.index)
    made[FITTED] = columns[:, list(fit.kept)] @ fit.inference.beta
    made[RESIDUAL] = 0.0
    frame = cast("pd.DataFrame", fit.covariance)
    if formula.random:
        for group, rows in frame.groupby("group", sort=False):
            if group == RESIDUAL:
                continue
            made[str(group)] = _random(rows, data, str(group))
        own = frame.loc[frame["group"] == RESIDUAL]
        made[RESIDUAL] = _listed(own, term, data)
    elif term is not None:
        made[RESIDUAL] = _of_matrix(frame, term, data)
    return made


def _random(rows: pd.DataFrame, data: pd.DataFrame, group: str) -> Array:
    """z'Gz of a group's terms, whose variances and covariances are listed."""
    total = np.zeros(len(data))
    for _, row in rows.iterrows():
        first = _column(row["term"], data)
        again = pd.isna(row["term_2"])
        second = first if again else _column(row["term_2"], data)
        total += (1.0 if again else 2.0) * row["variance_or_covariance"] * first * second
    names = [name for name in group.split(":") if name in data.columns]
    return np.where(data[names].notna().all(axis=1).to_numpy(), total, 0.0)


def _column(term: str, data: pd.DataFrame) -> Array:
    if term == _INTERCEPT:
        return np.ones(len(data))
    if term not in data.columns:
        raise ModelError(f"the data have no column {term!r}, which a random term of the fit has")
    return np.asarray(data[term].to_numpy(dtype=np.float64))


def _listed(own: pd.DataFrame, term: CovarianceTerm | None, data: pd.DataFrame) -> Array:
    """Of a listed residual covariance: one variance, or one a visit."""
    variances = own.loc[own["term_2"].isna()]
    values = variances["variance_or_covariance"].to_numpy(dtype=np.float64)
    if term is None or variances["term"].isna().all():
        return np.full(len(data), values[0])
    by_visit = dict(zip(variances["term"].astype(str), values, strict=True))
    return np.asarray(data[term.visit].astype(str).map(by_visit), dtype=np.float64)


def _of_matrix(frame: pd.DataFrame, term: CovarianceTerm, data: pd.DataFrame) -> Array:
    """Of a covariance that stands visit by visit, perhaps one a group; or one variance a group."""
    if not term.structure.of_visits:
        if term.group is None:
            return np.full(len(data), float(frame["variance"].iloc[0]))
        by_group = dict(zip(frame["group"].astype(str), frame["variance"], strict=True))
        return np.asarray(data[term.group].astype(str).map(by_group), dtype=np.float64)
    visits = data[term.visit].astype(str)
    if term.group is None:
        own = np.diagonal(frame.to_numpy(dtype=np.float64))
        by_visit = dict(zip(map(str, frame.columns), own, strict=True))
        return np.asarray(visits.map(by_visit), dtype=np.float64)
    values = frame.to_numpy(dtype=np.float64)
    places = {str(name): place for place, name in enumerate(frame.columns)}
    both = {
        (str(of), str(at)): values[row, places[str(at)]] for row, (of, at) in enumerate(frame.index)
    }
    keys = zip(data[term.group].astype(str), visits, strict=True)
    return np.array([both.get(key, np.nan) for key in keys], dtype=np.float64)
