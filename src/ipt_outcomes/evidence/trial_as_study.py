"""`trial_as_study`: a trial's arm summaries as a row of the table of studies.

Its g is then computed by `study_effects` in the same way as theirs.
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.evidence.columns import OBSERVATIONAL, RANDOMISED, numbers_of, words_of
from ipt_outcomes.models.arguments import data_frame, one_of, shown
from ipt_outcomes.models.errors import ModelError


def trial_as_study(
    summaries: pd.DataFrame,
    *,
    study: str,
    arm_1: str,
    arm_2: str,
    arm: str = "arm",
    mean: str = "mean",
    sd: str = "sd",
    n: str = "n",
    instrument: str | None = None,
    rating: str | None = None,
    time: str = "post",
    time_weeks: float | None = None,
    comparison_kind: str = RANDOMISED,
) -> pd.DataFrame:
    """A trial's comparison of two arms, in the columns of the Metapsy standard.

    # ASSUME: the database's g is of observed means and standard deviations at one time. A contrast
    # of a model, adjusted for baseline, is another quantity and does not stand among these studies.

    Args:
        summaries: one row an arm, of the scores observed at one visit.
        study: the trial's name in the table.
        arm_1, arm_2: values of the column `arm`. A positive g will favour arm_1.
        arm, mean, sd, n: columns of summaries; mean and sd in points of the scale, n people.
        instrument, rating, time, time_weeks: as in the standard; weeks since randomisation.
        comparison_kind: "randomised" or "observational".

    Returns:
        One row: study, condition_arm1, condition_arm2, outcome_type ("msd"), instrument, time,
        time_weeks, rating, mean_arm1, mean_arm2, sd_arm1, sd_arm2, n_arm1, n_arm2,
        comparison_kind, for `study_effects`. pd.concat([studies, row]) sets it among the others.

    Raises:
        ModelError: an arm has no row, or several; a column is missing or not numeric.
    """
    one_of("comparison_kind", comparison_kind, (RANDOMISED, OBSERVATIONAL))
    summaries = data_frame(summaries, "the summaries of the arms")
    names = words_of(summaries, arm, "arm")
    values = {
        what: pd.Series(numbers_of(summaries, column, what), index=summaries.index)
        for what, column in (("mean", mean), ("sd", sd), ("n", n))
    }
    row: dict[str, object] = {
        "study": study,
        "condition_arm1": arm_1,
        "condition_arm2": arm_2,
        "outcome_type": "msd",
        "instrument": instrument,
        "time": time,
        "time_weeks": time_weeks,
        "rating": rating,
        "comparison_kind": comparison_kind,
    }
    if arm_1 == arm_2:
        raise ModelError(f"arm_1 and arm_2 are both {shown(arm_1)}: name two arms")
    for number, wanted in ((1, arm_1), (2, arm_2)):
        rows = (names == wanted).to_numpy()
        if rows.sum() != 1:
            raise ModelError(
                f"arm {shown(wanted)} has {int(rows.sum())} rows among the summaries: give one row "
                "an arm, of one visit and one outcome"
            )
        for what, column in values.items():
            row[f"{what}_arm{number}"] = float(column[rows].iloc[0])
    return pd.DataFrame([row])
