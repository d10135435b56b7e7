"""What of a row of X belongs to the person and what to the visit.

A column such as baseline:visit[T.2] is a visit's number (0 or 1) times a person's (the baseline).
The distinct second factors are the *carriers*: intercept, baseline, the arms' indicators. With
c_it the carriers of person i (mostly the same at all visits), row t of X is A_t c_it, and A_t is
known without the data. So the data need to be reduced to cross-products of a handful of carriers
and not of all columns, and the visits enter when a model is fitted.

Numeric variables are centred first, or sums of products would cancel. A carrier with its centre put
back is a combination of carriers: x a = (x - c) a + c a.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.coding import Codes, Coding, Factors, categorical
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns
from ipt_outcomes.models.moments import Array

Key = tuple[tuple[int, int], ...]


@dataclass(frozen=True, repr=False)
class Carriers:
    """The carriers of a fixed part.

    fixed    the fixed part, for its levels
    coding   its recipe; without one every column of X is a carrier of its own
    keys     (C,) the factors' columns that each carrier is the product of; the first is the
             intercept, without factors
    centres  number of a numeric factor -> what is subtracted from it
    maps     (m, p_all, C): A_t
    """

    fixed: FixedPart
    coding: Coding | None
    keys: tuple[Key, ...]
    centres: Mapping[int, float]
    maps: Array

    @property
    def n(self) -> int:
        """C."""
        return int(self.maps.shape[2])

    def values(self, codes: Mapping[str, Codes], typed: TypedColumns) -> Array:
        """(C, rows): the carriers of rows; `codes` has the level numbers of the factors."""
        if self.coding is None:
            columns, _ = self.fixed.matrix(typed)
            return np.vstack([np.ones(typed.n_rows), columns.T])
        made = np.ones((self.n, typed.n_rows))
        parts: dict[tuple[int, int], Array] = {}
        for place, key in enumerate(self.keys):
            for part in key:
                if part not in parts:
                    factor = self.coding.factors[part[0]]
                    if factor.table is None:
                        parts[part] = factor.finite_numbers(typed) - self.centres[part[0]]
                    else:
                        parts[part] = factor.table[:, part[1]][codes[factor.variables[0]]]
                made[place] *= parts[part]
        return made


def carriers_of(
    fixed: FixedPart, visit: str, visits: tuple[Level, ...], centre: Mapping[str, float]
) -> Carriers:
    """The carriers of a fixed part whose visits are the levels `visits` of the variable `visit`."""
    factors = tuple(fixed.factors.items())
    numbers = tuple((name, centre[name]) for name in fixed.numeric)
    # Levels 1 and 1.0 are equal keys, and different levels.
    key = (fixed.formula, repr((factors, visits)))
    return _carriers(key, factors, numbers, visit, visits)


@lru_cache(maxsize=64)
def _carriers(
    written: tuple[str, str],
    factors: Factors,
    numbers: tuple[tuple[str, float], ...],
    visit: str,
    visits: tuple[Level, ...],
) -> Carriers:
    centre = dict(numbers)
    fixed = FixedPart(written[0], dict(factors), centre, pd.DataFrame())
    coding, m = fixed.coding, len(visits)
    if coding is None:
        names = fixed.column_names
        identity = np.hstack([np.zeros((len(names), 1)), np.eye(len(names))])
        keys = tuple(() for _ in range(len(names) + 1))
        return Carriers(fixed, None, keys, {}, np.broadcast_to(identity, (m, *identity.shape)))
    at_visits = {
        number: factor.finite_numbers({visit: visits})[:, None]
        if factor.table is None
        else factor.table
        for number, factor in enumerate(coding.factors)
        if factor.variables == (visit,)
    }
    centres = _centres(coding, fixed, centre, frozenset(at_visits))
    places: dict[Key, int] = {(): 0}
    entries: list[tuple[int, int, Array]] = []
    for index, column in enumerate(coding.columns):
        scale = np.full(m, column.scale)
        rest = []
        for number, place in column.parts:
            if number in at_visits:
                scale = scale * at_visits[number][:, place]
            else:
                rest.append((number, place))
        numeric = [part for part in rest if part[0] in centres]
        for size in range(len(numeric), -1, -1):
            for kept in combinations(numeric, size):
                replaced = [part for part in numeric if part not in kept]
                by = scale * np.prod([centres[part[0]] for part in replaced])
                if not by.any():
                    continue
                of = tuple(sorted(part for part in rest if part not in replaced))
                entries.append((index, places.setdefault(of, len(places)), by))
    maps = np.zeros((m, len(coding.columns), len(places)))
    for index, place, by in entries:
        maps[:, index, place] += by
    maps.setflags(write=False)
    return Carriers(fixed, coding, tuple(places), centres, maps)


def _centres(
    coding: Coding, fixed: FixedPart, centre: Mapping[str, float], at_visits: frozenset[int]
) -> dict[int, float]:
    """Each numeric factor at the centre of its variables; zero where that is no number."""
    centres = {}
    for number, factor in enumerate(coding.factors):
        if factor.table is None and number not in at_visits:
            if (factor.expression,) == factor.variables:
                value = centre[factor.expression]
            else:
                with np.errstate(all="ignore"):
                    value = float(factor.numbers(_one_row(fixed, centre))[0])
            centres[number] = value if np.isfinite(value) else 0.0
    return centres


def _one_row(fixed: FixedPart, centre: Mapping[str, float]) -> pd.DataFrame:
    """A row with every variable: numeric ones at their centre, factors at their first level."""
    columns = {
        name: categorical(np.zeros(1, dtype=np.intp), levels)
        for name, levels in fixed.factors.items()
    }
    return pd.DataFrame({**columns, **{name: [centre[name]] for name in fixed.numeric}})
