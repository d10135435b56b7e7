"""The people of two randomised arms, as the index sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.estimate.advantage.predictors import (
    Predictors,
    predictor_columns,
    standardised,
)
from ipt_outcomes.estimate.advantage.staying import weights_of_staying
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

MissingOutcomes = Literal["weighted", "completers"]

LEAST_IN_ARM = 40
"""ASSUME: with fewer people who have an outcome in an arm, four fifths of them, in which the index
is made, are too few for a dozen coefficients, and no benefit that a treatment could have is
detected. It is the least that is computed at all, not enough: Luedtke, Sadikova and Kessler 2019
(Clin Psychol Sci 7:445-461) find that some 300 an arm are needed."""


@dataclass(frozen=True, repr=False, eq=False)
class TrialPeople:
    """Those who have an outcome, and how many have none.

    names       (n,) the participants
    test        (n,) whether each is in the test arm
    outcome     (n,) scale points
    sign        1 where a higher outcome is better, else -1
    predictors  what is known of them at the baseline
    weights     (n,) mean 1 in each arm: of those who stayed, for those who are missing
    strata      (n,) within which the arms were randomised; all 0 where they were in none
    missing     people of the test and of the comparison arm without an outcome
    """

    names: NDArray[np.object_]
    test: NDArray[np.bool_]
    outcome: Array
    sign: int
    predictors: Predictors
    weights: Array
    strata: NDArray[np.intp]
    missing: tuple[int, int]

    @property
    def n(self) -> tuple[int, int]:
        """People with an outcome in the test and in the comparison arm."""
        return int(self.test.sum()), int((~self.test).sum())

    def scaling(self) -> tuple[Array, Array]:
        """The predictors' means and SDs among all of them."""
        return standardised(self.predictors.values, self.weights)


def trial_people(
    frame: pd.DataFrame,
    *,
    participant: str,
    arm: str,
    outcome: str,
    predictors: Sequence[str],
    test: str,
    comparison: str,
    direction: Direction,
    strata: str | None = None,
    missing_outcomes: MissingOutcomes = "weighted",
    like: Predictors | None = None,
    least: int = LEAST_IN_ARM,
) -> TrialPeople:
    """The people of the arms `test` and `comparison` of a frame of one row a person.

    Raises ModelError where a person is there twice, a column is missing, an outcome or arm is a
    predictor, an arm has fewer than `least` people with an outcome, or nobody differs in a
    predictor.
    """
    _hold(frame, (participant, arm, outcome), predictors, strata)
    own = frame[frame[arm].isin([test, comparison])]
    known = own[outcome].notna().to_numpy()
    in_test = (own[arm] == test).to_numpy()
    counts = int((known & in_test).sum()), int((known & ~in_test).sum())
    if min(counts) < max(least, 2):
        raise ModelError(
            f"{counts[0]} people of {test} and {counts[1]} of {comparison} have an outcome, and a "
            f"personalized advantage needs at least {least} in each; leave it out"
        )
    columns = predictor_columns(own, predictors, like)
    weights = np.ones(len(own))
    if missing_outcomes == "weighted" and not known.all():
        weights = weights_of_staying(columns.values, in_test, known)
    codes = np.zeros(len(own), dtype=np.intp)
    if strata is not None:
        codes = pd.factorize(own[strata].astype("str"))[0].astype(np.intp)
    seen = Predictors(
        columns.names, columns.values[known], columns.of, columns.is_number, columns.levels
    )
    return TrialPeople(
        own[participant].to_numpy(dtype=object)[known],
        in_test[known],
        own[outcome].to_numpy(dtype="float64")[known],
        1 if direction == "higher_is_better" else -1,
        seen,
        weights[known],
        codes[known],
        (int((~known & in_test).sum()), int((~known & ~in_test).sum())),
    )


def _hold(
    frame: pd.DataFrame,
    columns: tuple[str, str, str],
    predictors: Sequence[str],
    strata: str | None,
) -> None:
    participant = columns[0]
    absent = [
        name for name in (*columns, *([] if strata is None else [strata])) if name not in frame
    ]
    if absent:
        raise ModelError(f"the data have no column {absent[0]!r}")
    if frame[participant].duplicated().any():
        raise ModelError(
            "somebody is there twice; give one row a person, with the outcome at one visit"
        )
    if not predictors or len(set(predictors)) < len(predictors):
        raise ModelError("name at least one predictor, each once")
    for name in columns:
        if name in predictors:
            raise ModelError(f"{name!r} cannot be a predictor: name what was known beforehand")
