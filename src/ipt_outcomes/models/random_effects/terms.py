"""From random terms and a frame to numbers: grouping factors, and what varies over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from ipt_outcomes.models.design.coding import refuse_not_finite
from ipt_outcomes.models.design.typed_columns import TypedColumns, Values, numbered
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import RandomTerm
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.triangular import triangular_factor

Codes = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class Component:
    """One vector of q random effects per level of a grouping factor, with its own covariance G.

    `(1 + week | participant)` is one component with q = 2, `(1 + week || participant)` are two with
    q = 1.

    label      the term as written, for messages
    group      the grouping factor's name, "therapist:participant" for a combination
    names      (q) what the user calls the columns: "(Intercept)", "week"
    factor     the position of the grouping factor among the factors of the fit
    values     (n, q) internal columns: orthonormal over the rows where they are not all zero, so
               that neither the unit of time nor its origin matters to the optimiser
    transform  (q, q) T, at first upper triangular: user columns = values @ T, internal G =
               T G_user T'
    apart      effects of the same term that no level has together with these: their covariances
               with these are no parameters
    """

    label: str
    group: str
    names: tuple[str, ...]
    factor: int
    values: Array
    transform: Array
    apart: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """q, the number of random effects per level."""
        return len(self.names)


def without_rows(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """The components for what needs their names and transforms alone."""
    return tuple(replace(each, values=each.values[:0].copy()) for each in components)


@dataclass(frozen=True, repr=False)
class RandomPart:
    """All components of a fit and the factors they refer to.

    codes     one (n,) array a factor: the level's number, -1 where every column of the factor's
              components is zero (the row has no part in it)
    n_levels  one number a factor: levels seen, with or without a part in the model
    """

    components: tuple[Component, ...]
    codes: tuple[Codes, ...]
    n_levels: tuple[int, ...]

    def with_zeros(self) -> RandomPart:
        """The same effects, and a last row in which they are zero and have no level."""
        return RandomPart(
            components=tuple(
                replace(c, values=np.concatenate([c.values, np.zeros((1, c.size))]))
                for c in self.components
            ),
            codes=tuple(np.append(codes, -1) for codes in self.codes),
            n_levels=self.n_levels,
        )

    def at(self, rows: Codes) -> RandomPart:
        """The same effects on some of the rows."""
        return RandomPart(
            components=tuple(replace(c, values=c.values[rows]) for c in self.components),
            codes=tuple(codes[rows] for codes in self.codes),
            n_levels=self.n_levels,
        )


def random_part(
    terms: Sequence[RandomTerm], typed: TypedColumns, root_weights: Array | None = None
) -> RandomPart:
    """Evaluate the random terms on typed rows.

    True and False count as 1 and 0 in a random term, also where they are a factor of the fixed
    part. Effects that no level of the group has together, as those of two arms with therapists of
    their own, have variances and no covariance. `root_weights` (n,) multiply the rows.

    Raises:
        ModelError: a group is missing where its design value is not zero; a term's columns are all
            zero or linearly dependent; a covariance of two effects rests on a third alone.
    """
    groupings = list(dict.fromkeys(term.groups for term in terms))
    numbered = [level_codes(typed, groups) for groups in groupings]
    active = [np.zeros(typed.n_rows, dtype=bool) for _ in groupings]
    components: list[Component] = []
    for term in terms:
        factor = groupings.index(term.groups)
        values, names = _columns(term, typed)
        used = (values != 0).any(axis=1)
        _refuse_missing_group(term, used & (numbered[factor] < 0))
        active[factor] |= used
        if root_weights is not None:
            values = values * root_weights[:, None]
        splits = [[j] for j in range(len(names))]
        if term.correlated:
            splits = _together(term, names, values, numbered[factor])
        for number, split in enumerate(splits):
            made = _component(term, factor, values[:, split], [names[j] for j in split])
            if term.correlated and number:
                earlier = sorted(j for other in splits[:number] for j in other)
                made = replace(made, apart=tuple(names[j] for j in earlier))
            components.append(made)
    return RandomPart(
        components=tuple(components),
        codes=tuple(np.where(on, code, -1) for on, code in zip(active, numbered, strict=True)),
        n_levels=tuple(int(code.max(initial=-1)) + 1 for code in numbered),
    )


def level_codes(typed: TypedColumns, groups: tuple[str, ...]) -> Codes:
    """The number of each row's level; -1 where any of the grouping variables is missing."""
    codes = numbered(typed[groups[0]]).astype(np.int64, copy=False)
    for name in groups[1:]:
        own = numbered(typed[name])
        missing = (codes < 0) | (own < 0)
        codes = codes * (own.max(initial=0) + 1) + own
        codes[~missing] = pd.factorize(codes[~missing])[0]
        codes[missing] = -1
    return codes


def _together(term: RandomTerm, names: list[str], values: Array, codes: Codes) -> list[list[int]]:
    """Sets of the columns of `values` (n, q) that are linked by levels which have them together."""
    q = values.shape[1]
    # A row that has all of them is a level that has them together.
    if q == 1 or ((values != 0).all(axis=1) & (codes >= 0)).any():
        return [list(range(q))]
    on = np.flatnonzero(codes >= 0)
    present = np.zeros((int(codes.max(initial=-1)) + 1, q))
    np.maximum.at(present, codes[on], (values[on] != 0).astype(np.float64))
    met = present.T @ present > 0
    n_sets, label = connected_components(met, directed=False)
    sets = [np.flatnonzero(label == number).tolist() for number in range(n_sets)]
    for own in sets:
        for place, first in enumerate(own):
            for second in own[place + 1 :]:
                if not met[first, second]:
                    raise ModelError(
                        f"random term {term}: no level of {':'.join(term.groups)} has both of two "
                        f"columns of {_variables([names[first], names[second]])}, so that their "
                        "covariance cannot be estimated beside those with the other columns; use "
                        "|| for uncorrelated effects"
                    )
    return sets


def _columns(term: RandomTerm, typed: TypedColumns) -> tuple[Array, list[str]]:
    plain = {name: _numbers(typed[name]) for name in term.terms if name in typed}
    found = [values for values in plain.values() if values is not None]
    if len(found) == len(term.terms):
        # The usual case, without the cost of a formula library.
        columns = [np.ones(typed.n_rows)] if term.intercept else []
        names = ["(Intercept)"] if term.intercept else []
        return np.array([*columns, *found]).T, [*names, *plain]
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    expression = Formula(term.expression)
    numeric = typed.frame.assign(
        **{
            name: values
            for name in expression.required_variables
            if name in typed and (values := _numbers(typed[name])) is not None
        }
    )
    try:
        with np.errstate(all="ignore"):
            matrix = expression.get_model_matrix(numeric, context={}, na_action="ignore")
    except FormulaicError:
        # What formulaic says may hold values of rows.
        raise ModelError(f"random term {term} cannot be evaluated on these data") from None
    values = np.asarray(matrix, dtype=np.float64)
    refuse_not_finite(f"random term {term}", values)
    names = ["(Intercept)" if name == "Intercept" else str(name) for name in matrix.columns]
    return values, names


def _numbers(values: Values) -> Array | None:
    """The values of a column of numbers, or of True and False as 1 and 0; None for a factor."""
    if not isinstance(values, pd.Categorical):
        number = pd.api.types.is_numeric_dtype(values.dtype)
        return np.asarray(values, dtype=np.float64) if number else None
    if not pd.api.types.is_bool_dtype(values.categories.dtype):
        return None
    own: Array = np.asarray(values.categories, dtype=np.float64)[values.codes]
    return own


def _refuse_missing_group(term: RandomTerm, refused: NDArray[np.bool_]) -> None:
    if not refused.any():
        return
    group = ":".join(term.groups)
    raise ModelError(
        f"random term {term}: {group} is missing in {int(refused.sum())} rows where the term's "
        f"design value is not zero. People who have no {group} by design (a waitlist, an "
        f"individual treatment) need a term that is zero for them, such as (0 + treated | {group}) "
        f"with treated = 0; otherwise fill in {group} or leave the rows out"
    )


def _component(term: RandomTerm, factor: int, values: Array, names: list[str]) -> Component:
    used = (values != 0).any(axis=1)
    n_used = int(used.sum())
    n_parameters = len(names) * (len(names) + 1) // 2
    if n_parameters >= len(values):
        raise ModelError(
            f"random term {term}: its {len(names)} columns ({_variables(names)}) have "
            f"{n_parameters} variances and covariances, and the data {len(values)} rows; keep "
            "fewer columns, or turn text that is a number into numbers"
        )
    scale = np.sqrt(np.square(values).sum(axis=0) / max(n_used, 1))
    if not scale.all():
        zero = _variables(name for name, size in zip(names, scale, strict=True) if size == 0)
        raise ModelError(f"random term {term}: {zero} is zero in every row; take it out")
    # Rows of zeros add nothing to the factor.
    transform = triangular_factor(values / scale) / np.sqrt(n_used)
    if (
        len(transform) < len(names)
        or np.abs(np.diag(transform)).min() < 1e-7  # relative to columns of length one
    ):
        raise ModelError(
            f"random term {term}: its columns ({_variables(names)}) are linearly dependent; "
            "keep fewer of them"
        )
    transform = transform * scale
    return Component(
        label=str(term),
        group=":".join(term.groups),
        names=tuple(names),
        factor=factor,
        values=_solved(values, transform),
        transform=transform,
    )


def _variables(names: Iterable[str]) -> str:
    """Names of columns for a message, without the levels of factors, which are values of rows."""
    return ", ".join(dict.fromkeys(name.split("[", 1)[0] for name in names))


def _solved(values: Array, transform: Array) -> Array:
    """The X with X @ transform = values, equal rows of `values` giving equal rows to the last bit.

    The rows of X decide who shares a schedule; a library's blocks of rows may round differently.
    """
    solved = np.empty_like(values, order="F")
    for j in range(values.shape[1]):
        column = values[:, j].copy()
        for i in range(j):
            column -= solved[:, i] * transform[i, j]
        solved[:, j] = column / transform[j, j]
    return solved
