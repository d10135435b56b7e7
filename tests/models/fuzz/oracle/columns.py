"""The model matrix: treatment coding, read from the terms as R and patsy read them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

import numpy as np

from .description import Array, Codes, Fixed

Name = frozenset[str]

# R's lm: of a column's length, what is left of it beside those before.
ALIASED = 1e-7


class ModelMatrix:
    """How the fixed part's columns are made of variables.

    names  of the columns, each the set of its factors as formulaic writes them
    """

    def __init__(self, fixed: Fixed, levels: Mapping[str, tuple[str, ...]]) -> None:
        self._levels = levels
        self._parts: list[list[tuple[str, int | None]]] = []
        self.names: list[Name] = []
        # By the numeric variables of a term: the sets of factors whose interaction is there.
        spanned: dict[Name, set[Name]] = {frozenset(): {frozenset()} if fixed.intercept else set()}
        if fixed.intercept:
            self._parts.append([])
            self.names.append(frozenset({"Intercept"}))
        for term in sorted(fixed.terms, key=len):
            self._add(term, spanned)

    def _add(self, term: tuple[str, ...], spanned: dict[Name, set[Name]]) -> None:
        factors = [name for name in term if name in self._levels]
        numeric = frozenset(term) - set(factors)
        before = spanned.setdefault(numeric, set())
        every = {frozenset(c) for size in range(len(factors) + 1)
                 for c in combinations(factors, size)}  # fmt: skip
        new = every - before
        # A factor keeps all levels where the term without it is not in the model.
        full = {name for name in factors if all(part - {name} in new for part in new)}
        expected = {frozenset(c) | (set(factors) - full) for size in range(len(full) + 1)
                    for c in combinations(full, size)}  # fmt: skip
        assert new == expected, f"{term} would need two codings at once"
        before |= every
        ranges = [range(0 if name in full else 1, len(self._levels[name])) for name in factors]
        for backward in product(*reversed(ranges)):
            chosen = dict(zip(factors, reversed(backward), strict=True))
            self._parts.append([(name, chosen.get(name)) for name in term])
            self.names.append(
                frozenset(
                    name
                    if name not in chosen
                    else f"{name}[{'' if name in full else 'T.'}{self._levels[name][chosen[name]]}]"
                    for name in term
                )
            )

    def matrix(self, numbers: Mapping[str, Array], codes: Mapping[str, Codes], n: int) -> Array:
        """(n, p_all)."""
        made = np.ones((n, len(self._parts)))
        for column, parts in enumerate(self._parts):
            for name, level in parts:
                made[:, column] *= numbers[name] if level is None else codes[name] == level
        return made


def kept_columns(x: Array) -> list[int]:
    """Those that are no combination of columns before them."""
    directions = np.zeros((len(x), 0))
    kept = []
    for index, column in enumerate(x.T):
        left = column - directions @ (directions.T @ column)
        left -= directions @ (directions.T @ left)
        if np.linalg.norm(left) > ALIASED * np.linalg.norm(column):
            kept.append(index)
            directions = np.column_stack([directions, left / np.linalg.norm(left)])
    return kept


def null_space(x: Array, kept: list[int]) -> Array:
    """(p_all, dropped): coefficients that leave every row as it is."""
    dropped = [index for index in range(x.shape[1]) if index not in kept]
    null = np.zeros((x.shape[1], len(dropped)))
    if dropped:
        scale = np.linalg.norm(x[:, kept], axis=0)
        solved = np.linalg.lstsq(x[:, kept] / scale, x[:, dropped], rcond=None)[0]
        null[kept] = -solved / scale[:, None]
        null[dropped] = np.eye(len(dropped))
    return null
