"""The covariance parameters of the engine's fit, read from its public table of covariances."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.models.result import Fit

from .oracle import structures
from .oracle.covariance import Covariance, Effect
from .oracle.description import Array

STRUCTURE_TOLERANCE = 1e-9


def theta_of(fit: Fit, covariance: Covariance) -> Array:
    """theta in the oracle's order.

    Raises:
        AssertionError: the table does not have the structure that was asked for.
    """
    pieces: list[Array] = []
    table = fit.covariance
    residual = covariance.model.residual
    if residual is not None and residual.family == "sp_exp":
        return np.asarray(fit.theta)
    for stratum in covariance.strata:
        assert residual is not None
        if covariance.effects:
            label = f"Residual, {stratum.label}" if stratum.label else "Residual"
            matrix = _matrix(table[table["group"] == label], stratum.visits)
        else:
            own = table.loc[stratum.label] if stratum.label else table
            matrix = own.loc[list(stratum.visits), list(stratum.visits)].to_numpy()
        theta = structures.parameters(residual.family, stratum.place, matrix)
        again = structures.matrix(residual.family, stratum.place, theta)
        size = np.sqrt(np.outer(np.diag(matrix), np.diag(matrix)))
        worst = float(np.abs((again - matrix) / size).max())
        assert worst < STRUCTURE_TOLERANCE, f"not {residual.family}: off by {worst:.1e}"
        pieces.append(theta)
    used = 0
    if covariance.effects:
        entries = table[~table["group"].str.startswith("Residual")]
        # Effects that no level has together have a row for their covariance, and no number.
        entries = entries[entries["variance_or_covariance"].notna()]
    for effect in covariance.effects:
        # Two vectors of one group stand one after the other.
        q = effect.design.shape[1]
        size = q * (q + 1) // 2
        rows = entries.iloc[used : used + size]
        used += len(rows)
        pieces.append(_entries(rows, effect))
    if not covariance.strata:
        last = table[table["group"] == "Residual"]
        pieces.append(last["variance_or_covariance"].to_numpy(dtype=float))
    return np.concatenate(pieces)


def _entries(rows: pd.DataFrame, effect: Effect) -> Array:
    assert set(rows["group"]) == {":".join(effect.group)}, f"{effect.group} is not in the table"
    names = list(dict.fromkeys(rows["term"]))
    assert len(names) == len(effect.names), f"{names} for {effect.names}"
    return _matrix(rows, tuple(names))[np.tril_indices(len(names))]


def _matrix(rows: pd.DataFrame, names: tuple[str, ...]) -> Array:
    place = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for first, second, value in zip(
        rows["term"], rows["term_2"], rows["variance_or_covariance"], strict=True
    ):
        i = place[first]
        j = i if second is None or pd.isna(second) else place[second]
        matrix[i, j] = matrix[j, i] = value
    return matrix
