"""F tests of several linear functions L beta at once, by what the covariance of beta is.

Kenward and Roger's scaled F (`kenward_roger.py`); Satterthwaite's degrees of freedom of
independent combinations, as Fai and Cornelius have them (`satterthwaite.py`); and for sandwiches
the approximate Hotelling test of Pustejovsky and Tipton (2018; `robust/freedom.py`), clubSandwich's
"HTZ". The naive Wald test rejects far too often with few clusters: `benchmarks/sandwich_joint.csv`.

Formulas: docs/methods.md, "Joint tests".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.inference import LEAST_DF, Inference
from ipt_outcomes.models.kenward_roger import scaled_f
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.freedom import SandwichFreedom
from ipt_outcomes.models.satterthwaite import fai_cornelius_df


@dataclass(frozen=True)
class FTest:
    """statistic and denominator df, NaN where there is no test.

    rank  of the covariance of L beta: below q, there is no test
    seen  whether no function hangs on what one cluster of a sandwich determines alone
    """

    statistic: float
    df2: float
    rank: int
    seen: bool = True

    @property
    def valid(self) -> bool:
        """Whether there is an F and a distribution to refer it to."""
        return bool(np.isfinite(self.statistic) and self.statistic >= 0 and self.df2 >= LEAST_DF)


def f_test(inference: Inference, functions: Array) -> FTest:
    """The test of linearly independent functions (q, p)."""
    q = len(functions)
    sandwich = inference.sandwich
    if sandwich is not None and not sandwich.is_seen(functions):
        return FTest(np.nan, np.nan, q, seen=False)
    half = _independent(inference, functions)
    values, vectors = np.linalg.eigh(half @ inference.covariance @ half.T)
    largest = 1.0 if sandwich is None else max(1.0, float(values[-1]))
    rank = int((values > inference.least_share * largest).sum())
    if rank < q:
        return FTest(np.nan, np.nan, rank)
    f = float((((half @ inference.beta) @ vectors) ** 2 / values).sum()) / q
    if q == 1 or inference.df_method in ("normal", "residual"):
        return FTest(f, float(inference.degrees_of_freedom(functions[:1])[0]), rank)
    if sandwich is not None:
        scale, df = _hotelling(sandwich, half)
    elif inference.df_method == "satterthwaite":
        rotation = np.linalg.eigh(functions @ inference.phi @ functions.T)[1]
        scale, df = 1.0, fai_cornelius_df(inference.degrees_of_freedom(rotation.T @ functions))
    else:
        scale, df = scaled_f(
            half, inference.phi, inference.phi_gradient, inference.theta_covariance
        )
    return FTest(scale * f, df, rank)


def _independent(inference: Inference, functions: Array) -> Array:
    """(q, p): combinations of the functions that are independent with variance one by phi.

    No F test depends on the combinations but Fai and Cornelius', and rounding is least with these.
    """
    covariance = functions @ inference.phi @ functions.T
    scale = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    values = np.maximum(values, np.finfo(np.float64).eps)
    return np.asarray((vectors / np.sqrt(values)).T @ (functions / scale[:, None]))


def _hotelling(sandwich: SandwichFreedom, functions: Array) -> tuple[float, float]:
    """The scale (eta - q + 1) / eta and the df eta - q + 1."""
    eta = sandwich.wishart(functions)
    if np.isinf(eta):
        return 1.0, eta
    df = eta - len(functions) + 1.0
    return df / eta, df
