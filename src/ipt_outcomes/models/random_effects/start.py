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
from ipt_outcomes.models.random_effects.terms import Component

_SMALLEST = 0.02
"""Share of the variance that every direction of every G, and sigma^2, starts with at least."""


def start_values(at_identity: Moments, components: tuple[Component, ...], n: int) -> Array:
    """Theta (K,) from the moments at V = I, lifted to positive definite covariances."""
    assert at_identity.first is not None and at_identity.trace2 is not None
    total = float(at_identity.zz[-1, -1]) / n
    scale = np.sqrt(np.diag(at_identity.trace2))
    equations = at_identity.trace2 / np.outer(scale, scale)
    theta = np.linalg.solve(equations, at_identity.first[:, -1, -1] / scale) / scale
    sigma2 = min(max(float(theta[-1]), _SMALLEST * total), total)
    lifted = []
    for g in covariances(theta, components):
        values, vectors = np.linalg.eigh(g)
        lifted.append((vectors * np.clip(values, _SMALLEST * total, 50 * sigma2)) @ vectors.T)
    return pack(lifted, sigma2)


ADVICE = (
    "the groups are the same, or have too few rows per level. A random intercept needs levels with "
    "two rows or more, a random intercept and slope levels with three. Take a term out, or use || "
    "for uncorrelated effects"
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
