"""Correlations that are positive definite for every value of their unconstrained parameter."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array


class Mapped:
    """The parameter t, before the map to a correlation, is free already."""

    def to_free(self, t: Array) -> Array:
        """t itself."""
        return t

    def to_natural(self, free: Array) -> Array:
        """The vector itself."""
        return free

    def jacobian(self, free: Array) -> Array:
        """The identity."""
        return np.eye(len(free))
