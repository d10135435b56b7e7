"""The analyses of a plan: each request made an analysis of each of its outcomes by its kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

from ipt_outcomes.analyses.analysis import Analysis, Specification
from ipt_outcomes.analyses.words import Words
from ipt_outcomes.folder_registry import member
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request

KINDS = "ipt_outcomes.analyses.kinds"


def planned_analyses(plan: Plan) -> tuple[Analysis, ...]:
    """Every analysis of every outcome, by outcome in the plan's order.

    Raises PlanError where the plan has something left to decide.
    """
    plan.refuse_undecided()
    return tuple(
        _analysis(plan, request, outcome.name)
        for outcome in plan.outcomes_in_order
        for request in plan.requests_of(outcome.name)
    )


def planned_analysis(
    plan: Plan, outcome: str, name: str | None = None, *, moderator: str | None = None
) -> Analysis:
    """The analysis of an outcome by its name in the plan; None means the primary one.

    With a `moderator`, a variable of the analysis's rows, what it says of the arms differs by that
    variable; its rows are the same.

    Raises KeyError where the plan has no such outcome, or does not ask that analysis of it;
    PlanError where it has something left to decide.
    """
    plan.refuse_undecided()
    plan.outcome(outcome)
    wanted = plan.primary_of(outcome) if name is None else name
    found = {request.name: request for request in plan.requests_of(outcome)}
    if wanted not in found:
        raise KeyError(f"{outcome} has no analysis {wanted!r}; it has {', '.join(found)}")
    return _analysis(plan, found[wanted], outcome, moderator)


def words_of(plan: Plan) -> dict[str, Words]:
    """Each analysis in words, by its name, in the plan's order."""
    found = {
        request.name: _specified(plan, request, request.outcomes[0]).words
        for request in plan.requests
    }
    found = {name: _answering(plan, name, words) for name, words in found.items()}
    times = Counter(words.title for words in found.values())
    return {
        # A label may be another's title: numbers must not stand under one heading twice.
        name: words
        if times[words.title] == 1
        else replace(words, title=f"{words.title} ({name})", running=f"{words.running} ({name})")
        for name, words in found.items()
    }


def _answering(plan: Plan, name: str, words: Words) -> Words:
    """With the outcomes whose question it answers, where analyses share them out."""
    primary = {outcome.name: plan.primary_of(outcome.name) for outcome in plan.outcomes_in_order}
    own = [outcome.label for outcome in plan.outcomes_in_order if primary[outcome.name] == name]
    if not own or len(own) == len(primary):
        return words
    return replace(words, method=f"{words.method} It was the primary analysis of {listed(own)}.")


def _analysis(plan: Plan, request: Request, outcome: str, moderator: str | None = None) -> Analysis:
    made = _specified(plan, request, outcome, moderator)
    return Analysis(
        **{each.name: getattr(made, each.name) for each in fields(made)},
        name=request.name,
        kind=request.kind,
        outcome=outcome,
        role=plan.role_of(outcome, request.name),
    )


def _specified(
    plan: Plan, request: Request, outcome: str, moderator: str | None = None
) -> Specification:
    kind = member(KINDS, request.kind)
    made: Specification = kind.specify(plan, request, outcome, moderator)
    return made
