"""The analysis of completed scores at one visit with random effects of clusters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.missing.analysis import VisitAnalysis
from ipt_outcomes.missing.schedule import Schedule
from ipt_outcomes.models.batch.fit_many import fit_many
from ipt_outcomes.models.marginal.means import contrast
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import WITH_RESULT


def mixed_contrasts(
    schedule: Schedule, analyses: Sequence[VisitAnalysis], scores: Array
) -> pd.DataFrame:
    """The contrasts of analyses of one formula, of scores (k, n): each data set is fitted once.

    One row a data set and comparison, as `contrast` gives them; the column `place` is the data
    set's, from 0.
    """
    analysis = analyses[0]
    rows = schedule.frame.iloc[analysis.place :: schedule.n_visits].reset_index(drop=True)
    fits = fit_many(analysis.formula, rows, scores.T)
    made = pd.concat(
        [contrast(fits, schedule.arm, against=each.comparisons[0]) for each in analyses],
        ignore_index=True,
    )
    place = pd.Series({name: i for i, name in enumerate(fits.responses)})
    return made.assign(place=place[made["response"]].to_numpy()).drop(columns="response")


def mixed_numbers(
    schedule: Schedule, analysis: VisitAnalysis, row: int, scores: Array
) -> tuple[Array, Array, Array]:
    """(k) estimates, standard errors and df of one of the analysis's contrasts; NaN where a fit
    failed.
    """
    made = mixed_contrasts(schedule, [analysis], scores)
    made = made.loc[made["test"] == analysis.tests[row]].sort_values("place")
    numbers = np.array(made[["estimate", "se", "df"]], dtype=np.float64)
    numbers[~made["status"].isin(WITH_RESULT).to_numpy()] = np.nan
    return numbers[:, 0], numbers[:, 1], numbers[:, 2]
