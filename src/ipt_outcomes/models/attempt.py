"""Fitting where a failure is a result: a run of many models goes on and says which failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit_contents import CovarianceAttempt
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.in_short import in_short, shortened
from ipt_outcomes.models.json_file import read_json, whole, write_json
from ipt_outcomes.models.status import FAILED, NOT_CONVERGED, OK, SINGULAR, WITH_RESULT

if TYPE_CHECKING:
    import pandas as pd

    from ipt_outcomes.models.result import Fit

_KIND = "failed fit"


@dataclass(frozen=True, repr=False)
class FailedFit:
    """A model that could not be fitted: what was asked, and the engine's reason."""

    formula: str
    method: str
    df: str
    reason: str

    def __repr__(self) -> str:
        """A line: the model and the reason."""
        return in_short("FailedFit", f" {shortened(self.formula)}", (self.reason,))

    @property
    def status(self) -> str:
        """A word for tables: "failed"."""
        return FAILED

    def save(self, path: str | Path) -> None:
        """Write it as JSON where the fit would have been."""
        content = {
            "kind": _KIND,
            "formula": self.formula,
            "method": self.method,
            "df": self.df,
            "reason": self.reason,
        }
        write_json(content, path)


def reliable(fit: Fit | FailedFit) -> Fit | None:
    """The fit, where its numbers may be shown."""
    if isinstance(fit, FailedFit) or fit.status not in WITH_RESULT:
        return None
    return fit


def attempt_fit(
    formula: str,
    data: pd.DataFrame,
    *,
    method: str,
    df: str,
    vcov: str = "model",
    cluster: str | None = None,
    fallback: Sequence[str] = (),
) -> Fit | FailedFit:
    """`fit`, with a ModelError returned as a FailedFit. Other errors are defects and are raised."""
    from ipt_outcomes.models.fit import fit

    empty = isinstance(fallback, Sequence) and not fallback
    try:
        return fit(
            formula,
            data,
            method=method,
            df=df,
            vcov=vcov,
            cluster=cluster,
            fallback=None if empty else fallback,
        )
    except ModelError as error:
        return FailedFit(formula, method, df, str(error))


def covariance_terms(formula: str) -> str:
    """The residual covariance and the random effects of a formula, as its random part."""
    parsed = parse_formula(formula)
    terms = parsed.random if parsed.covariance is None else (parsed.covariance, *parsed.random)
    return " + ".join(map(str, terms))


def passed_over(formula: str, tried: Fit | FailedFit) -> CovarianceAttempt:
    """What became of a model that was tried before a simpler one, named by its random part."""
    random = covariance_terms(formula)
    if isinstance(tried, FailedFit):
        return CovarianceAttempt(random, FAILED, tried.reason)
    return CovarianceAttempt(random, tried.status, _REASONS[tried.status])


_REASONS = {
    OK: "",
    SINGULAR: "the random effects are at their boundary",
    NOT_CONVERGED: "the optimiser did not reach a maximum",
}


def read_attempt(path: str | Path) -> Fit | FailedFit:
    """Read what `attempt_fit` gave and `save` wrote.

    Raises:
        ModelError: the file is neither.
    """
    from ipt_outcomes.models.result import read_fit

    content = read_json(path, "fit")
    if content.pop("kind", None) == _KIND:
        with whole(path, "fit"):
            return FailedFit(**content)
    return read_fit(path)
