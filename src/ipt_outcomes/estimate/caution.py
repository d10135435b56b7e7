"""Whether a singular model's standard errors deserve caution."""

from __future__ import annotations

from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import SINGULAR

# The expected information, by which Kenward and Roger's are had, knows a variance of zero.
ALLOW_FOR_ZERO = ("kenward-roger", "kenward-roger-linear")


def deserves_caution(fit: Fit | FailedFit) -> bool:
    """Whether the fit lies at a boundary that its standard errors do not allow for.

    A residual covariance at its boundary does: the model says that some scores follow from others.
    A variance of random effects at zero, or a correlation of them at one, does where standard
    errors are the model's own and no allowance is made for how well variances are known.

    ASSUME: Kenward and Roger's adjustment allows for a variance of random effects that is estimated
    at zero (its information there is that of other variances), and a sandwich does not rest on it.
    """
    if isinstance(fit, FailedFit) or fit.status != SINGULAR:
        return False
    if fit.residual_singular:
        return True
    return fit.vcov == "model" and fit.df not in ALLOW_FOR_ZERO
