"""Marginal means, contrasts and joint tests as functions of all columns, as emmeans has them.

The grid crosses all levels of all factors, numeric variables stand at their means over the rows,
and what is not named is averaged, equally or in proportion to its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

from .columns import ModelMatrix
from .description import Array, Fixed, Question, Rows

Labels = list[tuple[object, ...]]


class Grid:
    """Functions (rows, p_all) of the columns of a fixed part."""

    def __init__(self, fixed: Fixed, rows: Rows) -> None:
        self.rows = rows
        self.variables = list(dict.fromkeys(name for term in fixed.terms for name in term))
        self.columns = ModelMatrix(fixed, rows.levels)

    def means(
        self, named: Sequence[str], at: dict[str, Sequence[float]], weights: str
    ) -> tuple[Labels, Array]:
        """Of every combination of the named variables, the last varying fastest."""
        factors = [name for name in self.variables if name in self.rows.levels]
        values: dict[str, Sequence[float]] = {}
        for name in self.variables:
            if name in factors:
                values[name] = range(len(self.rows.levels[name]))
            else:
                values[name] = at.get(name, [float(np.mean(self.rows.numbers[name]))])
        others = [name for name in self.variables if name not in named]
        labels: Labels = []
        functions = []
        for shown in product(*(values[name] for name in named)):
            cells = list(product(*(values[name] for name in others)))
            chosen = [dict(zip([*named, *others], (*shown, *cell), strict=True)) for cell in cells]
            share = np.array([self._share(cell, others, weights) for cell in chosen])
            lines = self._evaluated(chosen)
            functions.append(share @ lines / share.sum())
            labels.append(
                tuple(
                    self.rows.levels[name][int(value)] if name in factors else value
                    for name, value in zip(named, shown, strict=True)
                )
            )
        return labels, np.array(functions)

    def contrasts(self, question: Question) -> tuple[Labels, Array]:
        """Of the levels of a variable, within those of `by`: (test, comparison, by ...)."""
        variable, by = question.variables[0], [question.by] if question.by else []
        at = {name: [value] for name, value in question.at.items()}
        labels, means = self.means([variable, *by], at, question.weights)
        levels = list(dict.fromkeys(label[0] for label in labels))
        if question.against is None:
            pairs = [(test, base) for base, test in combinations(levels, 2)]
        else:
            pairs = [(test, question.against) for test in levels if test != question.against]
        groups = list(dict.fromkeys(label[1:] for label in labels))
        made = [(test, base, *group) for group in groups for test, base in pairs]
        place = {label: number for number, label in enumerate(labels)}
        rows = [
            means[place[(test, *group)]] - means[place[(base, *group)]]
            for test, base, *group in made
        ]
        return list(made), np.array(rows).reshape(len(rows), means.shape[1])

    def joint(self, variables: Sequence[str]) -> Array:
        """Differences from the first level in every variable at once; of numbers, one unit."""
        at: dict[str, Sequence[float]] = {}
        for name in variables:
            if name not in self.rows.levels:
                mean = float(np.mean(self.rows.numbers[name]))
                at[name] = [mean, mean + 1.0]
        _, means = self.means(list(variables), at, "equal")
        sizes = [len(at[name]) if name in at else len(self.rows.levels[name]) for name in variables]
        whole = np.ones((1, 1))
        for size in sizes:
            whole = np.kron(whole, np.hstack([-np.ones((size - 1, 1)), np.eye(size - 1)]))
        return whole @ means

    def _evaluated(self, cells: Sequence[dict[str, float]]) -> Array:
        numbers = {name: np.array([cell[name] for cell in cells], dtype=float)
                   for name in self.variables if name not in self.rows.levels}  # fmt: skip
        codes = {name: np.array([cell[name] for cell in cells], dtype=np.int64)
                 for name in self.variables if name in self.rows.levels}  # fmt: skip
        return self.columns.matrix(numbers, codes, len(cells))

    def _share(self, cell: dict[str, float], others: Sequence[str], weights: str) -> float:
        if weights == "equal":
            return 1.0
        same = np.ones(len(self.rows.y), dtype=bool)
        for name in others:
            if name in self.rows.levels:
                same &= self.rows.codes[name] == cell[name]
        return float(same.sum())
