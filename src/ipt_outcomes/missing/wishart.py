"""Wishart and inverse Wishart matrices, many at once.

A standard Wishart matrix is A A' with A lower triangular: its diagonal's squares are chi-squared,
what is below is standard normal (Bartlett 1933, Proc R Soc Edinb 53:260-283).

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array


def wishart(df: int, scale: Array, random: np.random.Generator) -> Array:
    """(k, m, m): the sum of `df` outer products of N(0, scale_k), for scales (k, m, m).

    Singular with fewer degrees of freedom than m; zero with none.
    """
    k, m = scale.shape[:2]
    root = np.linalg.cholesky(scale)
    half = random.standard_normal((k, m, df)) if df < m else _bartlett(k, df, m, random)
    product = root @ half
    return np.asarray(product @ np.swapaxes(product, 1, 2))


def inverse_wishart(df: float, scale: Array, random: np.random.Generator) -> Array:
    """(k, m, m): with mean scale / (df - m - 1); `df` must be above m - 1."""
    k, m = scale.shape[:2]
    root = np.linalg.cholesky(scale)
    lower = _bartlett(k, df, m, random)
    # scale^(1/2) (A A')^-1 scale^(1/2)', with A'^-1 from a triangle.
    half = root @ np.swapaxes(np.linalg.inv(lower), 1, 2)
    return np.asarray(half @ np.swapaxes(half, 1, 2))


def _bartlett(k: int, df: float, m: int, random: np.random.Generator) -> Array:
    lower = np.tril(random.standard_normal((k, m, m)), -1)
    freedom = df - np.arange(m)
    diagonal = np.sqrt(random.chisquare(freedom, size=(k, m)))
    lower[:, np.arange(m), np.arange(m)] = diagonal
    return lower
