"""Whether it moves a contrast what is assumed of people who were not assessed at the endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd

from ipt_outcomes.estimate.tables.effects import plan_effects
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.imputed import ImputedOutcome, Pooled, imputed_of, reason
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Missing scores", "does it matter what is assumed of them?", "person")

_LABELS = {
    "planned": "missing at random, by the plan's model",
    "mar": "missing at random, imputed",
    "j2r": "jump to reference",
    "cr": "copy reference",
    "cir": "copy increments in reference",
    "lmcf": "last mean carried forward",
}
_PLANNED = (
    "Who was not assessed would have fared like people of the same arm with the same earlier "
    "scores. Nothing is filled in."
)
_MAR = (
    "The same, with the missing scores drawn many times: what differs from the plan's analysis "
    "comes from chance and from the analysis of completed scores."
)
_REFERENCE = {
    "j2r": "Who left lost from then on all that the treatment had given, and fared like {arm}.",
    "cr": "Who left fared like {arm} from the start: the treatment did nothing for them but what "
    "shows in their earlier scores.",
    "cir": "Who left kept what the treatment had given until then, and went on like {arm}.",
}
_LMCF = "Who left stayed, on average, where their arm was when they left."
_NON_INFERIORITY = "non-inferiority"
_PULLS = (
    " It makes arms alike and so favours non-inferiority: no such conclusion is drawn from it, and "
    "those who left the test arm are taken to be worse instead."
)
_OVERCOVER = (
    " Its interval is by Rubin's rules, and wider than such estimates vary from trial to trial."
)


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """The plan's analysis; multiple imputation under missing at random; jump to reference, copy
    reference, copy increments in reference, where an arm is the reference; the last mean carried
    forward; those who left the test arm worse by the scale's minimal important difference, or for
    non-inferiority by the margin.

    None for a secondary outcome unless the plan asks for it, where the primary analysis is no MMRM
    or analysis of covariance with the baseline score as a covariate, and where nobody lacks a score
    at the endpoint.
    """
    imputed, plan = imputed_of(planned), planned.plan
    if not imputed.wanted:
        return
    people = len(imputed.at_endpoint)

    def choice(name: str, label: str, assumes: str, effects: pd.DataFrame) -> Choice:
        own = name == "planned"
        return Choice(
            name=name,
            label=label,
            assumes=assumes,
            planned=own,
            units=people,
            used=people - imputed.lacking if own else people,
            changed=0 if own else imputed.lacking,
            effects=effects,
        )

    yield choice("planned", _LABELS["planned"], _PLANNED, planned.effects)
    for name, assumes in _strategies(plan, imputed):
        made, said = _made(partial(imputed.contrasts, name), imputed, assumes)
        effects = _effects(planned, made)
        if name in _REFERENCE and _NON_INFERIORITY in effects["hypothesis"].to_numpy():
            pulled = effects["hypothesis"] == _NON_INFERIORITY
            effects["conclusion"] = effects["conclusion"].mask(pulled)
            said += _PULLS
        yield choice(name, _LABELS[name], said, effects)
    points = _points(planned)
    if points is not None:
        words = f"{points:g} {'point' if points == 1 else 'points'}"
        assumes = (
            f"Who left the test arm fared {words} worse than people of the same arm with the same "
            "earlier scores; those of the other arm did not."
        )
        worse = points if plan.direction_of(planned.outcome.name) == "higher_is_worse" else -points
        made, said = _made(partial(imputed.contrasts, delta=worse), imputed, assumes)
        yield choice("worse", f"test arm's leavers {words} worse", said, _effects(planned, made))


def _strategies(plan: Plan, imputed: ImputedOutcome) -> Iterator[tuple[str, str]]:
    """Each with what it assumes, in a sentence."""
    yield "mar", _MAR
    if imputed.reference is not None:
        # By its name: a label that is changed makes no results anew.
        arm = f"people of the arm {imputed.reference.replace('_', ' ')}"
        for name, said in _REFERENCE.items():
            yield name, said.format(arm=arm) + _OVERCOVER
    yield "lmcf", _LMCF + _OVERCOVER


def _points(planned: PlannedOutcome) -> float | None:
    """How much worse: the margin of a non-inferiority contrast, else what patients notice."""
    margins = [each.margin for each in planned.plan.contrasts_of(planned.outcome.name)]
    named = [margin for margin in margins if margin is not None]
    if named:
        return max(named)
    least = planned.plan.entry_of(planned.outcome.scale).minimal_important_difference
    return None if least is None or least.points is None else float(least.points)


def _made(
    make: Callable[[], Pooled], imputed: ImputedOutcome, assumes: str
) -> tuple[pd.DataFrame, str]:
    """The contrasts, and what they assume and rest on; or why there are none."""
    try:
        made = make()
    except ModelError as error:
        return imputed.not_made(), reason(error)
    said = (
        f"{assumes} {made.imputations:,} imputations: another seed moves an estimate by about "
        f"{made.monte_carlo_se:.2g} points."
    )
    if made.wanted > made.imputations:
        said += (
            f" So much is missing that more are wanted: `missing: {{imputations: {made.wanted}}}`."
        )
    return made.contrasts, said


def _effects(planned: PlannedOutcome, contrasts: pd.DataFrame) -> pd.DataFrame:
    return plan_effects(planned.plan, contrasts, planned.tables["outcomes"])
