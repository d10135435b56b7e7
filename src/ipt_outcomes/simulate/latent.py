"""Latent courses and the scores that come of them, before anything is missing.

A person's random parts are drawn once (`draw_latent`) and can then be observed under any arm
(`observe`): the same person under two arms differs by the treatment alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.simulate.truth import Items, Scale, Truth

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class LatentDraws:
    """Standard normal parts of `n` people; scales in the truth file's order.

    person, change: (n, scales). visit: (n, visits, scales). item: scale name to (n, items).
    answer: scale name to (n, visits, items).
    """

    person: Floats
    change: Floats
    visit: Floats
    item: dict[str, Floats]
    answer: dict[str, Floats]


@dataclass(frozen=True, repr=False)
class CompleteScores:
    """Scores with none missing; by scale, totals (n, visits) and items (n, visits, items)."""

    totals: dict[str, Floats]
    items: dict[str, NDArray[np.int8]]


def draw_latent(truth: Truth, n: int, rng: np.random.Generator) -> LatentDraws:
    """The random parts of `n` people.

    Each part of a scale is loading x common factor + sqrt(1 - loading^2) x its own, so it has
    variance 1 and correlates between scales at loading^2.
    """
    k, visits, common = len(truth.scales), len(truth.visits), truth.common
    level = rng.standard_normal((n, 1))
    own_change = rng.standard_normal((n, 1))
    change = common.level_change * level + np.sqrt(1 - common.level_change**2) * own_change

    def around(factor: Floats, loading: float, shape: tuple[int, ...]) -> Floats:
        parts: Floats = loading * factor + np.sqrt(1 - loading**2) * rng.standard_normal(shape)
        return parts

    with_items = {name: s.items for name, s in truth.scales.items() if s.items is not None}
    return LatentDraws(
        person=around(level, common.person, (n, k)),
        change=around(change, common.change, (n, k)),
        visit=around(rng.standard_normal((n, visits, 1)), common.visit, (n, visits, k)),
        item={name: rng.standard_normal((n, len(i.thresholds))) for name, i in with_items.items()},
        answer={
            name: rng.standard_normal((n, visits, len(i.thresholds)))
            for name, i in with_items.items()
        },
    )


def observe(
    truth: Truth,
    draws: LatentDraws,
    arm: NDArray[np.int64],
    severity: Floats,
    therapist: Floats,
) -> CompleteScores:
    """What the scales show of people in these arms (codes), all visits, none missing.

    severity: SDs of the person effect that site and recurrence add. therapist: each person's
    therapist's standard normal effect.

    ASSUME: the expected score belongs to the planned visit; a few days earlier or later do not
    change it.
    """
    totals: dict[str, Floats] = {}
    items: dict[str, NDArray[np.int8]] = {}
    for k, (name, scale) in enumerate(truth.scales.items()):
        of_arm = np.array([scale.change[name] for name in truth.arms])[arm]
        latent = _course(scale, k, draws, severity, of_arm + scale.therapist_sd * therapist)
        if scale.items is None:
            instrument = read_instrument(name)
            rounded = np.round(latent, instrument.decimals)
            totals[name] = np.clip(rounded, instrument.minimum, instrument.maximum)
        else:
            items[name] = _answers(scale.items, latent, draws.item[name], draws.answer[name])
            totals[name] = items[name].sum(axis=2, dtype=np.float64)
    return CompleteScores(totals, items)


def _course(scale: Scale, k: int, draws: LatentDraws, severity: Floats, treated: Floats) -> Floats:
    """The latent course (n, visits), see `Scale`; `treated` is what arm and therapist change."""
    start = scale.level + scale.person_sd * (draws.person[:, k] + severity)
    change = treated + scale.change_sd * draws.change[:, k]
    course: Floats = start[:, None] + change[:, None] * np.array(scale.progress)
    return course + scale.visit_sd * draws.visit[:, :, k]


def _answers(items: Items, latent: Floats, person: Floats, answer: Floats) -> NDArray[np.int8]:
    """The number of its thresholds that each item's latent answer passes (n, visits, items)."""
    felt = latent[:, :, None] + items.person_sd * person[:, None, :] + items.answer_sd * answer
    passed = np.zeros(felt.shape, dtype=np.int8)
    # Item by item: items may differ in how many answers they have.
    for item, thresholds in enumerate(items.thresholds):
        for threshold in thresholds:
            passed[:, :, item] += felt[:, :, item] > threshold
    return passed
