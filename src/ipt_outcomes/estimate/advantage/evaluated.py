"""The benefit of one procedure over its repeats, among all and among those it is clearest for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.benefit import Benefit, benefit_of_following
from ipt_outcomes.estimate.advantage.people import TrialPeople
from ipt_outcomes.estimate.advantage.trials import Trials
from ipt_outcomes.models.moments import Array

EVERYBODY, CLEAREST = "all", "clearest half"
AMONG = (EVERYBODY, CLEAREST)


def evaluated(
    people: TrialPeople,
    trials: Trials,
    index: Array,
    folds: NDArray[np.intp],
) -> dict[str, Benefit]:
    """The mean over repeats of the benefits and of their variances, by whom they are among.

    index (repeats, trials, n); folds (repeats, n). The repeats have the
    same people, so that their mean is no more certain than one of them but for the draw of folds.
    """
    test = trials.arm > 0
    found: dict[str, Benefit] = {}
    for among in AMONG:
        each = [
            benefit_of_following(
                test,
                trials.outcome,
                people.sign * own > 0,
                sign=people.sign,
                weights=people.weights,
                folds=fold_of,
                among=_clearest(own) if among == CLEAREST else None,
            )
            for own, fold_of in zip(index, folds, strict=True)
        ]
        found[among] = Benefit(
            np.mean([one.estimate for one in each], axis=0),
            np.mean([one.variance for one in each], axis=0),
        )
    return found


@dataclass(frozen=True)
class Calibration:
    """How the index compares with what it promises.

    slope     scale points of difference between arms for each point of the index; 1 where it
              promises what comes true, 0 where it says nothing
    promised  the mean distance of the index from zero: the benefit that it promises itself
    """

    slope: float
    promised: float


def calibration(people: TrialPeople, index: Array, folds: NDArray[np.intp]) -> Calibration:
    """Of the trial itself: index (repeats, n), within folds and arms."""
    slope = 0.0
    for side, way in ((people.test, 1.0), (~people.test, -1.0)):
        covariance = variance = 0.0
        for own, fold_of in zip(index, folds, strict=True):
            for fold in np.unique(fold_of):
                here = side & (fold_of == fold)
                weights = people.weights[here]
                if here.sum() < 2:
                    continue
                centred = own[here] - np.average(own[here], weights=weights)
                covariance += float((weights * centred * people.outcome[here]).sum())
                variance += float((weights * centred**2).sum())
        slope += way * (covariance / variance if variance > 1e-12 else np.nan)
    return Calibration(slope, float(np.abs(index).mean()))


def _clearest(index: Array) -> NDArray[np.bool_]:
    size = np.abs(index)
    return np.asarray(size >= np.median(size, axis=1, keepdims=True))
