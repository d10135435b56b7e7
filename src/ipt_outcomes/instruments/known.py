"""A scale's fact, or a refusal that says what the user must supply."""

from __future__ import annotations

from typing import Any, Literal, overload

from ipt_outcomes.errors import ReportedError
from ipt_outcomes.instruments.facts import (
    MinimalImportantDifference,
    Reference,
    Reliability,
    Remission,
    Response,
    Severity,
)
from ipt_outcomes.instruments.schema import Instrument

FactName = Literal[
    "severity", "response", "remission", "minimal_important_difference", "reliability", "reference"
]

_MEANING: dict[str, str] = {
    "severity": "severity bands",
    "response": "a rule for response",
    "remission": "a rule for remission",
    "minimal_important_difference": "a minimal important difference",
    "reliability": "a reliability",
    "reference": "a reference mean and SD",
}


class UnknownFactError(ReportedError):
    """The registry has no source for a number that an analysis needs."""


@overload
def known(instrument: Instrument, fact: Literal["severity"]) -> Severity: ...
@overload
def known(instrument: Instrument, fact: Literal["response"]) -> Response: ...
@overload
def known(instrument: Instrument, fact: Literal["remission"]) -> Remission: ...
@overload
def known(
    instrument: Instrument, fact: Literal["minimal_important_difference"]
) -> MinimalImportantDifference: ...
@overload
def known(instrument: Instrument, fact: Literal["reliability"]) -> tuple[Reliability, ...]: ...
@overload
def known(instrument: Instrument, fact: Literal["reference"]) -> tuple[Reference, ...]: ...


def known(instrument: Instrument, fact: FactName) -> Any:
    """That fact of the scale, with its source; of `reliability` and `reference` all, default first.

    Raises UnknownFactError where the registry has none: the analysis that asks for it is refused.
    """
    found = getattr(instrument, fact)
    if not found:
        raise UnknownFactError(
            f"{instrument.name} ({instrument.scale}): the registry has no source for "
            f"{_MEANING[fact]}.\n"
            f"    Remedy: Supply it with its source as `{fact}:` in a scale of your own, "
            f"config/instruments/my_{instrument.scale}.yaml, and let the plan use that scale; "
            "or leave this analysis out."
        )
    return found
