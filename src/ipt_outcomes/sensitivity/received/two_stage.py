"""Two-stage least squares with one instrument, and standard errors that clusters do not spoil.

A few lines of algebra and no library: the libraries that have it bring much more, and none has the
bias-reduced sandwich with Satterthwaite's degrees of freedom that few clusters need.

Formulas: docs/methods.md, "Treatment received".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_ZERO = 1e-10
"""A share of the instrument's variance, or an eigenvalue, that is rounding."""


class NoInstrumentError(ValueError):
    """The instrument does not move what is received."""


@dataclass(frozen=True, repr=False, eq=False)
class TwoStage:
    """The coefficient of what is received, as functions of n scores.

    weights  (n,) it is weights'y
    design   (n, p) what is received, then the covariates
    projected  (n, p) the same, what is received by the first stage
    sums     (n, G) the vectors whose products with the residuals, squared and summed, are the
             coefficient's variance (CR2)
    df       Satterthwaite's, under independent errors of one variance
    """

    weights: Array
    design: Array
    inverse: Array
    projected: Array
    sums: Array
    df: float

    def estimates(self, scores: Array) -> tuple[Array, Array]:
        """(k,) coefficients and their standard errors, of scores (k, n)."""
        coefficients = scores @ self.projected @ self.inverse
        residuals = scores - coefficients @ self.design.T
        return scores @ self.weights, np.sqrt(np.square(residuals @ self.sums).sum(axis=1))


def two_stage(
    received: Array, instrument: Array, covariates: Array, groups: NDArray[np.intp]
) -> TwoStage:
    """The fit of one instrument; with `received` the instrument itself, ordinary least squares.

    `received`, `instrument` and `groups` are (n,), `covariates` (n, q) of full rank with the
    intercept. Bias-reduced sandwich CR2 over the groups (Bell and McCaffrey 2002; Pustejovsky and
    Tipton 2018, J Bus Econ Stat 36:672-683), as clubSandwich has it of AER's ivreg.

    Raises NoInstrumentError where nothing of what is received hangs on the instrument.
    """
    moved = _left_over(instrument, covariates)
    stage = float(moved @ received)
    scale = np.linalg.norm(moved) * np.linalg.norm(received)
    if np.linalg.norm(moved) <= _ZERO * np.linalg.norm(instrument) or abs(stage) <= _ZERO * scale:
        raise NoInstrumentError
    first = np.column_stack([instrument, covariates])
    fitted = first @ np.linalg.lstsq(first, received, rcond=None)[0]
    projected = np.column_stack([fitted, covariates])
    inverse = np.linalg.inv(projected.T @ projected)
    sums = _sums(projected, inverse, groups)
    across = projected.T @ sums
    products = sums.T @ sums - across.T @ inverse @ across
    return TwoStage(
        weights=moved / stage,
        design=np.column_stack([received, covariates]),
        inverse=inverse,
        projected=projected,
        sums=sums,
        df=float(np.trace(products) ** 2 / np.square(products).sum()),
    )


def _left_over(values: Array, covariates: Array) -> Array:
    return np.asarray(values - covariates @ np.linalg.lstsq(covariates, values, rcond=None)[0])


def _sums(projected: Array, inverse: Array, groups: NDArray[np.intp]) -> Array:
    """(n, G): of each group A_g X_g M c, with A_g = (I - H_gg)^(-1/2) and c the first column."""
    names, codes = np.unique(groups, return_inverse=True)
    made = np.zeros((len(groups), len(names)))
    for place in range(len(names)):
        own = np.flatnonzero(codes == place)
        rows = projected[own]
        left = np.eye(len(own)) - rows @ inverse @ rows.T
        values, vectors = np.linalg.eigh(left)
        root = np.where(values > _ZERO, 1 / np.sqrt(np.maximum(values, _ZERO)), 0.0)
        made[own, place] = vectors @ (root * (vectors.T @ (rows @ inverse[:, 0])))
    return made
