"""Linear functions of the coefficients of many responses: what every batch's inference shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.inference import LEAST_ADJUSTED
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.satterthwaite import satterthwaite_df
from ipt_outcomes.models.t_and_f import t_statistics


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class FunctionsMany(ABC):
    """B responses with the same design and options.

    beta              (B, p) internal coefficients of the scores
    recover           (p, p): the user's coefficients = recover @ the internal ones
    theta_covariance  (B, K, K) W
    df_method         one of `inference.DF_METHODS`
    residual_df       (B,) scores minus columns
    """

    beta: Array
    recover: Array
    theta_covariance: Array
    df_method: str
    residual_df: NDArray[np.int64]

    def estimate(self, functions: Array, level: float) -> Array:
        """(B, rows, 7) for functions (rows, p) or (B, rows, p) of the user's coefficients.

        The numbers are `t_and_f.T_COLUMNS`, NaN where an adjusted variance is none.
        """
        internal = functions @ self.recover
        internal = np.broadcast_to(internal, (len(self.beta), *internal.shape[-2:]))
        estimate = (internal @ self.beta[:, :, None])[:, :, 0]
        variance, df = self._spreads(internal)
        return t_statistics(estimate, variance, df, level)

    @abstractmethod
    def _spreads(self, internal: Array) -> tuple[Array, Array]:
        """Variances and degrees of freedom (B, rows) of internal functions (B, rows, p)."""

    def _without_theta(self, variance: Array) -> Array | None:
        """The df (B, rows) of a method that asks nothing of W; None for the others."""
        if self.df_method == "normal":
            return np.full(variance.shape, np.inf)
        if self.df_method == "residual":
            every = np.repeat(self.residual_df[:, None], variance.shape[1], axis=1)
            return every.astype(np.float64)
        return None

    @property
    def _adjusts(self) -> bool:
        """Whether variances are Kenward and Roger's."""
        return self.df_method.startswith("kenward-roger")


def known_variance(variance: Array, added: Array) -> Array:
    """The adjusted variance, NaN where so little of the unadjusted is left that it is none."""
    adjusted = variance + 2.0 * added
    return np.where(adjusted > LEAST_ADJUSTED * variance, adjusted, np.nan)


class FunctionByFunction(FunctionsMany):
    """The same for one function after another."""

    @property
    @abstractmethod
    def _phi(self) -> Array:
        """(B, p, p)."""

    @abstractmethod
    def _derivatives(
        self, function: Array, u: Array, variance: Array
    ) -> tuple[Array, Callable[[], Array]]:
        """Of l' Phi l by theta (B, K); and half of what Kenward and Roger add to it (B,), on call.

        Args:
            function: l (B, p).
            u: Phi l (B, p).
            variance: l' Phi l (B,).
        """

    def _spreads(self, internal: Array) -> tuple[Array, Array]:
        parts = [self._spread(internal[:, row]) for row in range(internal.shape[1])]
        variance, df = (np.stack(part, axis=1) for part in zip(*parts, strict=True))
        return variance, df

    def _spread(self, function: Array) -> tuple[Array, Array]:
        u = (self._phi @ function[:, :, None])[:, :, 0]
        variance = (function * u).sum(axis=1)
        plain = self._without_theta(variance[:, None])
        if plain is not None:
            return variance, plain[:, 0]
        linear, added = self._derivatives(function, u, variance)
        df = satterthwaite_df(variance, linear, self.theta_covariance)
        return (known_variance(variance, added()) if self._adjusts else variance), df
