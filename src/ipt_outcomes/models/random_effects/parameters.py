"""Covariance parameters: theta (entries of every G, then sigma^2) and the free vector.

Theta holds the lower triangle of each component's G, row by row, and sigma^2 last; V is linear in
it. G belongs to the *internal* columns of a component (see `terms.py`); `user_covariances` gives it
in the user's units. The free vector holds the lower triangle of each G's Cholesky factor L, row by
row, and log sigma last. It is unconstrained: the sign of a column of L has no meaning, and a zero
variance is an ordinary point. L is not relative to sigma, as lme4's factor is (Bates et al. 2015,
J. Stat. Softw. 67(1), eq. 4): where sigma is a hundred-thousandth of another standard deviation,
the two would have to move together over five orders of magnitude.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.layout import Layout, layout
from ipt_outcomes.models.random_effects.terms import Component
from ipt_outcomes.models.random_effects.triangular import triangular_factor

SINGULAR_TOLERANCE = 1e-4
"""lme4's `isSingular` tolerance: a relative standard deviation below it counts as zero."""

STEEP = 1e4
"""Ratio of the largest variance to sigma^2 from which on squares would lose digits."""

ZERO = 1e-5
"""A relative standard deviation that a search leaves below this is meant to be zero."""

_ROUNDED = 1e-14
"""An eigenvalue of G, relative to the largest, that is the rounding of G's entries."""


@dataclass(frozen=True)
class Entry:
    """The place of one theta in G: the component's number, row and column (column <= row)."""

    component: int
    row: int
    column: int


def entries(components: tuple[Component, ...]) -> tuple[Entry, ...]:
    """Where theta[:-1] stands in the components' covariances."""
    return _entries(tuple(component.size for component in components))


@cache
def _entries(sizes: tuple[int, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(number, row, column)
        for number, size in enumerate(sizes)
        for row in range(size)
        for column in range(row + 1)
    )


@cache
def lower_triangle(size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of a lower triangle, row by row."""
    return np.tril_indices(size)


def matrices(values: Array, components: tuple[Component, ...]) -> list[Array]:
    """The lower triangles of theta[:-1] or free[:-1], (q, q) each, zero above the diagonal."""
    result, start = [], 0
    for component in components:
        lower = lower_triangle(component.size)
        matrix = np.zeros((component.size, component.size))
        matrix[lower] = values[start : start + len(lower[0])]
        start += len(lower[0])
        result.append(matrix)
    return result


def covariances(theta: Array, components: tuple[Component, ...]) -> list[Array]:
    """Each component's G on the internal columns, (q, q)."""
    return [theta[whole] for whole in layout_of(components).whole]


def user_covariances(theta: Array, components: tuple[Component, ...]) -> list[Array]:
    """Each component's G on the user's columns, (q, q): T^-1 G T^-T."""
    result = []
    for component, g in zip(components, covariances(theta, components), strict=True):
        half = np.linalg.solve(component.transform, g)
        result.append(np.linalg.solve(component.transform, half.T))
    return result


def pack(blocks: list[Array], last: float) -> Array:
    """The lower triangles of the components' matrices, and `last`, as one vector."""
    return np.concatenate([*(matrix[lower_triangle(len(matrix))] for matrix in blocks), [last]])


def natural(free: Array, components: tuple[Component, ...]) -> Array:
    """Theta for a free vector."""
    factors = matrices(free[:-1], components)
    return pack([factor @ factor.T for factor in factors], float(np.exp(2 * free[-1])))


def cholesky_factor(theta: Array, components: tuple[Component, ...]) -> Array:
    """The free vector for a theta whose covariances are positive semidefinite."""
    values = factor_values(theta[:-1], entries(components))
    return np.append(values, 0.5 * np.log(theta[-1]))


def factor_values(values: Array, places: tuple[Entry, ...]) -> Array:
    """The lower triangles of the factors L of covariances with the entries `values` at `places`.

    L comes from G's eigenvectors, not from a Cholesky decomposition, which a singular G has not;
    eigenvalues that rounding has made of zeros count as zero.
    """
    result = np.empty(len(values))
    start = 0
    for size in _sizes(places):
        if size == 1:
            result[start] = max(float(values[start]), 0.0) ** 0.5
            start += 1
            continue
        lower = lower_triangle(size)
        end = start + len(lower[0])
        g = np.zeros((size, size))
        g[lower] = values[start:end]
        eigenvalues, vectors = np.linalg.eigh(g)
        root = vectors * np.sqrt(without_rounding(eigenvalues))
        result[start:end] = triangular_factor(root.T).T[lower]
        start = end
    return result


@cache
def variance_places(places: tuple[Entry, ...]) -> NDArray[np.intp]:
    """Which of the entries are variances."""
    return np.flatnonzero([place.row == place.column for place in places])


@cache
def _sizes(places: tuple[Entry, ...]) -> tuple[int, ...]:
    """The sizes of the covariances whose entries are `places`."""
    largest: dict[int, int] = {}
    for place in places:
        largest[place.component] = max(largest.get(place.component, 0), place.row + 1)
    return tuple(largest.values())


def without_rounding(eigenvalues: Array) -> Array:
    """Ascending eigenvalues (..., q) of a G, those that rounding has made of zeros being zero."""
    least = np.maximum(_ROUNDED * eigenvalues[..., -1:], 0.0)
    return np.where(eigenvalues > least, eigenvalues, 0.0)


def natural_jacobian(free: Array, components: tuple[Component, ...]) -> Array:
    """d theta / d free, (K, K): row theta, column free."""
    factors = matrices(free[:-1], components)
    columns = []
    for entry in entries(components):
        change = [np.zeros_like(factor) for factor in factors]
        product = np.zeros_like(factors[entry.component])
        product[entry.row] = factors[entry.component][:, entry.column]
        change[entry.component] = product + product.T
        columns.append(pack(change, 0.0))
    last = np.zeros(len(free))
    last[-1] = 2.0 * np.exp(2 * free[-1])
    return np.column_stack([*columns, last])


def natural_curvature(gradient: Array, free: Array, components: tuple[Component, ...]) -> Array:
    """sum_k gradient_k d2 theta_k / d free d free', (K, K): the map's share of a Hessian."""
    own = layout_of(components)
    result = np.zeros((len(free), len(free)))
    result[:-1, :-1] = gradient[own.partner] * own.shared
    result[-1, -1] = 4.0 * gradient[-1] * np.exp(2 * free[-1])
    return result


def layout_of(components: tuple[Component, ...]) -> Layout:
    """Where the entries of the components' covariances stand."""
    return layout(tuple(component.size for component in components))


def is_singular(theta: Array, components: tuple[Component, ...]) -> list[bool]:
    """Whether each component's G is singular at theta, by `SINGULAR_TOLERANCE`."""
    limit = SINGULAR_TOLERANCE**2 * theta[-1]
    return [bool(np.linalg.eigvalsh(g)[0] < limit) for g in covariances(theta, components)]


def is_steep(theta: Array, components: tuple[Component, ...]) -> bool:
    """Whether some variance is so far above sigma^2 that squares lose digits."""
    variances = theta[:-1][layout_of(components).on_diagonal]
    return float(variances.max(initial=0.0)) > STEEP * float(theta[-1])


def zeroed(theta: Array, components: tuple[Component, ...]) -> Array:
    """Theta with the directions of every G whose relative deviation is nearly zero at zero."""
    cleaned = []
    for g in covariances(theta, components):
        values, vectors = np.linalg.eigh(g)
        kept = np.where(values < ZERO**2 * theta[-1], 0.0, values)
        cleaned.append(g if (kept == values).all() else (vectors * kept) @ vectors.T)
    return pack(cleaned, float(theta[-1]))


def refuse_indefinite(theta: Array, components: tuple[Component, ...]) -> None:
    """Refuse a G with a negative eigenvalue: V could be positive definite, but G no covariance.

    Raises:
        NotPositiveDefiniteError: some G has one.
    """
    for g in covariances(theta, components):
        values = np.linalg.eigvalsh(g)
        if not values[0] >= -1e-12 * (abs(values[-1]) + abs(theta[-1])):
            raise NotPositiveDefiniteError("the covariance of a random term is not positive")


def entry_names(components: tuple[Component, ...]) -> tuple[str, ...]:
    """A name for each entry of every G: group and columns."""
    names = []
    for entry in entries(components):
        component = components[entry.component]
        columns = dict.fromkeys((component.names[entry.row], component.names[entry.column]))
        names.append(f"{component.group}: {', '.join(columns)}")
    return tuple(names)
