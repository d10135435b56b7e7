"""Ratings of recorded sessions by raters who do not know the arm."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.simulate.therapy_truth import Fidelity
from ipt_outcomes.simulate.truth import Truth


def draw_fidelity(
    truth: Truth,
    told: Fidelity,
    sessions: pd.DataFrame,
    arm: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row a rated session and rater, by person, session and rater.

    sessions: the rows of which some are rated, where they were attended. arm: the arm by
    participant. Columns: participant, session, rater, treatment_seen, then the ratings, whole
    points.
    """
    held = sessions[sessions["attended"] == "yes"]
    held = held[rng.random(len(held)) < told.share].reset_index(drop=True)
    n, raters = len(held), np.array(told.raters)
    # Each session's raters, in random order: the first, and of some sessions the second too.
    order = np.argsort(rng.random((n, raters.size)), axis=1)
    twice = rng.random(n) < told.by_two
    row = np.concatenate([np.arange(n), np.flatnonzero(twice)])
    rater = np.concatenate([order[:, 0], order[twice, 1]])
    own_arm = arm.loc[held["participant"]].to_numpy()[row]
    therapists, therapist = np.unique(held["therapist"].to_numpy(dtype=str), return_inverse=True)
    table = {
        "participant": held["participant"].to_numpy()[row],
        "session": held["session"].to_numpy()[row],
        "rater": raters[rater],
        "treatment_seen": _seen(truth, told, own_arm, rng),
    }
    for name, rating in told.ratings.items():
        points = np.array([rating.mean[one] for one in own_arm], dtype=float)
        points += rating.therapist_sd * rng.standard_normal(therapists.size)[therapist][row]
        points += rating.session_sd * rng.standard_normal(n)[row]
        points += rating.rater_sd * rng.standard_normal(raters.size)[rater]
        points += rating.error_sd * rng.standard_normal(row.size)
        table[name] = np.clip(np.rint(points), rating.minimum, rating.maximum).astype(int)
    rated = pd.DataFrame(table).astype({"participant": "str", "session": "Int64"})
    return rated.sort_values(["participant", "session", "rater"], ignore_index=True)


def _seen(
    truth: Truth, told: Fidelity, own_arm: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """The arm for whose treatment each rater takes the session."""
    treated = np.array([name for name, one in truth.arms.items() if one.sessions > 0])
    right = rng.random(own_arm.size) < told.seen_right
    # How many places further in the list of arms: never the own one.
    further = rng.integers(1, max(treated.size, 2), own_arm.size)
    place = np.searchsorted(np.sort(treated), own_arm)
    another = np.sort(treated)[(place + further) % treated.size]
    return np.where(right, own_arm, another)
