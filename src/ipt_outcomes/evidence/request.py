"""What was asked of a pooling, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipt_outcomes.evidence.between_studies import METHODS
from ipt_outcomes.evidence.one_each import RULES
from ipt_outcomes.evidence.one_effect import INTERVALS
from ipt_outcomes.models.arguments import confidence_level, finite_number, names_listed, one_of
from ipt_outcomes.models.errors import ModelError

CORRELATED = "correlated"
PREDICTIONS = ("metafor", "higgins")


@dataclass(frozen=True)
class Request:
    """The choices of `pool_studies`."""

    method: str
    interval: str
    prediction: str
    several: str | None
    rho: float | None
    moderators: tuple[str, ...]
    level: float

    @property
    def correlated(self) -> bool:
        """Whether studies keep several effects."""
        return self.several == CORRELATED

    @property
    def dependence(self) -> str:
        """What was done about several effects of a study, in words."""
        if self.correlated:
            return f"correlated effects, rho {self.rho:g}, CR2 by study"
        if self.several == "aggregate":
            return f"one effect a study: the mean, rho {self.rho:g}"
        return f"one effect a study: {self.several or 'as given'}"


def checked_request(
    *,
    several: Any,
    rho: Any,
    level: Any,
    method: Any = "reml",
    interval: Any = "knapp-hartung",
    prediction: Any = "metafor",
    moderators: Any = None,
) -> Request:
    """The request.

    Raises:
        ModelError: an argument is none of its choices, or does not go with the others.
    """
    one_of("method", method, METHODS)
    one_of("interval", interval, INTERVALS)
    one_of("prediction", prediction, PREDICTIONS)
    if several is not None:
        one_of("several", several, (CORRELATED, *RULES))
    if several in (CORRELATED, "aggregate"):
        if rho is None:
            raise ModelError(
                f"several={several!r} needs rho=, what sampling errors of one study's effects "
                "correlate: studies seldom report it; take a value such as 0.6, and look whether "
                "0.2 and 0.8 say the same"
            )
        rho = finite_number("rho", rho)
        if not 0.0 <= rho < 1.0:
            raise ModelError("rho must be at least 0 and below 1: it is a correlation")
    elif rho is not None:
        raise ModelError("rho= goes with several='correlated' or several='aggregate'")
    if several == CORRELATED and (method != "reml" or interval != "knapp-hartung"):
        raise ModelError(
            "several='correlated' has REML and CR2 by study alone: leave method= and interval= out"
        )
    names = tuple(dict.fromkeys(names_listed("moderators", moderators)))
    return Request(method, interval, prediction, several, rho, names, confidence_level(level))
