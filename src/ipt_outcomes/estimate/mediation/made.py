"""The table of mediators.

The formulas: docs/methods.md, "Mediation".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.mediation.confounding import undoing
from ipt_outcomes.estimate.mediation.effects import IN_POINTS
from ipt_outcomes.estimate.mediation.fitted import Fitted, Seen, fitted
from ipt_outcomes.estimate.mediation.people import not_shown_to_hold, people_seen
from ipt_outcomes.models.lagged.structure import LaggedStructure
from ipt_outcomes.models.status import NOT_CONVERGED, NOT_ESTIMABLE, OK
from ipt_outcomes.plan.mediation import LEAST_VISITS_FOR_PACE, Mediation, PersonPart
from ipt_outcomes.plan.mediation_rules import mediation_visits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed
from ipt_outcomes.tables.mediation import QUANTITIES

DRAWS = 1000
_LEAST_AT_REST = 0.95
_INDIRECT = QUANTITIES.index("indirect")


def mediation(
    plan: Plan,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Whether the plan's mediators move before its outcomes, and carry the arms' difference.

    `results` are those of all the plan's analyses, with their rows; `outcomes` and
    `participants` are the tables of these names; where people share clusters nothing is estimated
    without the latter, which says who does. The table `mediation`, without rows where the plan
    names none. Where intervals were not shown to hold for such people there is no number, and the
    reason in words. Raises PlanError where the plan has something left to decide.
    """
    plan.refuse_undecided()
    rows = [
        row for each in plan.mediation for row in _rows(plan, each, results, outcomes, participants)
    ]
    return checked("mediation", typed("mediation", pd.DataFrame(rows)))


def _rows(
    plan: Plan,
    each: Mediation,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None,
) -> list[dict[str, Any]]:
    visits = mediation_visits(plan, each)
    seen = people_seen(plan, each, results, outcomes, participants)
    said: dict[str, Any] = {
        "name": each.name,
        "mediator": each.mediator,
        "outcome": each.outcome,
        "test": each.test,
        "comparison": each.comparison,
        "comparison_is": plan.allocation,
        "visit": visits[-1].name,
        "visits": len(visits),
        "participants": len(seen.arm),
    }
    found = []
    for model in _models(each, len(visits)):
        planned = model == each.people_differ_in
        reason = not_shown_to_hold(plan, seen, each, visits, model)
        if plan.clusters and participants is None:
            reason = "who shares a cluster is not known without the table of participants"
        # What is not the plan's is shown beside it where there is a number, or not at all.
        if reason and not planned:
            continue
        own = said | {"model": model, "planned": planned}
        numbers = _nothing(NOT_ESTIMABLE, reason) if reason else _of_model(plan, each, seen, model)
        for place, quantity in enumerate(QUANTITIES):
            unit = "points" if place in IN_POINTS else "SD"
            found.append(own | {"quantity": quantity, "unit": unit} | numbers[place])
    return found


def _models(each: Mediation, visits: int) -> tuple[PersonPart, ...]:
    """The plan's assumption first, then the other where the visits allow it."""
    both: tuple[PersonPart, ...] = ("level", "pace")
    other = tuple(model for model in both if model != each.people_differ_in)
    return (each.people_differ_in, *(other if visits >= LEAST_VISITS_FOR_PACE else ()))


def _of_model(plan: Plan, each: Mediation, seen: Seen, model: PersonPart) -> list[dict[str, Any]]:
    structure = LaggedStructure(seen.values.shape[1], pace=model == "pace")
    # Both models are fitted to the same draws of people.
    fit = fitted(structure, seen, plan.stream("mediation", each.name), DRAWS)
    if not fit.best.converged:
        return _nothing(NOT_CONVERGED, "the search reached no maximum")
    if fit.rest < _LEAST_AT_REST:
        return _nothing(NOT_CONVERGED, "too many bootstrap samples have no maximum")
    return [_quantity(plan, fit, place) for place in range(len(QUANTITIES))]


def _quantity(plan: Plan, fit: Fitted, place: int) -> dict[str, Any]:
    level = 1 - plan.alpha
    lower, upper = fit.interval(place, level)
    limit, zero = undoing(fit, level) if place == _INDIRECT else (np.nan, np.nan)
    return {
        "estimate": fit.estimate[place],
        "ci_lower": lower,
        "ci_upper": upper,
        "correlation_at_limit": limit,
        "correlation_at_zero": zero,
        "draws": DRAWS,
        "reason": None,
        "status": OK,
    }


def _nothing(status: str, reason: str) -> list[dict[str, Any]]:
    names = ("estimate", "ci_lower", "ci_upper", "correlation_at_limit", "correlation_at_zero")
    row = dict.fromkeys(names, np.nan) | {"draws": 0, "reason": reason, "status": status}
    return [row] * len(QUANTITIES)
