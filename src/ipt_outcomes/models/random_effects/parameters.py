"""Covariance parameters: theta (entries of every G, then sigma^2) and the free vector.

Theta holds the lower triangle of each component's G, row by row, and sigma^2 last; V is linear in
it. G belongs to the *internal* columns of a component (see `terms.py`); `user_covariances` gives it
in the user's units. The free vector holds the lower triangle of lme4's relative Cholesky factor
Lambda, G = sigma^2 Lambda Lambda' (Bates et al. 2015, J. Stat. Softw. 67(1), eq. 4), and log sigma
last. It is unconstrained: the sign of a column of Lambda has no meaning, and a zero variance is an
ordinary point.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.terms import Component
from ipt_outcomes.models.random_effects.triangular import triangular_factor

SINGULAR_TOLERANCE = 1e-4
"""lme4's `isSingular` tolerance: a relative standard deviation below it counts as zero."""

_ZERO = 1e-5
"""A relative standard deviation that a search leaves below this is meant to be zero."""


@dataclass(frozen=True)
class Entry:
    """The place of one theta in G: the component's number, row and column (column <= row)."""

    component: int
    row: int
    column: int


def entries(components: tuple[Component, ...]) -> tuple[Entry, ...]:
    """Where theta[:-1] stands in the components' covariances."""
    return tuple(
        Entry(number, row, column)
        for number, component in enumerate(components)
        for row in range(component.size)
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
    return [lower + np.tril(lower, -1).T for lower in matrices(theta[:-1], components)]


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
    variance = float(np.exp(2 * free[-1]))
    factors = matrices(free[:-1], components)
    return pack([variance * factor @ factor.T for factor in factors], variance)


def relative_factor(theta: Array, components: tuple[Component, ...]) -> Array:
    """The free vector for a theta whose covariances are positive semidefinite.

    Lambda comes from G's eigenvectors, not from a Cholesky decomposition, which a singular G has
    not; eigenvalues below zero by rounding count as zero.
    """
    factors = []
    for g in covariances(theta, components):
        eigenvalues, vectors = np.linalg.eigh(g / theta[-1])
        root = vectors * np.sqrt(np.maximum(eigenvalues, 0))
        factors.append(triangular_factor(root.T).T)
    return pack(factors, 0.5 * float(np.log(theta[-1])))


def natural_jacobian(free: Array, components: tuple[Component, ...]) -> Array:
    """d theta / d free, (K, K): row theta, column free."""
    variance = float(np.exp(2 * free[-1]))
    factors = matrices(free[:-1], components)
    columns = []
    for entry in entries(components):
        change = [np.zeros_like(factor) for factor in factors]
        product = np.zeros_like(factors[entry.component])
        product[entry.row] = variance * factors[entry.component][:, entry.column]
        change[entry.component] = product + product.T
        columns.append(pack(change, 0.0))
    columns.append(2 * natural(free, components))
    return np.column_stack(columns)


def natural_curvature(gradient: Array, free: Array, components: tuple[Component, ...]) -> Array:
    """sum_k gradient_k d2 theta_k / d free d free', (K, K): the map's share of a Hessian."""
    variance = float(np.exp(2 * free[-1]))
    places = entries(components)
    weights = matrices(gradient[:-1], components)
    result = np.zeros((len(free), len(free)))
    for i, first in enumerate(places):
        for j, second in enumerate(places):
            if (first.component, first.column) == (second.component, second.column):
                weight = weights[first.component]
                result[i, j] = variance * (
                    weight[max(first.row, second.row), min(first.row, second.row)]
                    * (2 if first.row == second.row else 1)
                )
    result[-1, :] = result[:, -1] = 2 * (gradient @ natural_jacobian(free, components))
    return result


def is_singular(theta: Array, components: tuple[Component, ...]) -> list[bool]:
    """Whether each component's G is singular at theta, by `SINGULAR_TOLERANCE`."""
    limit = SINGULAR_TOLERANCE**2 * theta[-1]
    return [bool(np.linalg.eigvalsh(g)[0] < limit) for g in covariances(theta, components)]


def zeroed(theta: Array, components: tuple[Component, ...]) -> Array:
    """Theta with the directions of every G whose relative deviation is nearly zero at zero."""
    cleaned = []
    for g in covariances(theta, components):
        values, vectors = np.linalg.eigh(g)
        kept = np.where(values < _ZERO**2 * theta[-1], 0.0, values)
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
