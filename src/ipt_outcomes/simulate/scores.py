"""A simulated trial's scores as arrays: all that a benchmark of a thousand trials needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.simulate.dropout import Leaving, draw_leaving
from ipt_outcomes.simulate.latent import CompleteScores, Course, draw_latent, observe
from ipt_outcomes.simulate.people import (
    PeopleDrawn,
    assign_groups,
    assign_therapists,
    draw_people,
    randomise,
    stratum_codes,
)
from ipt_outcomes.simulate.streams import streams
from ipt_outcomes.simulate.truth import Truth

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class SimulatedScores:
    """One trial's people and scores as arrays; codes count the truth file's entries from 0.

    people: who they are. arm, stratum: (n,) codes. therapist, therapy_group: (n,) codes of
    `therapists` and `groups`, -1 for none. day: (n, visits) day since randomisation of each planned
    assessment. assessed: (n, visits) whether it took place. totals: scale to (n, visits), scale
    points, NaN where not observed; totals of items are made up for missing answers as the scale's
    registry entry says. items: scale to (n, visits, items), NaN where not answered. leaving: who
    left, and why. courses: scale to the latent courses, of everybody and every visit.
    """

    people: PeopleDrawn
    arm: Codes
    stratum: Codes
    therapists: list[str]
    therapist: Codes
    groups: list[str]
    therapy_group: Codes
    day: Codes
    assessed: NDArray[np.bool_]
    totals: dict[str, Floats]
    items: dict[str, Floats]
    leaving: Leaving
    courses: dict[str, Course]


def simulate_scores(
    truth: Truth, seed: int | None = None, *, dropout: bool = True, n_per_arm: int | None = None
) -> SimulatedScores:
    """One trial's scores. The same seed gives the same people and scores as `simulate_trial`.

    seed: None means the truth file's. dropout: False means that nobody leaves and every assessment
    is made and complete, to the arm's last week. n_per_arm: None means the truth file's; in all
    n_per_arm x arms people are randomised, and incomplete blocks leave the arms a few apart.
    """
    stream = streams(truth.seed if seed is None else seed)
    n = len(truth.arms) * (truth.n_per_arm if n_per_arm is None else n_per_arm)
    people = draw_people(truth.people, n, stream.people)
    stratum = stratum_codes(people)
    arm = randomise(stratum, len(truth.arms), truth.people.block_sizes, stream.randomisation)
    names, therapist = assign_therapists(truth, people.site, arm, stream.randomisation)
    groups, group = assign_groups(truth, people.site, arm, therapist)
    # The last entry, which the code -1 picks, is that of nobody: people without a therapist.
    effects = np.append(stream.latent.standard_normal(len(names)), 0.0)
    of_groups = np.append(stream.latent.standard_normal(len(groups)), 0.0)
    draws = draw_latent(truth, n, stream.latent)
    complete = observe(
        truth,
        draws,
        arm,
        people.severity,
        therapist=effects[therapist],
        group=of_groups[group],
        problem_area=people.problem_area,
    )
    day = _days(truth, n, stream.assessment)
    totals, items = _with_gaps(truth, complete, stream.assessment, gaps=dropout)
    assessed = _assessed_at_all(truth, n, stream.assessment, gaps=dropout)
    leaving = draw_leaving(
        truth, arm, np.where(assessed, totals[truth.dropout.scale], np.nan), stream.dropout
    )
    if not dropout:
        stays = np.full(n, len(truth.visits))
        leaving = Leaving(stays, leaving.last_score, np.full(n, -1), leaving.moment)
    weeks = np.array([visit.week for visit in truth.visits])
    last_week = np.array([one.last_week for one in truth.arms.values()])[arm]
    assessed &= np.arange(weeks.size) < leaving.visit[:, None]
    assessed &= weeks <= last_week[:, None]
    return SimulatedScores(
        people=people,
        arm=arm,
        stratum=stratum,
        therapists=names,
        therapist=therapist,
        groups=groups,
        therapy_group=group,
        day=day,
        assessed=assessed,
        totals={name: np.where(assessed, one, np.nan) for name, one in totals.items()},
        items={name: np.where(assessed[:, :, None], one, np.nan) for name, one in items.items()},
        leaving=leaving,
        courses=complete.courses,
    )


def _days(truth: Truth, n: int, rng: np.random.Generator) -> Codes:
    """The day of each planned assessment (n, visits)."""
    centre = np.array([visit.day for visit in truth.visits])
    spread = np.array([visit.day_sd for visit in truth.visits])
    first, last = np.array([visit.days for visit in truth.visits]).T
    day = np.rint(centre + spread * rng.standard_normal((n, centre.size)))
    return np.clip(day, first, last).astype(np.int64)


def _assessed_at_all(
    truth: Truth, n: int, rng: np.random.Generator, *, gaps: bool
) -> NDArray[np.bool_]:
    """Whether each visit takes place if the person has not left; the first always does."""
    assessed: NDArray[np.bool_] = rng.random((n, len(truth.visits))) >= truth.dropout.missed_visit
    assessed[:, 0] = True
    return assessed if gaps else np.ones_like(assessed)


def _with_gaps(
    truth: Truth, complete: CompleteScores, rng: np.random.Generator, *, gaps: bool
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Totals and items with single answers and totals missing completely at random.

    ASSUME: the items asked at the first visit are all answered, as eligibility is read from them.
    """
    totals: dict[str, Floats] = {}
    items: dict[str, Floats] = {}
    for name, scale in truth.scales.items():
        if scale.items is None:
            total = complete.totals[name]
            missing = rng.random(total.shape) < scale.missing
            totals[name] = np.where(missing, np.nan, total) if gaps else total
            continue
        answers = complete.items[name].astype(np.float64)
        missing = rng.random(answers.shape) < scale.items.missing
        missing[:, 0] = False
        items[name] = np.where(missing, np.nan, answers) if gaps else answers
        totals[name] = _total(name, items[name])
    return totals, items


def _total(scale: str, answers: Floats) -> Floats:
    """The sum of the answers, missing ones made up for within the scale's rule, else NaN."""
    rule = read_instrument(scale).missing_rule()
    n_items = answers.shape[2]
    answered = n_items - np.isnan(answers).sum(axis=2)
    enough = answered >= n_items - (0 if rule is None else rule.most_missing)
    sums = np.nansum(answers, axis=2)
    return np.where(enough, sums * n_items / np.maximum(answered, 1), np.nan)
