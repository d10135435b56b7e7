"""The folds, and the index of everybody from the folds that they are not in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.people import TrialPeople
from ipt_outcomes.estimate.advantage.predictors import as_standardised, standardised
from ipt_outcomes.estimate.advantage.training import Indices, Learner, Training
from ipt_outcomes.estimate.advantage.trials import Trials
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class OutOfFold:
    """Of each repeat and trial, the index of everybody by people in other folds.

    index  (repeats, trials, n) expected outcome in the test arm minus that in the other
    kept   (trials, predictors) in which share of the training sets each predictor was kept
    slopes (trials, q) mean over the training sets, per SD
    """

    index: Array
    kept: Array
    slopes: Array


def drawn_folds(n: int, folds: int, repeats: int, stream: np.random.Generator) -> NDArray[np.intp]:
    """(repeats, n) the fold of everybody, sizes a person apart at most.

    They are drawn without looking at arms or outcomes, so that trials with permuted arms may have
    the same.
    """
    places = np.arange(n) % folds
    return np.stack([stream.permutation(places) for _ in range(repeats)])


def out_of_fold(
    people: TrialPeople,
    trials: Trials,
    folds: NDArray[np.intp],
    learner: Learner,
    keep: float,
) -> OutOfFold:
    """The index of everybody in each of the trials.

    Everything that an index is made of is made within the training set: means that stand for what
    is not known, SDs, the choice of predictors, the penalty.
    """
    index = np.empty((len(folds), *trials.arm.shape))
    kept = np.zeros((len(trials), len(people.predictors.names)))
    slopes = np.zeros((len(trials), people.predictors.values.shape[1]))
    sets = 0
    for repeat, fold_of in enumerate(folds):
        for fold in np.unique(fold_of):
            inside = fold_of == fold
            found, columns = learned(people, trials, ~inside, learner, keep)
            index[repeat][:, inside] = found.of(columns[inside])
            kept += found.kept
            slopes += found.slopes
            sets += 1
    return OutOfFold(index, kept / sets, slopes / sets)


def learned(
    people: TrialPeople,
    trials: Trials,
    training: NDArray[np.bool_],
    learner: Learner,
    keep: float,
) -> tuple[Indices, Array]:
    """The indices by the people of a training set, and everybody's columns as these have them."""
    values = people.predictors.values
    mean, sd = standardised(values[training], people.weights[training])
    columns = as_standardised(values, mean, sd)
    found = learner(
        Training(
            columns[training],
            people.predictors.blocks(),
            people.weights[training],
            trials.arm[:, training],
            trials.outcome[:, training],
            keep,
        )
    )
    return found, columns
