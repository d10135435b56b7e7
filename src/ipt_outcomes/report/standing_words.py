"""Which of a plan's results are exploratory, in words: its lock would not give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.locking.touched import Touched
from ipt_outcomes.plan.locking.touches import exploratory
from ipt_outcomes.plan.plan import Plan

# What stands above a figure must leave room for it.
_MOST_NAMED = 5


def exploratory_stamp(plan: Plan, rests_on: Sequence[str] | None = None) -> str:
    """What a table or figure says where something that it shows may be exploratory; else empty.

    Of a plan that speaks of one outcome (`Plan.about`), what is exploratory of that one.
    `rests_on`: on what it rests (`OF_SCORES` and the like); on any result where nothing is named.
    """
    if plan.lock is None:
        return ""
    touched = exploratory(plan)
    if rests_on is not None:
        touched = touched.only(rests_on)
    if touched.everything:
        return f"EXPLORATORY: the plan was changed after it was locked ({plan.lock.date})."
    said = exploratory_in_words(plan, touched)
    if not said:
        return ""
    if len(said) > _MOST_NAMED:
        said = [*said[: _MOST_NAMED - 1], f"{len(said) - _MOST_NAMED + 1} more"]
    return f"EXPLORATORY, not in the plan as locked ({plan.lock.date}): {'; '.join(said)}."


def exploratory_in_words(plan: Plan, touched: Touched) -> list[str]:
    """Which results these are, outcomes first; not one by one where all are."""
    if touched.everything:
        return ["all results"]
    return list(dict.fromkeys(_said(plan, touched)))


def _said(plan: Plan, touched: Touched) -> Iterator[str]:
    labels = {outcome.name: outcome.label for outcome in plan.outcomes_in_order}
    # Of an outcome that is exploratory itself nothing more needs to be said.
    of = [
        name for name in labels if name not in touched.outcomes and plan.speaks_of in (None, name)
    ]
    for name, label in labels.items():
        if name in touched.outcomes | touched.scores and plan.speaks_of in (None, name):
            yield label
    yield from (visit.label for visit in plan.visits if visit.name in touched.visits)
    yield from _contrasts(plan, touched, of)
    yield from _analyses(plan, touched, of)
    adjusted = [labels[name] for name in of if name in touched.hypotheses]
    if adjusted:
        yield f"hypotheses of {listed(adjusted)}"
    if touched.scenarios:
        yield "scenarios"
    if touched.sizes:
        yield "the standardised effects shown"
    for key, entry in sorted(touched.further):
        yield f"{key}: {entry}".removesuffix(": ").replace("_", " ")


def _contrasts(plan: Plan, touched: Touched, outcomes: list[str]) -> Iterator[str]:
    arms = {arm.name: arm.label for arm in plan.arms}
    for pair in dict.fromkeys((test, other) for _, test, other in sorted(touched.contrasts)):
        own = [name for name in outcomes if (name, *pair) in touched.contrasts]
        if own:
            test, comparison = (arms[each] for each in pair)
            yield f"{test} against {comparison}{_of(plan, own, outcomes)}"


def _analyses(plan: Plan, touched: Touched, outcomes: list[str]) -> Iterator[str]:
    if not touched.analyses:
        return
    # Loaded when first used: the names of sections and figures are had without the engine.
    from ipt_outcomes.analyses.planned import words_of

    for name, words in words_of(plan).items():
        own = [outcome for outcome in outcomes if (outcome, name) in touched.analyses]
        if own:
            yield f"{words.title}{_of(plan, own, outcomes)}"


def _of(plan: Plan, own: list[str], outcomes: list[str]) -> str:
    """Of which outcomes; nothing where it is of all that are not exploratory themselves."""
    if len(own) == len(outcomes):
        return ""
    return f" ({listed([plan.outcome(name).label for name in own])})"
