"""Who is well and who relapsed: what the plan says, else the scale's entry, with the source."""

from __future__ import annotations

from dataclasses import dataclass

from ipt_outcomes.plan.clinical_change import ClinicalChange
from ipt_outcomes.plan.clinical_limits import IN_PLAN, Limit, well_limits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.relapse import Relapse


@dataclass(frozen=True)
class RelapseLimits:
    """The limits of one entry of `relapse`; None of what neither plan nor entry has.

    visit     from which on people are followed
    well      the limit of the remission, or of the response, as in `ClinicalLimits`
    relapse   points; a score as bad as this, or worse
    """

    visit: str
    well: Limit | None
    relapse: Limit | None


def relapse_limits(plan: Plan, asked: Relapse) -> RelapseLimits:
    """The limits of one entry. Raises KeyError for no such outcome."""
    judged = [each for each in plan.clinical_change if each.outcome == asked.outcome]
    well = well_limits(plan, judged[0] if judged else ClinicalChange(outcome=asked.outcome))
    return RelapseLimits(
        visit=asked.visit or plan.outcome(asked.outcome).endpoint,
        well=well[asked.of],
        relapse=_relapse(plan, asked),
    )


def _relapse(plan: Plan, asked: Relapse) -> Limit | None:
    if asked.relapse is not None:
        source = IN_PLAN if asked.source is None else f"{IN_PLAN}: {asked.source}"
        return Limit(asked.relapse, "points", "as given", source)
    entry = plan.entry_of(plan.outcome(asked.outcome).scale)
    if len(entry.cutoffs) != 1:
        return None
    only = entry.cutoffs[0]
    value = only.at_least if entry.direction == "higher_is_worse" else only.at_most
    return None if value is None else Limit(float(value), "points", only.meaning, only.source)
