"""What must hold of personalized advantage indices, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.advantage_index import BASELINE, AdvantageIndex
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.known_before import SAYS_NOTHING, comes_after
from ipt_outcomes.plan.plan import PathInPlan, Plan

_KEY = "personalized_advantage"
_OUT = "Leave it out, or name something that was known before randomisation."


def broken_advantage_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    if not plan.personalized_advantage:
        return
    if len(plan.arms) == 1:
        rule = "an index says which of two arms is better for whom, and there is one arm"
        yield (_KEY,), rule, f"Leave `{_KEY}` out."
        return
    if plan.allocation != "randomised":
        rule = (
            "who got the arm that an index recommends can be compared with who got the other only "
            "where chance decided"
        )
        yield (_KEY,), rule, f"Leave `{_KEY}` out."
    if any(cluster.randomised for cluster in plan.clusters):
        rule = "clusters were randomised, and the index's trials with permuted arms permute people"
        yield (_KEY,), rule, f"Leave `{_KEY}` out."
    for position, index in enumerate(plan.personalized_advantage):
        where = (_KEY, position)
        if index.name in [other.name for other in plan.personalized_advantage[:position]]:
            yield (*where, "name"), "another index has this name", "Give it another name."
        yield from _compared(plan, index, where)
        yield from _predictors(plan, index, where)


def baseline_outcome(plan: Plan, index: AdvantageIndex, predictor: str) -> str | None:
    """The outcome whose score at the baseline a predictor is; None of a participant's variable."""
    if predictor == BASELINE:
        return index.outcome
    return predictor if predictor in [outcome.name for outcome in plan.outcomes] else None


def _compared(plan: Plan, index: AdvantageIndex, where: PathInPlan) -> Iterator[Broken]:
    outcomes = [outcome.name for outcome in plan.outcomes]
    if index.outcome not in outcomes:
        rule = f"{index.outcome!r} is not one of the plan's outcomes"
        yield (*where, "outcome"), rule, one_of(outcomes)
    arms = [arm.name for arm in plan.arms]
    for key, arm in (("test", index.test), ("comparison", index.comparison)):
        if arm not in arms:
            yield (*where, key), f"{arm!r} is not one of the plan's arms", one_of(arms)
    if index.test == index.comparison:
        yield (*where, "comparison"), "both arms are the same", "Name two arms."


def _predictors(plan: Plan, index: AdvantageIndex, where: PathInPlan) -> Iterator[Broken]:
    for at, name in enumerate(index.predictors):
        place = (*where, "predictors", at)
        if name in index.predictors[:at]:
            yield place, f"{name!r} is named twice", "Name it once."
            continue
        wrong = _no_predictor(plan, index, name)
        if wrong is not None:
            yield place, *wrong


def _no_predictor(plan: Plan, index: AdvantageIndex, name: str) -> tuple[str, str] | None:
    """Why a variable can predict nothing, and what to do; None where it can."""
    own = plan.participants.covariates
    mapped = [*plan.participants.columns.model_dump(exclude_none=True), *own]
    score = baseline_outcome(plan, index, name)
    if score is not None and name in mapped:
        rule = f"{name!r} is a variable of the participants, and a score at the baseline too"
        return rule, "Rename the covariate."
    if name == index.outcome:
        return f"{name!r} is what is predicted", f"Name its score at the baseline: {BASELINE}."
    if score is not None:
        return None
    if name == "arm":
        return "the arm is what is compared", _OUT
    if name in SAYS_NOTHING:
        return f"{name!r} says nothing of people: {SAYS_NOTHING[name]}", _OUT
    if comes_after(plan, name):
        return (
            f"{name!r} is measured after the baseline: what the treatment may have changed cannot "
            "say beforehand who does better in which arm",
            _OUT,
        )
    if name not in mapped:
        others = [each.name for each in plan.outcomes if each.name != index.outcome]
        possible = [each for each in mapped if _no_predictor(plan, index, each) is None]
        remedy = one_of([BASELINE, *possible, *others])
        return f"no participant column is mapped to {name!r}, and no outcome is called so", remedy
    return None
