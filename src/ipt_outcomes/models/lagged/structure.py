"""The covariance of two variables over the visits: what is the person's, and what moves on from it.

The deviations of a person from their arm's means are parts that stay, and a first-order vector
autoregression around them (Hamaker, Kuiper and Grasman 2015, Psychol Methods 20:102-116; with a
pace of each person's own, Curran et al. 2014, J Consult Clin Psychol 82:879-894):

    z_t = l_i (+ s_i t) + w_t,   w_t = B w_(t-1) + e_t

Formulas: docs/methods.md, "Lagged paths within people".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Marks = NDArray[np.bool_]
LAGS = 4
FIRST_ON_ITSELF, SECOND_ON_FIRST, SECOND_ON_ITSELF = 0, 2, 3
FIRST_ON_SECOND = 1


@dataclass(frozen=True)
class LaggedStructure:
    """The covariance structure of two variables over `waves` visits, in the order z_0, z_1, ...

    pace         whether people differ in their pace (a straight line) too, and not in level alone
    correlation  of the first variable's innovation at a visit with the second's at the next, which
                 the data cannot tell from the path between them: given, never estimated

    Parameters, K: B row by row (the path to the first variable from itself, from the second; to the
    second from the first, from itself); the variances and covariance of the parts that stay; those
    of w_0, e_1, e_2, ..., three each.
    """

    waves: int
    pace: bool = False
    correlation: float = 0.0
    loadings: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        level = np.tile(np.eye(2), (self.waves, 1))
        line = np.kron(np.arange(self.waves)[:, None] / (self.waves - 1), np.eye(2))
        object.__setattr__(self, "loadings", np.hstack([level, line]) if self.pace else level)

    @property
    def size(self) -> int:
        """p, the variables of a person: two at each visit."""
        return 2 * self.waves

    @property
    def staying(self) -> int:
        """How many parts of a person stay."""
        return int(self.loadings.shape[1])

    @cached_property
    def places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(row, column) of every covariance parameter among the parts (those that stay, w_0, e)."""
        f = self.staying
        found = [(i, j) for i in range(f) for j in range(i, f)]
        for start in range(f, f + self.size, 2):
            found += [(start, start), (start, start + 1), (start + 1, start + 1)]
        rows, columns = np.array(found, dtype=np.intp).T
        return rows, columns

    @property
    def parameters(self) -> int:
        """K."""
        return LAGS + len(self.places[0])

    @cached_property
    def tied(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(row, column) of the covariances that `correlation` gives."""
        rows = self.staying + 2 * np.arange(self.waves - 1)
        return rows, rows + 3

    @cached_property
    def shifts(self) -> Array:
        """(4, p, p): where each entry of B stands in the map from a visit to the next."""
        found = np.zeros((LAGS, self.size, self.size))
        for place in range(LAGS):
            for start in range(2, self.size, 2):
                found[place, start + place // 2, start - 2 + place % 2] = 1.0
        return found

    @property
    def identified(self) -> bool:
        """Whether the visits have at least as many variances and covariances as parameters."""
        return self.waves >= 3 and self.parameters <= self.size * (self.size + 1) // 2


@dataclass(frozen=True, repr=False, eq=False)
class Parts:
    """R covariances and what they are made of: sigma = maps @ parts @ maps'.

    sigma  (R, p, p); maps (R, p, m) from the m parts to the variables; parts (R, m, m)
    usable (R,) whether the given correlation can be: innovations of negative variance have none
    """

    structure: LaggedStructure
    sigma: Array
    maps: Array
    parts: Array
    usable: Marks

    def gradient(self, slope: Array) -> Array:
        """(R, K): of a function whose derivative by sigma is `slope` (R, p, p), symmetric."""
        structure = self.structure
        f = structure.staying
        rows, columns = structure.places
        moved = slope @ self.maps
        by_part = self.maps.transpose(0, 2, 1) @ moved
        found = np.empty((len(slope), structure.parameters))
        own = np.where(rows == columns, 1.0, 2.0)
        found[:, LAGS:] = own * by_part[:, rows, columns]
        found[:, LAGS:] += self._of_ties(by_part)
        # sigma moves by F dB (cov of w with z) and its transpose.
        with_w = (self.maps @ self.parts[:, :, f:]) @ self.maps[:, :, f:].transpose(0, 2, 1)
        turned = (with_w.transpose(0, 2, 1) @ moved[:, :, f:]).transpose(0, 2, 1)
        flat = structure.shifts.reshape(LAGS, -1)
        found[:, :LAGS] = 2.0 * turned.reshape(len(slope), -1) @ flat.T
        return found

    def _of_ties(self, by_part: Array) -> Array:
        """What the given correlation adds to the variances' share of the gradient."""
        structure = self.structure
        rows, columns = structure.places
        found = np.zeros((len(by_part), len(rows)))
        if not structure.correlation:
            return found
        for i, j in zip(*structure.tied, strict=True):
            pull = by_part[:, i, j] * self.parts[:, i, j]
            for k in (i, j):
                variance = self.parts[:, k, k]
                share = np.divide(pull, variance, out=np.zeros_like(pull), where=self.usable)
                found[:, np.flatnonzero((rows == k) & (columns == k))[0]] += share
        return found

    def jacobian(self) -> Array:
        """(K, p, p) derivatives of the first sigma."""
        structure = self.structure
        f = structure.staying
        maps, parts = self.maps[0], self.parts[0]
        rows, columns = structure.places
        own = maps.T[rows][:, :, None] * maps.T[columns][:, None, :]
        for i, j in zip(*structure.tied, strict=True) if structure.correlation else ():
            both = np.outer(maps[:, i], maps[:, j])
            for k in (i, j):
                own[(rows == k) & (columns == k)] += both * parts[i, j] / parts[k, k]
        own[rows == columns] /= 2.0
        by_lag = maps[:, f:] @ structure.shifts @ (maps[:, f:] @ parts[f:] @ maps.T)
        half = np.concatenate([by_lag, own])
        return np.asarray(half + half.transpose(0, 2, 1))


def parts_of(structure: LaggedStructure, theta: Array) -> Parts:
    """The covariances at R points theta (R, K)."""
    rows, columns = structure.places
    size = structure.staying + structure.size
    lag = np.einsum("rk,kij->rij", theta[:, :LAGS], structure.shifts)
    onward = _summed_powers(lag, structure.waves)
    stays = np.broadcast_to(structure.loadings, (len(theta), *structure.loadings.shape))
    maps = np.concatenate([stays, onward], axis=2)
    parts = np.zeros((len(theta), size, size))
    parts[:, rows, columns] = theta[:, LAGS:]
    parts[:, columns, rows] = theta[:, LAGS:]
    usable: Marks = np.ones(len(theta), dtype=np.bool_)
    if structure.correlation:
        i, j = structure.tied
        one, other = parts[:, i, i], parts[:, j, j]
        usable = np.all((one > 0) & (other > 0), axis=1)
        tied = structure.correlation * np.sqrt(np.maximum(one, 0.0) * np.maximum(other, 0.0))
        parts[:, i, j] = tied
        parts[:, j, i] = tied
    sigma = maps @ parts @ maps.transpose(0, 2, 1)
    return Parts(structure, sigma, maps, parts, usable)


def _summed_powers(lag: Array, waves: int) -> Array:
    """(R, p, p): 1 + lag + lag^2 + ..., the inverse of 1 - lag, which the visits' number ends."""
    power = lag
    found = np.eye(lag.shape[1]) + lag
    for _ in range(waves - 2):
        power = power @ lag
        found = found + power
    return found
