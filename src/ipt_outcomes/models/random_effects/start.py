"""Start values from the data, and whether the variances can be told apart at all.

With V_k = dV/dtheta_k, E[y'V_k y] = sum_l tr(V_k V_l) theta_l for residuals y: linear equations
whose solution is MINQUE(0) (Rao 1971, J. Multivariate Anal. 1:257-275). Their matrix is singular
exactly when the V_k are linearly dependent, and then no likelihood can separate the terms.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.random_effects.parameters import covariances, pack
from ipt_outcomes.models.random_effects.rotated_blocks import RotatedBlocks
from ipt_outcomes.models.random_effects.terms import Component

_SMALLEST = 0.02
"""Share of the variance that every direction of every G starts with at least."""

_LEAST_RESIDUAL = 1e-12
"""Share of the variance that sigma^2 starts with at least."""

_ROUNDING = 1e-22
"""Share of the response's mean square that is rounding when the model leaves no more."""


def start_values(
    at_identity: Moments, components: tuple[Component, ...], n: int, within: float | None
) -> Array:
    """Theta (K,) from the moments at V = I, lifted to positive definite covariances.

    sigma^2 is `within`, an estimate from what no random effect reaches, where there is one: beside
    large random effects MINQUE(0) says little about a small sigma^2.
    """
    assert at_identity.first is not None and at_identity.trace2 is not None
    total = float(at_identity.zz[-1, -1]) / n
    scale = np.sqrt(np.diag(at_identity.trace2))
    equations = at_identity.trace2 / np.outer(scale, scale)
    theta = np.linalg.solve(equations, at_identity.first[:, -1, -1] / scale) / scale
    if within is None:
        sigma2 = max(float(theta[-1]), _SMALLEST * total)
    else:
        sigma2 = max(within, _LEAST_RESIDUAL * total)
    lifted = []
    for g in covariances(theta, components):
        values, vectors = np.linalg.eigh(g)
        lifted.append((vectors * np.maximum(values, _SMALLEST * total)) @ vectors.T)
    return pack(lifted, min(sigma2, total))


def residual_variance(rotated: RotatedBlocks) -> float | None:
    """sigma^2 by least squares outside the column spaces of Z; None where too little is there."""
    x, y = rotated.residual[:, :-1], rotated.residual[:, -1]
    lengths = np.linalg.norm(x, axis=0)
    # Columns that do not change within the blocks are rounding error there.
    used = lengths > 1e-8 * np.sqrt(rotated.n_rows)
    coefficients, _, rank, _ = np.linalg.lstsq(x[:, used] / lengths[used], y, rcond=1e-8)
    left = y - x[:, used] / lengths[used] @ coefficients
    df = rotated.residual_rank - int(rank)
    return float(left @ left) / df if df > 0 and not rotated.arrows else None


def refuse_exact(within: float | None, mean_square: float, terms: tuple[str, ...]) -> None:
    """Refuse a response that the fixed and random effects together give without a residual.

    Args:
        within: the residual variance that no random effect reaches; None where it is not known.
        mean_square: y'y / n.
        terms: the random terms, as written.

    Raises:
        ModelError: the residual variance would be zero, and the likelihood infinite.
    """
    if within is not None and within <= _ROUNDING * mean_square:
        raise ModelError(
            f"the fixed part and {' + '.join(terms)} give the outcome exactly: nothing is left for "
            "the residual. Does the outcome change within the levels of the random terms?"
        )


def refuse_unidentified(at: Moments, labels: list[str], advice: str) -> None:
    """Refuse terms whose covariances are linear combinations of one another.

    `labels` (K,) name the term of each parameter; `advice` ends the message.

    Raises:
        ModelError: naming the terms concerned.
    """
    assert at.trace2 is not None
    scale = np.sqrt(np.diag(at.trace2))
    values, vectors = np.linalg.eigh(at.trace2 / np.outer(scale, scale))
    if values[0] > 1e-10:
        return
    involved = np.abs(vectors[:, 0]) > 1e-3
    named = [label for label, on in zip(labels, involved, strict=True) if on]
    terms = list(dict.fromkeys(named))
    raise ModelError(
        f"the variances of {' and '.join(terms)} cannot be told apart in these data: {advice}"
    )
