"""Which results each difference from the locked plan touches, by the key at which they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ipt_outcomes.plan.locking.content import OWN_SCALES, Content, content_of
from ipt_outcomes.plan.locking.differences import Difference
from ipt_outcomes.plan.locking.locked import since_planned
from ipt_outcomes.plan.locking.rests_on import (
    drawn_at_random,
    in_families,
    joint_models,
    predicted_by,
    primary_outcomes,
    with_what_rests_on,
)
from ipt_outcomes.plan.locking.touched import EVERYTHING, NOTHING, Touched, is_words, together
from ipt_outcomes.plan.plan import Plan

_KINDS_FIRST = ("mmrm", "ancova")
# Lists of which the order says nothing, or alone in which order hypotheses are tested.
_ORDERS = {
    "outcomes": True, "contrasts": True,
    "analyses": False, "measures": False, "multiplicity": False, "scores": False,
}  # fmt: skip


def exploratory(plan: Plan) -> Touched:
    """All of the plan's results that its lock would not give; nothing where it is not locked."""
    if plan.lock is None:
        return NOTHING
    planned = plan.lock.before_data
    found = together(touches(plan, planned, each) for each in since_planned(plan))
    return with_what_rests_on(plan, found)


def standing_said(plan: Plan) -> str:
    """As text what the column `standing` rests on: another text, other rows are exploratory."""
    if plan.lock is None:
        return "unlocked"
    touched = exploratory(plan)
    return "; ".join(
        f"{name}: {sorted(value) if isinstance(value, frozenset) else value}"
        for name, value in vars(touched).items()
    )


def touches(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """What of the plan's results the difference from what was planned touches."""
    steps = difference.steps
    if is_words(steps):
        return NOTHING
    if len(steps) == 1 and steps[0] in _ORDERS:
        return Touched(hypotheses=_in_order(plan)) if _ORDERS[steps[0]] else NOTHING
    return _OF_KEY.get(steps[0], _further)(plan, planned, difference)


def _outcomes(plan: Plan, planned: Content, difference: Difference) -> Touched:
    name = difference.steps[1]
    there = frozenset({name} & {outcome.name for outcome in plan.outcomes})
    rescaled = difference.steps[2:] in {(), ("scale",)}
    return Touched(
        outcomes=there,
        hypotheses=in_families(plan, {name}, open_ones=True),
        further=joint_models(plan, {name}, open_ones=True)
        | (predicted_by(plan, {name}) if rescaled else frozenset()),
        scores=there if rescaled else frozenset(),
    )


def _of_scales(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """The outcomes of a scale of the user's own: its key follows the first."""
    return _scored(plan, _of_scale(plan, difference.steps[1]))


def _scores(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """How one scale is scored; what else is chosen in a file bears on all that it holds."""
    place, *rest = difference.steps[1:]
    if rest[:1] == ["scales"]:
        return _scored(plan, _of_scale(plan, rest[1]))
    scales = list(plan.scores[int(place) - 1].scales) if int(place) <= len(plan.scores) else []
    found = [_of_scale(plan, scale) for scale in scales]
    return _scored(plan, frozenset().union(*found))


def _scored(plan: Plan, outcomes: frozenset[str]) -> Touched:
    """Outcomes whose scores are others, at the baseline too."""
    return Touched(outcomes=outcomes, further=predicted_by(plan, outcomes), scores=outcomes)


def _contrasts(plan: Plan, planned: Content, difference: Difference) -> Touched:
    name = difference.steps[1]
    before, after = _asked(planned), _asked(content_of(plan))
    of_entry = set(_asked(planned, name)) | set(_asked(content_of(plan), name))
    changed = {key for key in of_entry if before.get(key) != after.get(key)}
    of_outcomes = {outcome for outcome, _, _ in changed}
    return Touched(
        contrasts=frozenset(changed & set(after)),
        hypotheses=in_families(plan, of_outcomes),
        further=joint_models(plan, of_outcomes),
    )


def _asked(
    content: Content, only: str | None = None
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """By outcome and arms, what is to be shown and by which margin; of one entry, or of all."""
    found = {}
    for name in content["contrasts"]:
        said = {key: content[f"contrasts.{name}.{key}"] for key in ("test", "comparison")}
        to_show = tuple(content[f"contrasts.{name}.{key}"] for key in ("hypothesis", "margin"))
        for outcome in content[f"contrasts.{name}.outcomes"] or content["outcomes"]:
            if only in (None, name):
                found[outcome, said["test"], said["comparison"]] = to_show
    return found


def _visits(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """Its own results, and those of every model that has its scores among others.

    A baseline is part of all.
    """
    if difference.steps == ("visits",):
        return EVERYTHING
    name = difference.steps[1]
    now = {visit.name: visit.phase for visit in plan.visits}
    if "baseline" in (now.get(name), planned.get(f"visits.{name}.phase")):
        return EVERYTHING
    modelled = {
        (outcome, request.name)
        for request in plan.requests
        for outcome in request.outcomes
        if (
            plan.outcome(outcome).endpoint == name
            if request.kind == "ancova"
            else name not in now or name in {v.name for v in request.options.visits(plan.visits)}
        )
    }
    return Touched(visits=frozenset({name} & set(now)), analyses=frozenset(modelled))


def _models(plan: Plan, planned: Content, difference: Difference) -> Touched:
    kind = difference.steps[1]
    own_kind = plan.one_visit == (kind == "ancova")
    if kind not in {"mmrm", "ancova", "growth"}:
        return EVERYTHING
    if kind in _KINDS_FIRST and len(difference.steps) == 2 and own_kind:
        # The first of them is primary: without it, or with it, another is.
        return EVERYTHING
    return Touched(analyses=frozenset(_made_as(plan, kind)))


def _analyses(plan: Plan, planned: Content, difference: Difference) -> Touched:
    name = difference.steps[1]
    now = content_of(plan)
    contents = (planned, now)
    roles = {each.get(f"analyses.{name}.role") for each in contents}
    if "primary" not in roles:
        return Touched(analyses=frozenset(_made_as(plan, name)))
    asked = [each for each in contents if f"analyses.{name}.name" in each]
    every = [each[f"analyses.{name}.outcomes"] or each["outcomes"] for each in asked]
    there = {outcome.name for outcome in plan.outcomes}
    return Touched(
        outcomes=frozenset(there & set().union(*every)),
        analyses=frozenset(_made_as(plan, name)),
    )


def _made_as(plan: Plan, name: str) -> Iterator[tuple[str, str]]:
    """The analyses of that name, and those that make it again for a further estimand."""
    for request in plan.requests:
        for outcome in request.outcomes:
            again = request.estimand is not None and plan.primary_of(outcome) == name
            if request.name == name or again:
                yield outcome, request.name


def _estimands(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """All analyses are of the first; a further one has its own."""
    if difference.steps == ("estimands",):
        return EVERYTHING
    name = difference.steps[1]
    firsts = {(planned["estimands"] or [None])[0], next((e.name for e in plan.estimands), None)}
    if name in firsts:
        return EVERYTHING
    return Touched(
        analyses=frozenset(
            (outcome, request.name)
            for request in plan.requests
            if request.estimand == name
            for outcome in request.outcomes
        )
    )


def _missing(plan: Plan, planned: Content, difference: Difference) -> Touched:
    return Touched(scenarios=True)


def _seed(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """All that is drawn at random: people, folds, imputed scores."""
    drawn = plan.effect_size.bootstrap is not None
    return Touched(scenarios=True, sizes=drawn, further=drawn_at_random(plan))


def _evidence(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """A set of studies, and the comparisons by way of it."""
    name = difference.steps[1] if len(difference.steps) > 1 else None
    by_way = {
        ("indirect", each.name) for each in plan.indirect if name in (each.first, each.second)
    }
    return Touched(further=_further(plan, planned, difference).further | by_way)


def _effect_size(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """By what differences are divided where they are shown: the differences are as they were."""
    return Touched(sizes=True)


def _multiplicity(plan: Plan, planned: Content, difference: Difference) -> Touched:
    name = difference.steps[1]
    found: set[str] = set()
    for content in (planned, content_of(plan)):
        if f"multiplicity.{name}.name" in content:
            found |= set(content[f"multiplicity.{name}.outcomes"] or primary_outcomes(plan))
    return Touched(hypotheses=frozenset(found))


def _further(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """A key of analyses that rest on the others: its entries touch the tables called after it."""
    first, *rest = difference.steps
    return Touched(further=frozenset({(first, ".".join(rest))}))


def _of_scale(plan: Plan, scale: str) -> frozenset[str]:
    return frozenset(outcome.name for outcome in plan.outcomes if outcome.scale == scale)


def _in_order(plan: Plan) -> frozenset[str]:
    """The outcomes of the families that are tested in the plan's order."""
    return frozenset(
        outcome
        for family in plan.multiplicity
        if family.method == "fixed-sequence"
        for outcome in family.outcomes or primary_outcomes(plan)
    )


def _all(plan: Plan, planned: Content, difference: Difference) -> Touched:
    return EVERYTHING


def _participants(plan: Plan, planned: Content, difference: Difference) -> Touched:
    """Who counts. A covariate that is new is used where another key names it."""
    new = difference.steps[-1] == "type" and difference.was is None
    return NOTHING if new else EVERYTHING


_FOR_ALL = (
    "allocation", "arms", "stratification", "clusters", "events", "alpha", "privacy", "sessions",
)  # fmt: skip
_OF_KEY: dict[str, Callable[[Plan, Content, Difference], Touched]] = {
    **dict.fromkeys(_FOR_ALL, _all),
    "participants": _participants,
    "outcomes": _outcomes,
    "measures": _of_scales,
    OWN_SCALES: _of_scales,
    "scores": _scores,
    "contrasts": _contrasts,
    "visits": _visits,
    "models": _models,
    "analyses": _analyses,
    "estimands": _estimands,
    "missing": _missing,
    "analysis_sets": _missing,
    "seed": _seed,
    "evidence": _evidence,
    "effect_size": _effect_size,
    "multiplicity": _multiplicity,
}
