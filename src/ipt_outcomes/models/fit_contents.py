"""What a fit holds: what it found, and what contrasts need to be computed from it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipt_outcomes.models.design.fingerprint import Fingerprint
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.inference import Inference
from ipt_outcomes.models.lazy_frame import LazyFrame
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import NOT_CONVERGED, OK, SINGULAR


@dataclass(frozen=True)
class CovarianceAttempt:
    """One covariance of a fallback list.

    covariance  the term, as `us(visit | participant)`
    status      "ok", "singular" or "not converged", as `Fit.status`; or "failed": refused
    reason      what was wrong; empty for "ok"
    """

    covariance: str
    status: str
    reason: str


@dataclass(frozen=True, repr=False, eq=False)
class FitContents:
    """One fitted mixed model, as it is kept; `Fit` says what can be asked of it.

    formula                 as written; after a fallback, with the covariance that was fitted
    response                the outcome's name
    method                  "reml" or "ml"
    df                      the degrees-of-freedom method
    vcov                    "model", "CR0", "CR2" or "CR3"
    n_clusters              clusters of a sandwich; None with "model"
    cluster, weights, probability_weights   names of their columns, or None
    information             "observed" or "expected": where the covariance of theta came from
    minus_2_log_likelihood  in the user's columns, with all constants, as mmrm and lme4 print it
    aic, bic                with ML, and with random effects, as nlme and lme4 define them: all
                            parameters, fixed effects and covariance, log(observations). With REML
                            and a residual covariance alone (us, cs, ...) as mmrm does: covariance
                            parameters only, log(subjects); REML likelihoods of different fixed
                            parts cannot be compared, so that these do not compare fixed parts
    converged               the gradient is zero at the solution, to 1e-10 of a log-likelihood unit
    singular                the covariance is at its boundary: a zero variance, a correlation of one
    residual_singular       the residual covariance is, and not only that of random effects
    n_subjects, n_observations   people and rows in the fit
    fingerprint             sums that tell its rows from others
    rows_dropped            reason -> rows that were left out
    dropped_columns         aliased columns of the fixed part
    theta, theta_names      the parameters that were searched (K,), not to be reported: those of a
                            random slope are of columns centred and scaled, those of csh, ar1h, ...
                            logarithms and transformed correlations. Variances and correlations in
                            units of the outcome are in `covariance`
    covariance              visit by visit; for sp_exp group, variance and correlation_per_unit of
                            time; or one row per variance component
    attempts                the covariances tried, in order; empty without a fallback list
    notes                   what is unusual about the data and was fitted nevertheless, in counts:
                            people in two arms, text that reads as numbers, levels that were left
                            out with their rows or that differ only in case or spaces, an arm in one
                            group of a random term, visits in the alphabet's order, an outcome with
                            two values
    """

    formula: str
    response: str
    method: str
    df: str
    vcov: str
    information: str
    minus_2_log_likelihood: float
    aic: float
    bic: float
    converged: bool
    singular: bool
    n_subjects: int
    n_observations: int
    rows_dropped: Mapping[str, int]
    fingerprint: Fingerprint
    column_names: tuple[str, ...]
    kept: tuple[int, ...]
    null_basis: Array
    theta: Array
    theta_names: tuple[str, ...]
    fixed: FixedPart
    inference: Inference
    covariance: LazyFrame = LazyFrame()  # noqa: RUF009 (a descriptor, and no default)
    n_clusters: int | None = None
    cluster: str | None = None
    weights: str | None = None
    probability_weights: str | None = None
    residual_singular: bool = False
    attempts: tuple[CovarianceAttempt, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """A word for tables: "ok", "singular" or "not converged"."""
        if not self.converged:
            return NOT_CONVERGED
        return SINGULAR if self.singular else OK

    @property
    def n_rows_dropped(self) -> int:
        """Rows that were left out, for any reason; `rows_dropped` says which."""
        return sum(self.rows_dropped.values())

    @property
    def terms(self) -> tuple[str, ...]:
        """The estimated columns."""
        return tuple(self.column_names[index] for index in self.kept)

    @property
    def dropped_columns(self) -> tuple[str, ...]:
        """The aliased columns, which have no estimate."""
        kept = set(self.kept)
        return tuple(name for i, name in enumerate(self.column_names) if i not in kept)
