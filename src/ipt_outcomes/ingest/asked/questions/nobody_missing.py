"""Has everybody a score at every visit? A file may hold those who stayed, and nobody else."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.trial import Visit

# ASSUME: of fewer people it may well be that nobody left; psychotherapy trials lose a fifth.
FEWEST = 20


def ask(data: Data) -> None:
    """A note where each of at least twenty people has a score of some scale at every visit."""
    everybody = set(data.people.get("participant", pd.Series(dtype="str")).dropna())
    if len(everybody) < FEWEST or len(data.plan.visits) < 2:
        return
    for _, of_scale in data.scores.groupby("scale"):
        if all(everybody <= _people_at(visit, of_scale) for visit in data.plan.visits):
            data.notes.append(
                f"every one of {counted_people(len(everybody))} has a score at every visit. Where "
                "the files hold only those who stayed, all results are about them: add everybody "
                "who was randomised and left, without scores"
            )
            return


def _people_at(visit: Visit, scores: pd.DataFrame) -> set[object]:
    at = pd.Series(False, index=scores.index)
    if "visit" in scores:
        at |= (scores["visit"] == visit.name).fillna(False).astype(bool)
    if "day" in scores and visit.window is not None:
        day = scores["day"].astype("float64")
        at |= (day >= visit.window[0]) & (day < visit.window[1] + 1)
    return set(scores.loc[at.to_numpy(), "participant"])
