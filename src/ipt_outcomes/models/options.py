"""How a model is fitted and tested, as asked for, checked."""

from __future__ import annotations

from dataclasses import dataclass

from ipt_outcomes.models.arguments import one_of
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
    one_of("method", method, ("reml", "ml"))
    one_of("vcov", vcov, ("model", *SANDWICHES))
    if df is None:
        df = "kenward-roger" if method == "reml" and vcov == "model" else "satterthwaite"
    one_of("df", df, DF_METHODS)
    if df.startswith("kenward-roger") and method == "ml":
        raise ModelError("Kenward-Roger needs method='reml'; with 'ml' use df='satterthwaite'")
    if information is not None:
        one_of("information", information, ("observed", "expected"))
    if df.startswith("kenward-roger") and vcov != "model":
        raise ModelError(
            f"Kenward-Roger adjusts the model-based covariance; with vcov={vcov!r} use "
            "df='satterthwaite'"
        )
    return Options(method, df, vcov, information, weights)
