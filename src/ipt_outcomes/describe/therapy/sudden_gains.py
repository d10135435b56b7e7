"""Sudden gains: people who were much better from one session to the next, and stayed so."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from ipt_outcomes.describe.therapy.gain_criteria import (
    Criteria,
    Intervals,
    intervals_of,
    reversed_later,
)
from ipt_outcomes.describe.therapy.session_grid import Grid, grid_of

# Jacobson & Truax (1991): the change that measurement error alone gives one person in twenty.
_TWO_SIDED = 1.96


def sudden_gains(
    scores: pd.DataFrame,
    *,
    participant: str = "participant",
    session: str = "session",
    score: str = "value",
    cutoff: float | None = None,
    reliability: float | None = None,
    sd: float | None = None,
    direction: Literal["lower", "higher"] = "lower",
    losses: bool = False,
    share: float = 0.25,
    alpha: float = 0.05,
    adjusted: bool = True,
) -> pd.DataFrame:
    """Sudden gains by the three criteria of Tang and DeRubeis (1999), a row a gain.

    A gain lies between two sessions with numbers that follow one another. It is at least `cutoff`
    points; at least `share` of the score before it; and the mean of up to three sessions before it
    is better than that of up to three after it by more than the critical value times their pooled
    SD. The critical value is the two-sided t quantile at `alpha` with as many degrees of freedom as
    there are scores, less two: 2.776 of six, 3.182 of five, 4.303 of four (Lutz et al. 2013;
    Wiedemann et al. 2020). Each side needs two sessions with a score.

    Args:
        scores: a row a person and session; rows without a score are passed over.
        participant, session, score: its columns; sessions are whole numbers.
        cutoff: points. Tang and DeRubeis: 7 of the BDI.
        reliability, sd: in the place of `cutoff`: the reliable change 1.96 x sqrt(2) x sd x
            sqrt(1 - reliability).
        direction: which scores are the better ones.
        losses: sudden losses in the place of gains: the same with worse for better.
        share, alpha: see above.
        adjusted: False: the critical value of six scores, however many there are.

    Returns participant, session (the one before the gain), score_before, score_after, magnitude
    (points, positive), n_before, n_after (sessions with scores of the three), mean_before,
    mean_after, statistic (their difference over the pooled SD; inf where that is 0), critical,
    cutoff, reversal_at (the score at which half is lost) and reversed (reached at a later session,
    the gain being lost, or the loss made good). Empty where there are none.

    Raises ValueError where neither a cutoff nor both of reliability and sd are given, where these
    are out of their range, or where a participant has two rows of one session.
    """
    if cutoff is None:
        cutoff = reliable_change_points(reliability, sd)
    if not cutoff > 0:
        raise ValueError("cutoff is a number of points above 0")
    criteria = Criteria(cutoff, share, alpha, adjusted)
    grid = grid_of(scores, participant, session, score)
    lower_is_better = direction == "lower"
    toward = 1.0 if lower_is_better != losses else -1.0
    found = intervals_of(grid.values, criteria, toward)
    return _rows(grid, found, cutoff, toward).rename(columns={"participant": participant})


def reliable_change_points(reliability: float | None, sd: float | None) -> float:
    """The change in points that is beyond measurement error (Jacobson & Truax 1991).

    Raises ValueError where one of them is missing or out of its range.
    """
    if reliability is None or sd is None:
        raise ValueError("give `cutoff`, or both `reliability` and `sd` of the scale")
    if not (0 < reliability < 1 and sd > 0):
        raise ValueError("reliability lies between 0 and 1, and sd above 0")
    return float(_TWO_SIDED * np.sqrt(2.0) * sd * np.sqrt(1.0 - reliability))


def _rows(grid: Grid, found: Intervals, cutoff: float, toward: float) -> pd.DataFrame:
    who, place = np.nonzero(found.gains)
    back = np.zeros(len(who), dtype=bool)
    for interval in np.unique(place):
        own = place == interval
        lost = reversed_later(
            grid.values[who[own]],
            found.after[who[own], interval],
            found.drop[who[own], interval],
            int(interval) + 1,
            toward,
        )
        back[own] = lost
    at = (who, place)
    return pd.DataFrame(
        {
            "participant": grid.people.to_numpy()[who] if len(grid.people) else who,
            "session": grid.numbers[place] if grid.numbers.size else place,
            "score_before": found.before[at],
            "score_after": found.after[at],
            "magnitude": found.drop[at],
            "n_before": found.n_before[at],
            "n_after": found.n_after[at],
            "mean_before": found.mean_before[at],
            "mean_after": found.mean_after[at],
            "statistic": found.statistic[at],
            "critical": found.critical[at],
            "cutoff": np.full(len(who), cutoff),
            "reversal_at": found.after[at] + toward * found.drop[at] / 2,
            "reversed": back,
        }
    )
