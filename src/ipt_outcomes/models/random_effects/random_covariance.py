"""V = Z G Z' + sigma^2 I of given rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import covariances
from ipt_outcomes.models.random_effects.terms import RandomPart, random_part


@dataclass(frozen=True, repr=False)
class RandomCovariance:
    """A random part over the rows of a design, with its covariance parameters theta (K,)."""

    part: RandomPart
    theta: Array

    @property
    def units(self) -> tuple[NDArray[np.intp], ...]:
        """The grouping factors."""
        return tuple(codes.astype(np.intp) for codes in self.part.codes)

    def blocks(self, rows: NDArray[np.intp]) -> Array:
        """V of the rows (m, n_c), as (m, n_c, n_c)."""
        v = np.tile(float(self.theta[-1]) * np.eye(rows.shape[1]), (len(rows), 1, 1))
        components = self.part.components
        for component, g in zip(components, covariances(self.theta, components), strict=True):
            level = self.part.codes[component.factor][rows]
            together = (level[:, :, None] == level[:, None, :]) & (level >= 0)[:, :, None]
            z = component.values[rows]
            v += np.where(together, z @ g @ np.swapaxes(z, 1, 2), 0.0)
        return v


def random_covariance(design: Design, theta: Array) -> RandomCovariance:
    """V at theta, the entries of every G and sigma^2, for the rows of `design`."""
    part = random_part(design.formula.random, design.typed, design.root_weights)
    return RandomCovariance(part, theta)
