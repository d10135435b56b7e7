"""The plan's choices on people and therapy, as terms and what they say."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.phrases import counted, listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol import Protocol
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.relapse_words import rules_in_words
from ipt_outcomes.report.wording import arm_labels, contrast_label, outcome_labels

Fact = tuple[str, tuple[str, ...]]
_MISSING = {
    "imputed": "missing scores imputed under missing at random",
    "complete_cases": "people with a score alone",
}


def facts_of_people(plan: Plan) -> Iterator[Fact]:
    """A term and its lines for each of these keys that the plan has."""
    if plan.analysis_sets:
        yield "Analysis sets", tuple(each.label for each in plan.analysis_sets)
    if plan.treatment_received:
        yield "Treatment received", tuple(_received(plan))
    if plan.protocol:
        yield "Protocol", tuple(_protocol(plan, each) for each in plan.protocol)
    if plan.fidelity is not None:
        ratings = plan.fidelity.ratings
        yield "Fidelity", (f"rated: {listed([of.label or name for name, of in ratings.items()])}",)
    recorded = "recorded" if plan.adverse_events is not None else "no file of them"
    yield "Adverse events", (recorded,)
    if plan.relapse:
        labels = outcome_labels(plan)
        yield (
            "Relapse",
            tuple(f"{labels[each.outcome]}: {rules_in_words(plan, each)}" for each in plan.relapse),
        )


def _received(plan: Plan) -> Iterator[str]:
    outcomes = outcome_labels(plan)
    for each in plan.treatment_received:
        enough = "" if each.sessions is None else f", at least {counted(each.sessions, 'session')}"
        named = f"{contrast_label(plan, each.test, each.comparison)}, {outcomes[each.outcome]}"
        yield f"{named}{enough}: {_MISSING[each.missing]}"


def _protocol(plan: Plan, protocol: Protocol) -> str:
    arms, said = arm_labels(plan), []
    for asked, what in (
        (protocol.sessions, "sessions"),
        (protocol.minutes, "minutes a session"),
        (protocol.days_between, "days from one session to the next"),
    ):
        if asked is not None:
            said.append(f"{plain_number(asked[0])} to {plain_number(asked[1])} {what}")
    if protocol.per_protocol is not None:
        said.append(f"completed with {counted(protocol.per_protocol, 'session')}")
    said += [
        f"{name.replace('_', ' ')}: sessions {first} to {last}"
        for name, (first, last) in protocol.phases_in_order.items()
    ]
    return f"{listed([arms[arm] for arm in protocol.arms])}: {'; '.join(said) or 'nothing asked'}"
