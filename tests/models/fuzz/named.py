"""Every past failure, by its seed: what the case is, and what went wrong.

A seed draws the same case as long as the generator is what it is; `model` is held to that.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A seed that once failed."""

    seed: int
    model: str
    wrong: str


NAMED: tuple[Named, ...] = (
    Named(
        59,
        "y ~ 0 + arm + visit + arm:visit + baseline + (1 | id)  (reml, normal)",
        "fit_many had rows for visits that no response was scored at",
    ),
    Named(
        124,
        "y ~ arm + visit + (0 + arm | nested_therapist) + (1 | id)  (ml, satterthwaite, CR0)",
        "the covariance of two arms that no therapist has together: a warning of numpy",
    ),
    Named(
        144,
        "y ~ arm + visit + group + (0 + arm | nested_therapist) + (1 | id)  (reml)",
        "the same, with a variance at zero",
    ),
    Named(
        175,
        "y ~ arm + week + arm:week + baseline + (1 + week | id)  (reml, satterthwaite)",
        "fit_many had rows for an arm that no response had, and no contrasts of one arm",
    ),
    Named(
        226,
        "y ~ arm + visit + arm:visit + baseline + (1 | site) + (1 | id)  (reml, normal, CR2)",
        "CR2 lost half its digits beside large random effects",
    ),
    Named(
        227,
        "y ~ 0 + arm + visit + arm:visit + baseline + baseline:visit + cs(visit | id)"
        "  (reml, kenward-roger-linear)",
        "not converged, with a sound maximum",
    ),
    Named(
        581,
        "y ~ arm + week + arm:week + baseline + (0 + treated | therapist) + (1 + week || id)"
        "  (ml, residual, CR2, observed)",
        "sigma^2 of zero: whether the model was refused hung on the order of the rows",
    ),
    Named(
        758,
        "y ~ arm + visit + arm:visit + baseline + baseline:visit + ar1h(visit | id) + (1 | site)"
        "  (reml, expected)",
        "rho^2 at zero, where the expected information is blind: not converged",
    ),
    Named(
        928,
        "y ~ 0 + arm + visit + arm:visit + ad(visit | id)  (reml, normal)",
        "a correlation that the fixed part leaves no data for had a value, and status ok",
    ),
    Named(
        967,
        "y ~ arm + visit + arm:visit + baseline + baseline:visit + ar1h(visit | id)"
        "  (reml, kenward-roger-linear)",
        "rho^2 at zero: not converged",
    ),
    Named(
        1151,
        "y ~ arm + visit + arm:visit + baseline + baseline:visit + (0 + treated | therapis"
        "t) + (1 + week | id)  (ml, weights=w)",
        "sigma^2 of zero was refused as parameters that are not identified",
    ),
)
