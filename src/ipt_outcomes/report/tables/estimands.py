"""The estimands by their five attributes (ICH E9(R1)), and the events in counts."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimands import STRATEGY_TITLES, Estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request
from ipt_outcomes.report.cells import Count
from ipt_outcomes.report.estimand_words import by_estimand, model_behind, strategy_in_words
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM
from ipt_outcomes.report.wording import arm_labels, at_visit, marked, outcome_labels

_NO_EVENTS = "The plan names none: every score counts, whatever happened before it."
_AGAIN = ", the primary analysis made again for this estimand"
_ORDER = (
    "Where one person has had several events, the first one after which scores do not count as "
    "given decides about all of that person's later scores, and what happens afterwards changes "
    "nothing. That is why “Not used” may hold scores after an event with the strategy treatment "
    "policy: another event came before them."
)


def estimands_table(plan: Plan) -> ShownTable:
    """A row an attribute of each estimand, the plan's first estimand first."""
    rows: list[Row] = []
    for estimand, requests in by_estimand(plan).values():
        attributes = {
            "Treatments": _treatments(plan),
            "Population": _population(plan, estimand),
            "Variable": _variable(plan, requests),
            "Intercurrent events": _events(plan, estimand),
            "Summary": _summary(plan),
            "Estimated by": _estimated_by(plan, requests),
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
    titles = {estimand.name: estimand.label for estimand, _ in by_estimand(plan).values()}
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
            Column("not_used", "Not used", "Of the scores after it, those set aside.", "count"),
            Column(
                "changed",
                "Another score stands",
                "Times that another score stands after it, in place of one that was given or of "
                "none.",
                "count",
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
                    "not_used": Count(row["scores"] - row["used"]),
                    "changed": Count(row["changed"]),
                },
                group=outcome_labels(plan)[row["outcome"]]
                + (f": {titles[row['estimand']]}" if several else ""),
            )
            for _, row in first.iterrows()
        ),
        notes=(
            marked(plan, "Scores at planned visits, of everybody randomised."),
            "A score of the event's own day counts as given before it. Scores after it are used as "
            "given, or not used. Another score may stand where one was not used, and where none "
            "was given.",
            *((_ORDER,) if len(plan.events) > 1 else ()),
        ),
    )


def _estimated_by(plan: Plan, requests: list[Request]) -> str:
    """The models; of a further estimand they are those of the primary analyses."""
    said = listed([model_behind(plan, request) for request in requests])
    again = any(request.estimand is not None for request in requests)
    return said + (_AGAIN if again else "")


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
    said = [f"{event.label}: {strategy_in_words(estimand, event)}" for event in plan.events]
    return "; ".join(said) + "."


def _summary(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return "The mean change from baseline, in points of the scale."
    return "The difference between arms in adjusted means, in points of the scale."
