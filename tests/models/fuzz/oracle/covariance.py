"""V of all rows as a dense matrix: a table of distinct numbers, and where each stands.

V = table[cell] + sum_j g_j M_j, the cells being those of the residual covariance and the M_j the
matrices of the entries of the random effects' covariances. The table is a function of theta that
complex numbers pass through: derivatives are complex steps, second ones differences of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from . import structures
from .connected import connected
from .description import Array, Codes, Model, Residual, Rows

STEP = 1e-30
BEND = 1e-4


@dataclass(frozen=True)
class Stratum:
    """The people who share a residual covariance.

    label   the arm's; "" where all share one
    visits  the levels of the visit that its people have, and `place`, where they were planned
    """

    label: str
    visits: tuple[str, ...]
    place: Array


@dataclass(frozen=True)
class Effect:
    """One random vector: the columns' names, and its rows' design (n, q) and level (n,)."""

    names: tuple[str, ...]
    group: tuple[str, ...]
    design: Array
    level: Codes


class Covariance:
    """Of a model and its rows.

    theta: the residual covariance's parameters, stratum after stratum, or nothing; the lower
    triangle of each random vector's covariance in the user's units, row by row; sigma^2 where
    there is no residual covariance.
    """

    def __init__(self, model: Model, rows: Rows) -> None:
        self.model, self.n = model, len(rows.y)
        weights = rows.numbers[model.weights] if model.weights else np.ones(self.n)
        self.roots = 1.0 / np.sqrt(weights)
        self.effects = [effect for term in model.random for block, group in term.components()
                        for effect in _effects(block, group, rows)]  # fmt: skip
        self.strata: list[Stratum] = []
        self.distances: list[Array] = []
        if model.residual is not None:
            self.cell, self.n_table = self._cells(model.residual, rows)
        else:
            self.cell, self.n_table = np.where(np.eye(self.n) > 0, 0, -1), 1
        self.matrices = np.array([entry for effect in self.effects for entry in _entries(effect)])
        self.matrices = self.matrices.reshape(-1, self.n, self.n)

    @cached_property
    def sizes(self) -> list[int]:
        """How many parameters each stratum, each random vector and the residual have."""
        family = self.model.residual.family if self.model.residual else ""
        q = [effect.design.shape[1] for effect in self.effects]
        inner = [2 if family == "sp_exp" else len(self._start(family, s)) for s in self.strata]
        return [*inner, *(size * (size + 1) // 2 for size in q), *([] if self.strata else [1])]

    def table(self, theta: Array) -> Array:
        """The distinct numbers of the residual covariance."""
        if not self.strata:
            return theta[-1:]
        assert self.model.residual is not None
        family = self.model.residual.family
        tables, used = [], 0
        for number, stratum in enumerate(self.strata):
            own = theta[used : used + self.sizes[number]]
            used += self.sizes[number]
            if family == "sp_exp":
                log_rho = -np.log(1.0 + np.exp(-own[1]))
                tables.append(np.exp(own[0] + self.distances[number] * log_rho))
            else:
                tables.append(structures.matrix(family, stratum.place, own).ravel())
        return np.concatenate(tables)

    def entries(self, theta: Array) -> Array:
        """The entries of the random vectors' covariances."""
        n = len(self.matrices)
        start = len(theta) - n - (0 if self.strata else 1)
        return theta[start : start + n]

    def assemble(self, table: Array, entries: Array) -> Array:
        """V (n, n), for a table and entries or for their derivatives."""
        v = np.append(table, 0.0)[self.cell] * np.outer(self.roots, self.roots)
        return v + np.tensordot(entries, self.matrices, axes=1)

    def reduced(self, matrix: Array) -> Array:
        """For a symmetric (n, n): its traces with what each of the table and entries stands for."""
        within = matrix * np.outer(self.roots, self.roots)
        on = self.cell >= 0
        cells = np.bincount(self.cell[on], weights=within[on], minlength=self.n_table)
        return np.concatenate([cells, np.tensordot(self.matrices, matrix, axes=2)])

    def v(self, theta: Array) -> Array:
        """V (n, n)."""
        return self.assemble(self.table(theta), self.entries(theta))

    def joined(self) -> NDArray[np.bool_]:
        """(n, n): whether the model lets two rows be correlated."""
        joined = self.cell >= 0
        for effect in self.effects:
            level = np.where((effect.design != 0).any(axis=1), effect.level, -1)
            joined = joined | ((level[:, None] == level) & (level >= 0))
        return joined

    def slopes(self, theta: Array) -> Array:
        """(K, table and entries): derivatives by theta, by complex steps."""
        made = []
        for k in range(len(theta)):
            moved = theta.astype(complex)
            moved[k] += 1j * STEP
            made.append(np.concatenate([self.table(moved), self.entries(moved)]).imag / STEP)
        return np.array(made)

    def bends(self, theta: Array) -> Array:
        """(K, K, table and entries): second derivatives, by differences of complex steps."""
        k = len(theta)
        family = self.model.residual.family if self.model.residual else "us"
        made = np.zeros((k, k, self.n_table + len(self.matrices)))
        for index in range(0 if family in structures.LINEAR else k):
            step = BEND * np.eye(k)[index]
            made[index] = (self.slopes(theta + step) - self.slopes(theta - step)) / (2.0 * BEND)
        return (made + made.swapaxes(0, 1)) / 2.0

    def _cells(self, residual: Residual, rows: Rows) -> tuple[Codes, int]:
        """(n, n) places in the table, -1 for two people; and the table's length."""
        people = rows.codes[residual.subject]
        together = people[:, None] == people
        arm = rows.codes[residual.group] if residual.group else np.zeros(self.n, dtype=np.int64)
        labels = rows.levels[residual.group] if residual.group else ("",)
        cell = np.full((self.n, self.n), -1)
        used = 0
        for number, label in enumerate(labels):
            own = np.flatnonzero(arm == number)
            if residual.family == "sp_exp":
                time = rows.numbers[residual.visit][own]
                distance = np.abs(time[:, None] - time)
                every = np.unique(distance[together[np.ix_(own, own)]])
                where = np.searchsorted(every, distance).clip(max=len(every) - 1)
                self.strata.append(Stratum(label, (), np.zeros(0)))
                self.distances.append(every)
                size = len(every)
            else:
                seen, at = np.unique(rows.codes[residual.visit][own], return_inverse=True)
                names = tuple(rows.levels[residual.visit][visit] for visit in seen)
                place = np.array([rows.place[residual.visit][visit] for visit in seen], dtype=float)
                self.strata.append(Stratum(label, names, place))
                size, where = len(seen) ** 2, at[:, None] * len(seen) + at
            cell[np.ix_(own, own)] = used + where
            used += size
        return np.where(together, cell, -1), used

    @staticmethod
    def _start(family: str, stratum: Stratum) -> Array:
        return structures.parameters(family, stratum.place, np.eye(len(stratum.place)))


def _effects(columns: tuple[str, ...], group: tuple[str, ...], rows: Rows) -> list[Effect]:
    """Of one vector in the formula: columns that no level has together have no covariance."""
    n = len(rows.y)
    named: list[str] = []
    made: list[Array] = []
    for name in columns:
        if name == "1":
            named.append("(Intercept)")
            made.append(np.ones(n))
        elif name in rows.levels:
            named += [f"{name}[{level}]" for level in rows.levels[name]]
            made += [(rows.codes[name] == code) * 1.0 for code in range(len(rows.levels[name]))]
        else:
            named.append(name)
            made.append(rows.numbers[name])
    codes = np.stack([rows.codes[name] for name in group])
    level = np.unique(codes, axis=1, return_inverse=True)[1].ravel()
    level = np.where((codes < 0).any(axis=0), -1, level)
    design = np.column_stack(made)
    present = np.array([(design[level == one] != 0).any(axis=0) for one in np.unique(level)])
    met = present[np.unique(level) >= 0].astype(int)
    vectors = connected((met.T @ met > 0) | np.eye(len(named), dtype=bool))
    sets = [np.flatnonzero(vectors == number) for number in range(vectors.max() + 1)]
    return [Effect(tuple(named[j] for j in own), group, design[:, own], level) for own in sets]


def _entries(effect: Effect) -> list[Array]:
    """(n, n) for each entry of the lower triangle: z_a z_b' + z_b z_a' among rows of a level."""
    together = (effect.level[:, None] == effect.level) & (effect.level >= 0)
    made = []
    for row, column in zip(*np.tril_indices(effect.design.shape[1]), strict=True):
        product = np.outer(effect.design[:, row], effect.design[:, column])
        made.append(np.where(together, product if row == column else product + product.T, 0.0))
    return made
