"""What may be assumed of scores that are missing at the endpoint: each made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from ipt_outcomes.missing.strategies import Given, selection
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.phrases import listed
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.missing_words import (
    COMPLETERS,
    JACKKNIFE,
    LABELS,
    LMCF,
    LOCF,
    MAR,
    NO_COUNTERPART,
    NO_JACKKNIFE,
    NO_WEIGHTS,
    OVERCOVER,
    REFERENCE,
    label_of,
    reasons_in_words,
    reference_in_words,
    selection_in_words,
    weights_in_words,
    with_imputations,
    worse_in_words,
)
from ipt_outcomes.sensitivity.noticeable import Noticeable, noticeable
from ipt_outcomes.sensitivity.single_scores import carried_forward, completers
from ipt_outcomes.sensitivity.weighted import weighted


@dataclass(frozen=True, repr=False, eq=False)
class Made:
    """An assumption's contrasts, rows of the table of that name, and what is said of it.

    used, changed   people with a score at the endpoint under it, and those with a score made up
    pulls           whether it makes arms alike
    """

    label: str
    assumes: str
    contrasts: pd.DataFrame
    used: int
    changed: int
    pulls: bool = False


Make = Callable[[], Made]


def assumptions(imputed: ImputedOutcome) -> Iterator[tuple[str, Make]]:
    """By name: multiple imputation under missing at random, and weights for who left; jump to
    reference (also by conditional means), copy reference, copy increments in reference, where
    somebody left another arm than the reference; the last mean carried forward; by the reason for
    leaving, where the plan names reasons; those who left the test arm worse, by a margin or a
    difference that patients notice; leaving that depends on the unseen score; completers, and the
    last score carried forward, where the plan asks for them.

    What concerns nobody is not among them. Each raises ModelError where it cannot be made.
    """
    plan, leavers = imputed.plan, imputed.leavers
    yield "mar", partial(_imputed, imputed, LABELS["mar"], MAR)
    if len(leavers):
        yield "weighted", partial(_weighted, imputed)
    if imputed.reference is not None and (leavers["arm"] != imputed.reference).any():
        for name in REFERENCE:
            yield name, partial(_of_reference, imputed, name)
            if name == "j2r":
                yield "j2r_jackknife", partial(_by_conditional_means, imputed)
    if leavers["seen_before"].any():
        yield "lmcf", partial(_imputed, imputed, LABELS["lmcf"], LMCF + OVERCOVER, "lmcf")
    if plan.missing.reasons and len(leavers):
        yield "by_reason", partial(_by_reason, imputed)
    unit = noticeable(plan, imputed.planned.outcome, imputed.planned.tables["outcomes"])
    tests = {contrast.test for contrast in plan.contrasts_of(imputed.planned.outcome.name)}
    margin = _margin(imputed)
    if leavers["arm"].isin(tests).any() and (unit is not None or margin is not None):
        yield "worse", partial(_worse, imputed, unit, margin)
    if plan.missing.leaving_odds is not None and unit is not None and len(leavers):
        yield "selection", partial(_selection, imputed, unit, plan.missing.leaving_odds)
    for name in plan.missing.also:
        yield name, partial(_ASKED_FOR[name], imputed)


def _imputed(
    imputed: ImputedOutcome,
    label: str,
    assumes: str,
    strategies: Given = "mar",
    *,
    delta: float = 0.0,
    pulls: bool = False,
) -> Made:
    pooled = imputed.contrasts(strategies, delta)
    return Made(
        label=label_of(label, pooled),
        assumes=with_imputations(assumes, pooled),
        contrasts=pooled.contrasts,
        used=len(imputed.at_endpoint),
        changed=imputed.lacking,
        pulls=pulls,
    )


def _of_reference(imputed: ImputedOutcome, name: str) -> Made:
    assert imputed.reference is not None
    if not imputed.reference_without_clusters:
        raise ModelError(NO_COUNTERPART.format(clusters=_clusters(imputed, several=True)))
    said = reference_in_words(name, imputed.reference) + OVERCOVER
    return _imputed(imputed, LABELS[name], said, name, pulls=True)


def _by_conditional_means(imputed: ImputedOutcome) -> Made:
    if imputed.plan.clusters:
        raise ModelError(NO_JACKKNIFE.format(clusters=_clusters(imputed, several=False)))
    return Made(
        label=LABELS["j2r_jackknife"],
        assumes=JACKKNIFE,
        contrasts=imputed.by_conditional_means("j2r"),
        used=len(imputed.at_endpoint),
        changed=imputed.lacking,
        pulls=True,
    )


def _weighted(imputed: ImputedOutcome) -> Made:
    if not imputed.leavers["seen_before"].any():
        raise ModelError(NO_WEIGHTS)
    made = weighted(imputed)
    return Made(
        label=LABELS["weighted"],
        assumes=weights_in_words(imputed.plan, made.weights),
        contrasts=made.contrasts,
        used=len(imputed.at_endpoint) - imputed.lacking,
        changed=0,
    )


def _by_reason(imputed: ImputedOutcome) -> Made:
    missing = imputed.plan.missing
    people = imputed.at_endpoint.set_index("participant")["withdrawal_reason"].str.strip()
    wanted = people.map(missing.reasons).fillna(missing.other_reasons)
    named = people.reindex(imputed.leavers.index)
    counts = {reason: int((named == reason).sum()) for reason in missing.reasons}
    said = reasons_in_words(imputed.plan, counts, len(named) - sum(counts.values()))
    uses = set(wanted.reindex(imputed.leavers.index))
    if uses & set(REFERENCE) and not imputed.reference_without_clusters:
        raise ModelError(NO_COUNTERPART.format(clusters=_clusters(imputed, several=True)))
    if uses - {"mar"}:
        said += OVERCOVER
    pulls = bool(uses & set(REFERENCE))
    return _imputed(imputed, LABELS["by_reason"], said, wanted.to_dict(), pulls=pulls)


def _worse(imputed: ImputedOutcome, unit: Noticeable | None, margin: float | None) -> Made:
    label, said = worse_in_words(unit, margin)
    points = margin if margin is not None or unit is None else unit.points
    assert points is not None
    return _imputed(imputed, label, said, delta=_worse_side(imputed) * points)


def _selection(imputed: ImputedOutcome, unit: Noticeable, odds: float) -> Made:
    a_point_higher = odds ** (_worse_side(imputed) / unit.points)
    said = selection_in_words(odds, unit)
    return _imputed(imputed, LABELS["selection"], said, selection(a_point_higher))


def _completers(imputed: ImputedOutcome) -> Made:
    used = len(imputed.at_endpoint) - imputed.lacking
    return Made(LABELS["completers"], COMPLETERS, completers(imputed.planned), used, 0)


def _carried_forward(imputed: ImputedOutcome) -> Made:
    contrasts, carried = carried_forward(imputed.planned)
    used = len(imputed.at_endpoint) - imputed.lacking + carried
    return Made(LABELS["locf"], LOCF, contrasts, used, carried)


_ASKED_FOR: dict[str, Callable[[ImputedOutcome], Made]] = {
    "completers": _completers,
    "locf": _carried_forward,
}


def _worse_side(imputed: ImputedOutcome) -> int:
    """1 where higher scores are worse, else -1."""
    direction = imputed.plan.direction_of(imputed.planned.outcome.name)
    return 1 if direction == "higher_is_worse" else -1


def _margin(imputed: ImputedOutcome) -> float | None:
    """The largest margin of a contrast of non-inferiority or equivalence."""
    contrasts = imputed.plan.contrasts_of(imputed.planned.outcome.name)
    return max((each.margin for each in contrasts if each.margin is not None), default=None)


def _clusters(imputed: ImputedOutcome, *, several: bool) -> str:
    clusters = imputed.plan.clusters
    if several:
        return listed([cluster.several for cluster in clusters])
    return listed([cluster.one for cluster in clusters], "or")
