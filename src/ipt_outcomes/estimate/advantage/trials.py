"""The trial itself, and trials made from it in which no predictor moves the difference.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.estimate.advantage.people import TrialPeople
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Trials:
    """Trials of the same people, who differ from trial to trial in arm and outcome.

    arm      (trials, n) 1 in the test arm, -1 in the comparison arm
    outcome  (trials, n) scale points
    """

    arm: Array
    outcome: Array

    def __len__(self) -> int:
        """How many trials."""
        return len(self.arm)


def observed_trial(people: TrialPeople) -> Trials:
    """The trial itself, alone."""
    return Trials(np.where(people.test, 1.0, -1.0)[None, :], people.outcome[None, :])


def permuted_trials(people: TrialPeople, trials: int, stream: np.random.Generator) -> Trials:
    """That many trials with arms permuted within strata, and the outcomes that go with them.

    The difference between the arms' means is taken out, the arms are permuted, and it is put back:
    everybody has the same effect, the one that was observed, and the predictors keep all that they
    have to do with the outcome (Ding, Feller and Miratrix 2016, J R Stat Soc B 78:655-671).
    """
    own = observed_trial(people)
    drawn = np.repeat(own.arm, trials, axis=0)
    for stratum in np.unique(people.strata):
        inside = np.flatnonzero(people.strata == stratum)
        drawn[:, inside] = stream.permuted(drawn[:, inside], axis=1)
    return Trials(drawn, own.outcome + 0.5 * mean_difference(people) * (drawn - own.arm))


def mean_difference(people: TrialPeople) -> float:
    """The test arm's mean outcome minus that of the comparison arm, weighted."""
    return float(
        np.average(people.outcome[people.test], weights=people.weights[people.test])
        - np.average(people.outcome[~people.test], weights=people.weights[~people.test])
    )
