"""`advantage_elsewhere`: an index from one trial, followed in another one.

van Bronswijk, DeRubeis, Lemmens, Peeters, Keefe, Cohen and Huibers 2021 (Psychol Med 51:279-289)
found that an index for CBT or interpersonal psychotherapy did not carry over from a trial to the
next: a benefit that is found where an index was made has to be found again elsewhere.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.advantage.benefit import BEYOND
from ipt_outcomes.estimate.advantage.evaluated import evaluated
from ipt_outcomes.estimate.advantage.folds import learned
from ipt_outcomes.estimate.advantage.learners import LEARNERS, LearnerName
from ipt_outcomes.estimate.advantage.people import MissingOutcomes, trial_people
from ipt_outcomes.estimate.advantage.personalized import (
    KEEP,
    PersonalizedAdvantage,
    personalized_advantage,
)
from ipt_outcomes.estimate.advantage.predictors import as_standardised
from ipt_outcomes.estimate.advantage.rows import benefit_rows
from ipt_outcomes.estimate.advantage.trials import observed_trial
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.models.in_short import in_short

CARRIED, DID_NOT, OPEN = "carried over", "did not carry over", "not shown to carry over"


@dataclass(frozen=True, repr=False, eq=False)
class AdvantageElsewhere:
    """Whether the benefit of following an index carries over to another trial.

    verdict   `carried over`: the other trial's interval of the benefit beyond the average
              difference lies above 0. `did not carry over`: it lies below the benefit that was
              found where the index was made. `not shown to carry over`: it holds both
    sentence  the same with the numbers
    benefits  in the other trial, as those of `PersonalizedAdvantage`; the index is from elsewhere,
              and the intervals are those of a given rule
    trained   what cross-validation found in the trial that the index is from
    """

    verdict: str
    sentence: str
    benefits: pd.DataFrame
    trained: PersonalizedAdvantage

    def __repr__(self) -> str:
        """A line: the verdict."""
        return in_short("AdvantageElsewhere", f": {self.verdict}")


def advantage_elsewhere(
    train_frame: pd.DataFrame,
    test_frame: pd.DataFrame,
    *,
    participant: str,
    arm: str,
    outcome: str,
    predictors: Sequence[str],
    test: str,
    comparison: str,
    direction: Direction,
    learner: LearnerName = "ridge",
    keep: float = KEEP,
    missing_outcomes: MissingOutcomes = "weighted",
    alpha: float = 0.05,
    **others: Any,
) -> AdvantageElsewhere:
    """Learn the index from all people of one trial, follow it in another one.

    Both frames are as `personalized_advantage` takes them, with the same columns; `others` are its
    further arguments (folds, repeats, permutations, strata, seed, stream), of the trial that the
    index is learned from. The variables must be coded alike, the outcome on the same scale.

    Raises ModelError as `personalized_advantage`, and for a predictor that is a number in one trial
    and a category in the other.
    """
    said: dict[str, Any] = {
        "participant": participant,
        "arm": arm,
        "outcome": outcome,
        "predictors": predictors,
        "test": test,
        "comparison": comparison,
        "direction": direction,
        "missing_outcomes": missing_outcomes,
    }
    trained = personalized_advantage(
        train_frame, **said, learner=learner, keep=keep, alpha=alpha, **others
    )
    here = trial_people(train_frame, **said, strata=others.get("strata"))
    there = trial_people(test_frame, **said, like=here.predictors)
    everybody = np.ones(len(here.outcome), dtype=bool)
    found, _ = learned(here, observed_trial(here), everybody, LEARNERS[learner][0], keep)
    mean, sd = here.scaling()
    index = found.of(as_standardised(there.predictors.values, mean, sd))
    one_fold = np.zeros((1, len(there.outcome)), dtype=np.intp)
    benefits = benefit_rows(
        evaluated(there, observed_trial(there), index[None], one_fold),
        None,
        alpha=alpha,
        df=float(len(there.outcome) - 4),
    )
    before, after = _beyond(trained.benefits), _beyond(benefits)
    verdict = _verdict(float(before["estimate"]), after)
    return AdvantageElsewhere(verdict, _sentence(verdict, before, after), benefits, trained)


def _beyond(benefits: pd.DataFrame) -> pd.Series:
    return benefits[(benefits["people"] == "all") & (benefits["quantity"] == BEYOND)].iloc[0]


def _verdict(before: float, after: pd.Series) -> str:
    if after["ci_lower"] > 0:
        return CARRIED
    return DID_NOT if after["ci_upper"] < max(before, 0.0) else OPEN


def _sentence(verdict: str, before: pd.Series, after: pd.Series) -> str:
    return (
        f"The benefit {verdict}: beyond the average difference it was {_said(before)} scale points "
        f"by cross-validation in the trial that the index is from, and {_said(after)} in the other "
        "trial (more is better)."
    )


def _said(row: pd.Series) -> str:
    return f"{row['estimate']:.2f} ({row['ci_lower']:.2f} to {row['ci_upper']:.2f})"
