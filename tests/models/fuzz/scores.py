"""Scores from a model's own covariance, with standard deviations over orders of magnitude."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .oracle.description import Model


def scores(rng: np.random.Generator, model: Model, people: pd.DataFrame) -> np.ndarray:
    """(rows,) for every person and planned visit."""
    n = len(people)
    y = rng.normal(0, 1, 4)[people["arm"].cat.codes] * 0.5 - 0.3 * people["week"].to_numpy()
    for name in ("baseline", "mood"):
        column = people[name].to_numpy()
        y = y + 0.5 * (column - column.mean()) / column.std()
    y = y + _residual(rng, model, people)
    for term in model.random:
        for columns, group in term.components():
            y = y + _effects(rng, people, columns, group)
    if model.weights:
        y = y + rng.standard_normal(n) / np.sqrt(people[model.weights].to_numpy())
    if rng.random() < 0.15:
        y = np.round(y * 3.0)
    unit = 10.0 ** rng.uniform(-5, 5) if rng.random() < 0.25 else 1.0
    offset = 10.0 ** rng.uniform(1, 4) if rng.random() < 0.25 else 10.0
    return np.asarray(unit * (y + offset))


def _residual(rng: np.random.Generator, model: Model, people: pd.DataFrame) -> np.ndarray:
    n = len(people)
    if model.residual is None:
        return rng.standard_normal(n)
    week = people["week"].to_numpy()
    visit = people["visit"].cat.codes.to_numpy()
    n_visits = int(visit.max()) + 1
    y = np.zeros(n)
    arms = people[model.residual.group].cat.codes if model.residual.group else np.zeros(n)
    for arm in np.unique(arms):
        own = np.asarray(arms == arm)
        rho, shared = rng.uniform(-0.3, 0.9), rng.uniform(0, 0.7)
        apart = np.abs(np.subtract.outer(np.arange(n_visits), np.arange(n_visits)))
        correlation = (1 - shared) * rho**apart + shared
        decades = rng.uniform(1, 2.5) if rng.random() < 0.2 else 0.3
        sd = 10.0 ** rng.uniform(-decades / 2, decades / 2, n_visits)
        if model.residual.family in ("cs", "ar1", "toep", "ad", "sp_exp"):
            sd[:] = 1.0
        factor = np.linalg.cholesky(correlation + 1e-9 * np.eye(n_visits))
        for _, index in people[own].groupby("id", sort=False).groups.items():
            rows = index.to_numpy()
            noise = factor @ rng.standard_normal(n_visits)
            y[rows] = sd[visit[rows]] * noise[visit[rows]]
    return y + 0.0 * week


def _effects(
    rng: np.random.Generator, people: pd.DataFrame, columns: tuple[str, ...], group: tuple[str, ...]
) -> np.ndarray:
    """A random vector's share: of the residual's size, absent, or far from it."""
    level = people.groupby(list(group), dropna=False, sort=False).ngroup().to_numpy()
    y = np.zeros(len(people))
    shared = rng.standard_normal(level.max() + 1)
    for name in columns:
        sd = rng.uniform(0.3, 1.5)
        if rng.random() < 0.25:
            sd = 10.0 ** rng.uniform(-3, 3)
        elif rng.random() < 0.15:
            sd = 0.0
        design: np.ndarray
        if name == "1":
            design = np.ones(len(people))
        elif name == "arm":
            design = people["arm"].cat.codes.to_numpy() > 0
        else:
            column = people[name].to_numpy(dtype=float)
            design = column / max(np.abs(column).max(), 1e-300)
        own = 0.6 * shared + 0.8 * rng.standard_normal(len(shared))
        y = y + sd * design * own[level]
    return y
