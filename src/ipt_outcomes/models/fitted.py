"""What stands in the place of a fit must be one."""

from __future__ import annotations

from typing import Any

from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.result import Fit


def refuse_unfitted(fit: Any, asked: str, *, many: bool = False) -> None:
    """Refuse anything but a fit, or, with `many`, many fits of `fit_many`.

    `asked` is the function that was called.

    Raises:
        ModelError: a model that failed, with its reason; or no model at all.
    """
    if isinstance(fit, Fit):
        return
    if isinstance(fit, FailedFit):
        raise ModelError(f"{asked}: the model {fit.formula!r} was not fitted: {fit.reason}")
    if hasattr(fit, "singles") and hasattr(fit, "batches"):
        if many:
            return
        raise ModelError(
            f"{asked} takes one fit, and was given many; fit the response that it is for by itself"
        )
    raise ModelError(f"{asked} takes what fit() returns, and was {_given(fit)}")


def _given(fit: Any) -> str:
    described = shown(fit)
    return described if described.startswith("given") else f"given {described}"
