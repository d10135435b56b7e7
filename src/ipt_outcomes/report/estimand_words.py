"""Estimands in words: what becomes of scores after each event, and which analyses are of which."""

from __future__ import annotations

from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.estimands import STRATEGY_TITLES, Estimand, Event
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.numbers import plain_number

_VALUES = {"worst": "the worse end of the scale", "baseline": "the person's own baseline score"}
_AFTER = {
    "treatment_policy": "scores counted as given",
    "hypothetical": "scores were not used, and what they would have been without it was estimated "
    "as of scores missing at random",
    "while_on_treatment": "the last score before it stood for all later visits",
    "composite": "the score was {value}, whether or not one was given",
}


def by_estimand(plan: Plan) -> dict[str, tuple[Estimand, list[Request]]]:
    """Each estimand with the analyses that estimate it, by its name, in the plan's order."""
    found: dict[str, tuple[Estimand, list[Request]]] = {}
    for request in plan.requests:
        estimand = estimand_of(plan, request)
        found.setdefault(estimand.name, (estimand, []))[1].append(request)
    return found


def repeats(plan: Plan, request: Request) -> str:
    """The name of the analysis that a request for a further estimand makes again; else its own."""
    return request.name if request.estimand is None else plan.primary_of(request.outcomes[0])


def model_behind(plan: Plan, request: Request, *, running: bool = False) -> str:
    """What an analysis is, by its model: a further estimand's has the label of the estimand.

    `running`: within a sentence, without a capital.
    """
    words = analysis_words(plan)[repeats(plan, request)]
    return words.running if running else words.title


def strategy_in_words(estimand: Estimand, event: Event) -> str:
    """`hypothetical`, `composite (the worse end of the scale)`."""
    strategy = estimand.strategy_of(event)
    title = STRATEGY_TITLES[strategy]
    return f"{title} ({_value(estimand)})" if strategy == "composite" else title


def after_events(plan: Plan, estimand: Estimand) -> str:
    """What was done with scores after each event of the plan, in the past tense; empty for none."""
    said = []
    for event in plan.events:
        strategy = estimand.strategy_of(event)
        done = _AFTER[strategy].format(value=_value(estimand))
        said.append(f"after “{event.label}”, {done} ({STRATEGY_TITLES[strategy]})")
    return "; ".join(said)


def _value(estimand: Estimand) -> str:
    """The score that an event counts as."""
    value = estimand.composite
    if value is None:
        return ""
    return _VALUES[value] if isinstance(value, str) else f"{plain_number(value)} points"
