"""What an analysis is called and how it is described: all that the report knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.analyses import Named
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request

MISSING_BASELINE_IN_SHORT = {
    "mean": "replaced by the mean of all arms",
    "exclude": "participant excluded and counted",
}
"""What becomes of a missing baseline score that is a covariate, among the choices."""


_MISSING_BASELINE = {
    "mean": "In the {model} a missing baseline score was replaced by the mean of all arms",
    "exclude": "People without a baseline score were excluded from the {model}",
}


@dataclass(frozen=True)
class Words:
    """An analysis in words.

    title      what it is called above tables and figures
    running    the same within a sentence
    method     what was done, for the Methods, in the past tense: sentences
    figure     what a figure of its means says of it: a sentence
    baseline   what became of a missing baseline score: a sentence, None where there is no choice
    filled_in  whether `baseline` is followed by the number of people whose score was filled in
    choices    the plan's choices, a line each
    """

    title: str
    running: str
    method: str
    figure: str
    baseline: str | None
    filled_in: bool
    choices: tuple[str, ...]


def titles(request: Request, title: str) -> tuple[str, str]:
    """The title and the running title: the plan's own label, else the kind's `title`.

    A named analysis without a label has its name behind the kind's title.
    """
    if request.label is not None:
        return request.label, request.label
    named = f" ({request.name})" if is_named(request) else ""
    return title + named, title[0].lower() + title[1:] + named


def missing_baseline(rule: str, model: str) -> str:
    """What became of a missing baseline score that is a covariate of the `model`: a sentence."""
    return _MISSING_BASELINE[rule].format(model=model)


def is_named(request: Request) -> bool:
    """Whether the plan gives the analysis a name of its own."""
    return isinstance(request.options, Named)


def opening(plan: Plan, request: Request) -> str:
    """How the Methods begin on an analysis: what it is for, and what it is called if it is named.

    Empty for the primary one of `models`.
    """
    roles = {plan.role_of(outcome, request.name) for outcome in request.outcomes}
    called = f" (“{request.label or request.name}”)" if is_named(request) else ""
    if "primary" in roles:
        return f"As the primary analysis{called}, " if called else ""
    if roles == {"sensitivity"}:
        return f"As a sensitivity analysis{called}, "
    return f"As a second view of the same data{called}, "


def subject(plan: Plan, request: Request) -> str:
    """Of which outcomes an analysis is: `each outcome`, `the outcome`, or their labels."""
    labels = [each.label for each in plan.outcomes_in_order if each.name in request.outcomes]
    if len(labels) < len(plan.outcomes):
        return listed(labels)
    return "each outcome" if len(labels) > 1 else "the outcome"


def fixed_effects(plan: Plan, request: Request, own: Sequence[str], by: str = "") -> str:
    """`arm and baseline score as fixed effects`: an analysis's own ones, then its covariates.

    `by` is what covariates' effects differ with, behind each: ` by visit`.
    """
    every = [*own, *(name.replace("_", " ") + by for name in plan.adjusted_for(request))]
    return f"{listed(every)} as {'a fixed effect' if len(every) == 1 else 'fixed effects'}"


def sentence(text: str) -> str:
    """`text` with a capital letter."""
    return text[0].upper() + text[1:]
