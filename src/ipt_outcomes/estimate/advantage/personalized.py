"""`personalized_advantage`: whether following an index of who does better in which arm would help.

DeRubeis, Cohen, Forand, Fournier, Gelfand and Lorenzo-Luaces 2014, PLoS ONE 9:e83875; of CBT and
interpersonal psychotherapy: Huibers, Cohen, Lemmens, Arntz, Peeters, Cuijpers and DeRubeis 2015,
PLoS ONE 10:e0140771.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.evaluated import Calibration, calibration, evaluated
from ipt_outcomes.estimate.advantage.folds import OutOfFold, drawn_folds, out_of_fold
from ipt_outcomes.estimate.advantage.learners import LEARNERS, LearnerName
from ipt_outcomes.estimate.advantage.people import (
    MissingOutcomes,
    TrialPeople,
    trial_people,
)
from ipt_outcomes.estimate.advantage.rows import benefit_rows, conclusion, least_detectable
from ipt_outcomes.estimate.advantage.trials import observed_trial, permuted_trials
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.in_short import in_short
from ipt_outcomes.models.moments import Array
from ipt_outcomes.random_streams import named_stream

KEEP = 0.2
"""The p-value of its interaction up to which the ridge keeps a predictor: the first of the levels
by which DeRubeis et al. 2014 narrow theirs down; the penalty does the rest."""
_FEWEST_PERMUTATIONS = 19


@dataclass(frozen=True, repr=False, eq=False)
class PersonalizedAdvantage:
    """What following the index is worth, out of sample.

    benefits    one row for each group of people and quantity. people: `all`, or the `clearest half`
                whose index is farthest from zero. quantity: `recommended against the other arm`
                (the mean difference between those who got the arm that the index recommends and
                those who got the other); `beyond the average difference` (what is left of it when
                the same share of people got the recommended arm by lot: 0 where no predictor
                moves the difference); `against the test arm for all` and `against the comparison
                arm for all`. estimate (scale points, more is better), se, df, ci_lower, ci_upper,
                p_value (of `beyond the average difference` alone)
    predictors  predictor, kept (the share of the training sets in which it was), slope (by how many
                scale points test minus comparison changes with an SD of it; NaN of a category of
                more than two levels)
    summary     one row (`how`, as a frame): learner, folds, repeats, permutations; n_test,
                n_comparison (people with an outcome), missing_test, missing_comparison (without),
                missing_outcomes (what became of these); recommended_test (the share whom the test
                arm is recommended), steady (how often the repeats agree on a person),
                calibration_slope, promised (the benefit that the index promises itself),
                least_detectable (by an index that parts people in halves), conclusion
    people      one row a person, not for release: participant, index (mean over the repeats,
                expected outcome of test minus comparison), recommended
    """

    benefits: pd.DataFrame
    predictors: pd.DataFrame
    how: dict[str, Any]
    people: pd.DataFrame

    @property
    def summary(self) -> pd.DataFrame:
        """One row: how it was made and tested, and what came out."""
        return pd.DataFrame([self.how])

    def __repr__(self) -> str:
        """A line: of how many people, and what came out."""
        n = self.how["n_test"] + self.how["n_comparison"]
        return in_short("PersonalizedAdvantage", f": {n} people, {self.how['conclusion']}")


def personalized_advantage(
    frame: pd.DataFrame,
    *,
    participant: str,
    arm: str,
    outcome: str,
    predictors: Sequence[str],
    test: str,
    comparison: str,
    direction: Direction,
    learner: LearnerName = "ridge",
    folds: int = 5,
    repeats: int = 10,
    permutations: int = 199,
    keep: float = KEEP,
    strata: str | None = None,
    missing_outcomes: MissingOutcomes = "weighted",
    alpha: float = 0.05,
    seed: int = 0,
    stream: np.random.Generator | None = None,
) -> PersonalizedAdvantage:
    """The benefit of following a personalized advantage index, by repeated nested cross-validation.

    `frame` has one row a person of a randomised trial, with the outcome at one visit (missing where
    there is none) and predictors from before randomisation, numbers or categories; what is not
    known of these is filled in within the training sets. `strata` is a column of strata that the
    arms were randomised in.

    In each training set predictors are chosen (by the p-value of their interaction with the arm, up
    to `keep`; the elastic net chooses by itself) and the penalty is tuned; the index is of people
    in the fold left out. The whole is repeated with `repeats` draws of folds, and in `permutations`
    trials with permuted arms, in which everybody has the average effect: from these come the
    p-value and the standard error. The elastic net takes a hundred times longer than the ridge.

    `missing_outcomes`: `weighted`, those who have one stand for those who have none but are alike
    in arm and predictors; or `completers`, who are then all that the result is about.

    Raises ModelError for fewer than 40 people with an outcome in an arm (Luedtke et al. 2019 find
    that some 300 are needed), a predictor that nobody differs in, a person who is there twice,
    fewer than 2 folds or 19 permutations.
    """
    _hold(learner, folds, repeats, permutations)
    drawn = named_stream(seed, "personalized advantage") if stream is None else stream
    people = trial_people(
        frame,
        participant=participant,
        arm=arm,
        outcome=outcome,
        predictors=predictors,
        test=test,
        comparison=comparison,
        direction=direction,
        strata=strata,
        missing_outcomes=missing_outcomes,
    )
    procedure = LEARNERS[learner]
    fold_of = drawn_folds(len(people.outcome), folds, repeats, drawn)
    trial, others = observed_trial(people), permuted_trials(people, permutations, drawn)
    own = out_of_fold(people, trial, fold_of, procedure[0], keep)
    null = out_of_fold(people, others, fold_of, procedure[1], keep)
    benefits = benefit_rows(
        evaluated(people, trial, own.index, fold_of),
        evaluated(people, others, null.index, fold_of),
        alpha=alpha,
    )
    index = own.index[:, 0]
    how = {
        "learner": learner,
        "folds": folds,
        "repeats": repeats,
        "permutations": permutations,
        **_counted(people, missing_outcomes),
        **_split(people, index, calibration(people, index, fold_of)),
        "least_detectable": least_detectable(people, alpha),
        "conclusion": conclusion(benefits, alpha),
    }
    return PersonalizedAdvantage(
        benefits, _predictors(people, own), how, _people(people, index, test, comparison)
    )


def _hold(learner: str, folds: int, repeats: int, permutations: int) -> None:
    if learner not in LEARNERS:
        raise ModelError(f"the learner {learner!r} is not known; take {' or '.join(LEARNERS)}")
    if folds < 2 or repeats < 1:
        raise ModelError("cross-validation needs at least 2 folds and 1 repeat")
    if permutations < _FEWEST_PERMUTATIONS:
        raise ModelError(
            f"{permutations} permutations tell no p-value of 0.05; ask for at least "
            f"{_FEWEST_PERMUTATIONS}, better 199"
        )


def _counted(people: TrialPeople, missing_outcomes: MissingOutcomes) -> dict[str, Any]:
    return {
        "n_test": people.n[0],
        "n_comparison": people.n[1],
        "missing_test": people.missing[0],
        "missing_comparison": people.missing[1],
        "missing_outcomes": missing_outcomes if sum(people.missing) else "none missing",
    }


def _split(people: TrialPeople, index: Array, told: Calibration) -> dict[str, Any]:
    recommended = people.sign * index > 0
    share = recommended.mean(axis=0)
    return {
        "recommended_test": float(np.average(share, weights=people.weights)),
        "steady": float(np.maximum(share, 1.0 - share).mean()),
        "calibration_slope": told.slope,
        "promised": told.promised,
    }


def _predictors(people: TrialPeople, own: OutOfFold) -> pd.DataFrame:
    of = people.predictors
    rows = [
        {
            "predictor": name,
            "kept": float(own.kept[0, place]),
            "slope": float(own.slopes[0, block[0]]) if len(block) == 1 else np.nan,
        }
        for place, (name, block) in enumerate(zip(of.names, of.blocks(), strict=True))
    ]
    return pd.DataFrame(rows)


def _people(people: TrialPeople, index: Array, test: str, comparison: str) -> pd.DataFrame:
    mean = index.mean(axis=0)
    better: NDArray[np.bool_] = people.sign * mean > 0
    return pd.DataFrame(
        {
            "participant": people.names,
            "index": mean,
            "recommended": np.where(better, test, comparison),
        }
    )
