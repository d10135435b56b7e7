"""Estimands that have no data at the endpoint: an arm in which no score there counts."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.analyses.event_strategies import UnderEstimand
from ipt_outcomes.errors import Problem
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.estimands import STRATEGY_TITLES, Estimand
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.trial import Outcome

_NOTHING = "there is nothing to estimate the contrast from"


def endpoint_problems(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> Iterator[Problem]:
    """A problem for each outcome of which a compared arm has no score at the endpoint, and for each
    estimand that takes all of an arm away.

    `participants` and `outcomes` are the tables of these names. Where no arm has one, whatever the
    estimand, nothing is said of it here. Raises what `UnderEstimand` does.
    """
    if len(plan.arms) == 1:
        return
    for outcome in plan.outcomes:
        rows = outcomes.loc[outcomes["outcome"] == outcome.name]
        asked = plan.contrasts_of(outcome.name)
        compared = {arm for contrast in asked for arm in (contrast.test, contrast.comparison)}
        there = _arms_there(rows, outcome)
        if not there:
            continue
        given = compared & there
        if compared - given:
            yield _never_given(plan, outcome, compared - given)
        every = [estimand_of(plan, request) for request in plan.requests_of(outcome.name)]
        for estimand in {each.name: each for each in every}.values():
            under = UnderEstimand(plan, estimand, participants, rows).outcomes
            lost = given - _arms_there(under, outcome)
            if lost:
                yield _taken_away(plan, estimand, outcome, lost)


def _arms_there(rows: pd.DataFrame, outcome: Outcome) -> set[str]:
    """The arms of which somebody has a score at the endpoint."""
    there = (rows["visit"] == outcome.endpoint) & rows["score"].notna()
    return set(rows.loc[there, "arm"].astype("str"))


def _never_given(plan: Plan, outcome: Outcome, without: set[str]) -> Problem:
    where = ("outcomes", plan.outcomes.index(outcome), "endpoint")
    remedy = "Choose an endpoint at which both arms were assessed, or leave the contrast out."
    return plan.problem(where, f"{_nobody(plan, outcome, without)}: {_NOTHING}", remedy)


def _taken_away(plan: Plan, estimand: Estimand, outcome: Outcome, without: set[str]) -> Problem:
    acting = [
        f"{event.name} ({STRATEGY_TITLES[estimand.strategy_of(event)]})"
        for event in plan.events
        if estimand.strategy_of(event) != "treatment_policy"
        and (not event.arms or set(event.arms) & without)
    ]
    where: PathInPlan = ("outcomes", plan.outcomes.index(outcome), "endpoint")
    if estimand in plan.estimands:
        where = ("estimands", plan.estimands.index(estimand), "events")
    return plan.problem(
        where,
        f"{_nobody(plan, outcome, without)} once scores after {listed(acting)} are taken away: "
        f"{_NOTHING}",
        "Choose an endpoint before the event, or another strategy for it.",
    )


def _nobody(plan: Plan, outcome: Outcome, without: set[str]) -> str:
    arms = listed([arm.name for arm in plan.arms if arm.name in without], "or")
    return f"nobody of {arms} has a score of {outcome.name} at {outcome.endpoint}"
