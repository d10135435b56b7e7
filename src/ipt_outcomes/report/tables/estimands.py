"""The estimands by their five attributes (ICH E9(R1)), and the events in counts."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.estimands import STRATEGY_TITLES, Estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.cells import Count
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM
from ipt_outcomes.report.wording import arm_labels, at_visit, marked, outcome_labels

_NO_EVENTS = "The plan names none: every score counts, whatever happened before it."
_VALUES = {"worst": "the worse end of the scale", "baseline": "the person's own baseline score"}


def estimands_table(plan: Plan) -> ShownTable:
    """A row an attribute of each estimand, the plan's first estimand first."""
    rows: list[Row] = []
    for estimand, requests in _by_estimand(plan).values():
        attributes = {
            "Treatments": _treatments(plan),
            "Population": _population(plan, estimand),
            "Variable": _variable(plan, requests),
            "Intercurrent events": _events(plan, estimand),
            "Summary": _summary(plan),
            "Estimated by": listed(
                [analysis_words(plan)[request.name].title for request in requests]
            ),
        }
        rows += [
            Row({"attribute": name, "said": said}, group=estimand.label)
            for name, said in attributes.items()
        ]
    return ShownTable(
        name="estimands",
        title="What is estimated",
        columns=(
            Column("attribute", "Attribute", "An attribute of the estimand.", one_line=True),
            Column("said", "In this trial", "What it is in this trial.", roomy=True),
        ),
        rows=tuple(rows),
        notes=(
            marked(
                plan,
                "The attributes of an estimand (ICH E9(R1)), and the analyses that estimate it. "
                "Scores that nobody gave are another matter: see Missing data.",
            ),
        ),
    )


def events_table(plan: Plan, events: pd.DataFrame) -> ShownTable:
    """How many people had each event, and what became of their later scores.

    `events` is the table of that name; of each estimand and outcome one analysis is shown.
    """
    labels = {event.name: event.label for event in plan.events}
    first = events.drop_duplicates(["outcome", "estimand", "event", "arm"])
    titles = {estimand.name: estimand.label for estimand, _ in _by_estimand(plan).values()}
    several = len(titles) > 1
    return ShownTable(
        name="events",
        title="Events, and the scores after them",
        columns=(
            Column("event", "Event", "What happened."),
            ARM,
            Column("people", "People", "People to whom it happened.", "count"),
            Column("scores", "Scores after it", "Scores that were given after it.", "count"),
            Column("strategy", "Strategy", "What the estimand does with them."),
            Column("used", "Used as given", "Of the scores after it, those used.", "count"),
            Column(
                "changed", "Another stands", "Later scores in whose place another stands.", "count"
            ),
        ),
        rows=tuple(
            Row(
                {
                    "event": labels[row["event"]],
                    "arm": arm_labels(plan)[row["arm"]],
                    "people": Count(row["participants"]),
                    "scores": Count(row["scores"]),
                    "strategy": STRATEGY_TITLES[row["strategy"]],
                    "used": Count(row["used"]),
                    "changed": Count(row["changed"]),
                },
                group=outcome_labels(plan)[row["outcome"]]
                + (f": {titles[row['estimand']]}" if several else ""),
            )
            for _, row in first.iterrows()
        ),
        notes=(
            marked(plan, "Scores at planned visits, of everybody randomised."),
            "A score of the event's own day counts as given before it. After an event with another "
            "strategy than treatment policy, further events change nothing.",
        ),
    )


def _by_estimand(plan: Plan) -> dict[str, tuple[Estimand, list[Request]]]:
    """Each estimand with the analyses that estimate it, in the plan's order."""
    found: dict[str, tuple[Estimand, list[Request]]] = {}
    for request in plan.requests:
        estimand = estimand_of(plan, request)
        found.setdefault(estimand.name, (estimand, []))[1].append(request)
    return found


def _treatments(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return f"{plan.arms[0].label}, without a comparison."
    how = "as randomised" if plan.randomised else "as observed, not randomised"
    return f"{listed([arm.label for arm in plan.arms])}, {how}."


def _population(plan: Plan, estimand: Estimand) -> str:
    everyone = "everyone randomised" if plan.randomised else "everyone in the study"
    said = estimand.population or everyone
    return f"{said[0].upper()}{said[1:]}."


def _variable(plan: Plan, requests: list[Request]) -> str:
    of = dict.fromkeys(name for request in requests for name in request.outcomes)
    labels = outcome_labels(plan)
    said = [f"{labels[name]} {at_visit(plan, plan.outcome(name).endpoint)}" for name in of]
    return "; ".join(said) + "."


def _events(plan: Plan, estimand: Estimand) -> str:
    if not plan.events:
        return _NO_EVENTS
    said = []
    for event in plan.events:
        strategy = estimand.strategy_of(event)
        words = STRATEGY_TITLES[strategy]
        if strategy == "composite":
            value = estimand.composite
            words += f" ({_VALUES[value] if isinstance(value, str) else f'{value:g} points'})"
        said.append(f"{event.label}: {words}")
    return "; ".join(said) + "."


def _summary(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return "The mean change from baseline, in points of the scale."
    return "The difference between arms in adjusted means, in points of the scale."
