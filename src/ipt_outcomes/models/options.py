"""How a model is fitted and tested, as asked for, checked."""

from __future__ import annotations

from dataclasses import dataclass

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.inference import DF_METHODS
from ipt_outcomes.models.robust.sandwich import SANDWICHES


@dataclass(frozen=True)
class Options:
    """How to fit and test, the defaults filled in except for the information."""

    method: str
    df: str
    vcov: str
    information: str | None
    weights: str | None


def checked_options(
    method: str, df: str | None, vcov: str, information: str | None, weights: str | None
) -> Options:
    """The options, checked, with the default df.

    Raises:
        ModelError: an option is unknown, or two do not go together.
    """
    if method not in ("reml", "ml"):
        raise ModelError(f"method {method!r}: there are 'reml' and 'ml'")
    if df is None:
        df = "kenward-roger" if method == "reml" and vcov == "model" else "satterthwaite"
    if df not in DF_METHODS:
        raise ModelError(f"df {df!r}: there are {', '.join(DF_METHODS)}")
    if df.startswith("kenward-roger") and method == "ml":
        raise ModelError("Kenward-Roger needs method='reml'; with 'ml' use df='satterthwaite'")
    if information not in (None, "observed", "expected"):
        raise ModelError(f"information {information!r}: there are 'observed' and 'expected'")
    if vcov not in ("model", *SANDWICHES):
        raise ModelError(f"vcov {vcov!r}: there are 'model', {', '.join(map(repr, SANDWICHES))}")
    if df.startswith("kenward-roger") and vcov != "model":
        raise ModelError(
            f"Kenward-Roger adjusts the model-based covariance; with vcov={vcov!r} use "
            "df='satterthwaite'"
        )
    return Options(method, df, vcov, information, weights)
