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

    def of_scale(self, name: str, k: int) -> OfScale:
        """Those of the scale of that name, the `k`-th."""
        return OfScale(
            self.person[:, k], self.change[:, k], self.visit[:, :, k], self.item.get(name)
        )


@dataclass(frozen=True, repr=False)
class OfScale:
    """One scale's parts: person, change (n,), visit (n, visits), item (n, items) where it has."""

    person: Floats
    change: Floats
    visit: Floats
    item: Floats | None


@dataclass(frozen=True, repr=False)
class Course:
    """A scale's latent course without what is drawn anew at each visit: start + progress x change.

    start, change: (n,). way: (n, items), what a person's lasting way with each item adds; without
    columns where the scale has no items. visit: (n, visits), the visit effects, standard normal.
    """

    start: Floats
    change: Floats
    way: Floats
    visit: Floats


@dataclass(frozen=True, repr=False)
class CompleteScores:
    """Scores with none missing; by scale, totals (n, visits) and items (n, visits, items)."""

    totals: dict[str, Floats]
    items: dict[str, NDArray[np.int8]]
    courses: dict[str, Course]


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
    *,
    therapist: Floats,
    group: Floats,
    problem_area: NDArray[np.int64],
) -> CompleteScores:
    """What the scales show of people in these arms (codes), all visits, none missing.

    severity: SDs of the person effect that site and recurrence add. therapist, group: the standard
    normal effect of each person's therapist and therapy group; zero for none. problem_area: codes.

    ASSUME: the expected score belongs to the planned visit; a few days earlier or later do not
    change it.
    """
    totals: dict[str, Floats] = {}
    items: dict[str, NDArray[np.int8]] = {}
    courses: dict[str, Course] = {}
    for k, (name, scale) in enumerate(truth.scales.items()):
        of_arm = np.array([scale.change[name] for name in truth.arms])[arm]
        of_arm = of_arm + scale.therapist_sd * therapist + scale.group_sd * group
        if scale.of_problem_area:
            of_arm = of_arm + _of_areas(truth, scale)[arm, problem_area]
        course = _course(scale, draws.of_scale(name, k), severity, of_arm)
        courses[name] = course
        latent = course.start[:, None] + course.change[:, None] * np.array(scale.progress)
        latent = latent + scale.visit_sd * course.visit
        if scale.items is None:
            instrument = read_instrument(name)
            rounded = np.round(latent, instrument.decimals)
            totals[name] = np.clip(rounded, instrument.minimum, instrument.maximum)
        else:
            felt = latent[:, :, None] + course.way[:, None, :]
            items[name] = answers(scale.items, felt, draws.answer[name])
            totals[name] = items[name].sum(axis=2, dtype=np.float64)
    return CompleteScores(totals, items, courses)


def _of_areas(truth: Truth, scale: Scale) -> Floats:
    """What each problem area adds to the change in each arm (arms, areas)."""
    return np.array(
        [
            [
                scale.of_problem_area.get(arm, {}).get(area, 0.0)
                for area in truth.people.problem_areas
            ]
            for arm in truth.arms
        ]
    )


def _course(scale: Scale, draws: OfScale, severity: Floats, treated: Floats) -> Course:
    """The latent course, see `Scale`; `treated` is what arm, therapist and group change."""
    return Course(
        start=scale.level + scale.person_sd * (draws.person + severity),
        change=treated + scale.change_sd * draws.change,
        way=np.zeros((severity.size, 0))
        if scale.items is None or draws.item is None
        else scale.items.person_sd * draws.item,
        visit=draws.visit,
    )


def answers(items: Items, felt: Floats, noise: Floats) -> NDArray[np.int8]:
    """The number of its thresholds that each item's latent answer passes.

    felt, noise: (..., items), the latent item without the noise of one answer, and that noise,
    standard normal.
    """
    answered = felt + items.answer_sd * noise
    passed = np.zeros(answered.shape, dtype=np.int8)
    # Item by item: items may differ in how many answers they have.
    for item, thresholds in enumerate(items.thresholds):
        for threshold in thresholds:
            passed[..., item] += answered[..., item] > threshold
    return passed
