"""Simulated trials with missing scores whose mechanism is known, for missing_simulation.py.

Two arms, a baseline score, and the change from it at four visits with an unstructured covariance.
People leave for good before a visit with a probability that grows with their last score; others
miss a visit now and then. What happens to those who left is one of `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FIXED = "change ~ baseline * visit + arm * visit"
FORMULA = f"{FIXED} + us(visit | person)"
NAMES: dict[str, Any] = {
    "participant": "person",
    "visit": "visit",
    "arm": "arm",
    "reference": "reference",
}
VISITS = 4
REFERENCE_MEAN = np.array([-2.0, -4.0, -5.0, -6.0])
EFFECT = np.array([-0.5, -1.5, -2.5, -3.0])
SD = np.array([4.0, 5.0, 6.0, 7.0])
CORRELATION = np.array(
    [[1.0, 0.7, 0.6, 0.5], [0.7, 1.0, 0.75, 0.6], [0.6, 0.75, 1.0, 0.8], [0.5, 0.6, 0.8, 1.0]]
)
COVARIANCE = SD[:, None] * CORRELATION * SD
SLOPE = -0.3
BASELINE_MEAN, BASELINE_SD = 20.0, 5.0
STAY = 1.9
BY_SCORE = 0.12
NEVER, GAP = 0.03, 0.04
KINDS = ("mar", "j2r", "cr", "cir", "delta", "selection")
DELTA, ODDS_RATIO = 3.0, 1.15


@dataclass(frozen=True)
class People:
    """n people: baseline (n,), scores (n, 4) as they would be, left (n,) visits before leaving."""

    baseline: np.ndarray
    scores: np.ndarray
    left: np.ndarray


def people(
    random: np.random.Generator, treated: np.ndarray, kind: str, covariance: np.ndarray = COVARIANCE
) -> People:
    """Draw people; `treated` (n,) is 1 in the test arm, in which alone `kind` moves anything."""
    n = len(treated)
    baseline = random.normal(BASELINE_MEAN, BASELINE_SD, n)
    shared = REFERENCE_MEAN + SLOPE * (baseline - BASELINE_MEAN)[:, None]
    own = shared + treated[:, None] * EFFECT
    scores = np.zeros((n, VISITS))
    left = np.full(n, VISITS)
    for t in range(VISITS):
        inside = left == VISITS
        lost = random.random(n) < _leaving(scores, t)
        left = np.where(inside & lost, t, left)
        gone = left <= t
        mean = np.where(gone[:, None], _assumed(own, shared, left, kind), own)
        before = covariance[:t, :t]
        slopes = np.linalg.solve(before, covariance[:t, t]) if t else np.zeros(0)
        variance = covariance[t, t] - slopes @ covariance[:t, t]
        scores[:, t] = mean[:, t] + (scores[:, :t] - mean[:, :t]) @ slopes
        scores[:, t] += random.normal(0.0, np.sqrt(variance), n)
        if kind == "selection":
            scores[:, t] += treated * (left == t) * np.log(ODDS_RATIO) * variance
    if kind == "delta":
        scores += DELTA * (treated[:, None] * (np.arange(VISITS) >= left[:, None]))
    return People(baseline, scores, left)


def trial(
    random: np.random.Generator,
    per_arm: int,
    kind: str,
    covariance: np.ndarray = COVARIANCE,
) -> pd.DataFrame:
    """A trial as it is recorded: a row for everyone at every visit, empty where nobody came."""
    treated = np.repeat([0.0, 1.0], per_arm)
    drawn = people(random, treated, kind, covariance)
    gaps = random.random(drawn.scores.shape) < GAP
    gaps[np.arange(VISITS) >= drawn.left[:, None]] = True
    return long_frame(drawn.baseline, np.where(gaps, np.nan, drawn.scores), treated)


def long_frame(baseline: np.ndarray, scores: np.ndarray, treated: np.ndarray) -> pd.DataFrame:
    """Wide scores (n, visits) as a long frame."""
    n, m = scores.shape
    person = np.repeat(np.arange(n), m)
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical(np.tile(np.arange(1, m + 1), n)),
            "arm": pd.Categorical(
                np.where(treated[person] > 0, "test", "reference"), ["reference", "test"]
            ),
            "baseline": baseline[person],
            "change": scores.ravel(),
        }
    )


def truth(kind: str, covariance: np.ndarray = COVARIANCE, chunks: int = 5) -> float:
    """The difference of the arms' means at the last visit among half a million people.

    Each of them is drawn once in either arm, with the same random numbers.
    """
    found = []
    for seed in range(chunks):
        n = 100_000
        test = people(np.random.default_rng(seed), np.ones(n), kind, covariance)
        reference = people(np.random.default_rng(seed), np.zeros(n), kind, covariance)
        found.append((test.scores[:, -1] - reference.scores[:, -1]).mean())
    return float(np.mean(found))


def _leaving(scores: np.ndarray, t: int) -> np.ndarray:
    """(n,) the probability of leaving before visit t, given the score before it."""
    if t == 0:
        return np.full(len(scores), NEVER)
    away = scores[:, t - 1] - REFERENCE_MEAN[t - 1]
    return 1.0 / (1.0 + np.exp(STAY - BY_SCORE * away))


def _assumed(own: np.ndarray, shared: np.ndarray, left: np.ndarray, kind: str) -> np.ndarray:
    """(n, 4) the means that the scores of those who left follow."""
    after = np.arange(VISITS) >= left[:, None]
    if kind == "j2r":
        return np.where(after, shared, own)
    if kind == "cr":
        return shared
    if kind == "cir":
        last = np.maximum(np.minimum(left, VISITS) - 1, 0)[:, None]
        gained = np.take_along_axis(own - shared, last, axis=1) * (left > 0)[:, None]
        return np.where(after, shared + gained, own)
    return own
