"""Whether it moves a contrast what the baseline score is, and what becomes of a missing one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_outcomes.analyses.analyse import analyse
from ipt_outcomes.analyses.analysis import Tables
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.baseline_words import baseline_in_words
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.endpoint import endpoint_effects
from ipt_outcomes.sensitivity.other_options import with_options
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Baseline scores", "does it matter what is done with them?", "person")

_FILLED_IN, _LEFT_OUT = "filled_in", "left_out"


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """The plan's choice; then, where they are others: a covariate, a missing one filled in or its
    person left out; an outcome with one mean for all arms; an outcome with a mean an arm.

    Filling in and leaving out are one choice where everybody in the model has a baseline score.

    None where the primary analysis is no MMRM or analysis of covariance, where there is one arm,
    and where there is nothing to choose.
    """
    plan, analysis = planned.plan, planned.analysis.name
    outcome, made = planned.outcome.name, planned.tables
    request = plan.request(analysis)
    options = request.options
    if len(plan.arms) == 1 or not isinstance(options, Mmrm | Ancova):
        return
    own = _own(options)
    offered = _offered(plan, options)
    plans = {own: plan} | {
        name: with_options(plan, analysis, offered[name]) for name in offered if name != own
    }
    lacking = _lacking(plans[_FILLED_IN], outcome, made)
    if not lacking:
        del plans[_FILLED_IN if own == _LEFT_OUT else _LEFT_OUT]
    if len(plans) == 1:
        return
    adjusted = bool(plan.adjusted_for(request))
    seen: dict[str, set[str]] = {}
    for name, other in plans.items():
        own_choice = name == own
        result = planned.result if own_choice else analyse(planned_analysis(other, outcome), made)
        seen[name] = set(result.rows["participant"])
        of_covariate = name in (_FILLED_IN, _LEFT_OUT)
        shown = "covariate" if of_covariate and not lacking else name
        label, assumes = baseline_in_words(plan, shown, adjusted=adjusted)
        # Whose score was filled in has another one, where it is not.
        refilled = lacking if (name == _FILLED_IN) != (own == _FILLED_IN) else set()
        yield Choice(
            name=shown,
            label=label,
            assumes=assumes,
            planned=own_choice,
            units=len(made["participants"]),
            used=len(seen[name]),
            changed=len(seen[name] ^ seen[own] | refilled),
            effects=endpoint_effects(other, result, made["outcomes"]),
        )


def _own(options: Mmrm | Ancova) -> str:
    """The plan's choice."""
    if isinstance(options, Mmrm) and options.baseline in ("constrained", "free"):
        return options.baseline
    return _FILLED_IN if options.missing_baseline == "mean" else _LEFT_OUT


def _offered(plan: Plan, options: Mmrm | Ancova) -> dict[str, dict[str, Any]]:
    """Each choice as options of the analysis."""
    if isinstance(options, Ancova):
        return {
            _FILLED_IN: {"missing_baseline": "mean"},
            _LEFT_OUT: {"missing_baseline": "exclude"},
        }
    offered = {
        _FILLED_IN: {"baseline": "covariate", "missing_baseline": "mean"},
        _LEFT_OUT: {"baseline": "covariate", "missing_baseline": "exclude"},
        "constrained": {"baseline": "constrained"},
        "free": {"baseline": "free"},
    }
    if not plan.randomised:
        # ASSUME: equal means at baseline are what randomisation gives, and nothing else does.
        del offered["constrained"]
    return offered


def _lacking(plan: Plan, outcome: str, made: Tables) -> set[str]:
    """Who is in the model with the baseline as a covariate, and has none; `plan` fills it in."""
    of_baseline = made["outcomes"].loc[made["outcomes"]["visit"] == plan.baseline.name]
    there = of_baseline.loc[of_baseline["score"].notna(), "participant"]
    rows = planned_analysis(plan, outcome).frame(made).rows
    return set(rows["participant"]) - set(there)
