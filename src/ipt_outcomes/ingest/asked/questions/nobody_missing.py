"""Has everybody a score at every visit? A file may hold those who stayed, and nobody else."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.visit_windows import visit_positions

# ASSUME: of fewer people it may well be that nobody left; psychotherapy trials lose a fifth.
FEWEST = 20


def ask(data: Data) -> None:
    """A note where each of at least twenty people has a score of some scale at every visit."""
    everybody = set(data.people.get("participant", pd.Series(dtype="str")).dropna())
    if len(everybody) < FEWEST or len(data.plan.visits) < 2:
        return
    places = _places(data.plan, data.scores).groupby(["scale", "participant"])["place"].nunique()
    complete = places[places == len(data.plan.visits)].reset_index()
    if any(everybody <= set(people) for _, people in complete.groupby("scale")["participant"]):
        data.notes.append(
            f"every one of {counted_people(len(everybody))} has a score at every visit. Where "
            "the files hold only those who stayed, all results are about them: add everybody "
            "who was randomised and left, without scores"
        )


def _places(plan: Plan, scores: pd.DataFrame) -> pd.DataFrame:
    """Scale, participant and the visit's place, by the visit's name and by the day."""
    names = pd.Index([visit.name for visit in plan.visits])
    found = [scores.iloc[:0].assign(place=-1)]
    if "visit" in scores:
        named = pd.Index(scores["visit"].astype("object"))
        found.append(scores.assign(place=names.get_indexer(named)))
    if "day" in scores:
        found.append(scores.assign(place=visit_positions(plan, scores["day"])))
    rows = pd.concat(found)[["scale", "participant", "place"]]
    return rows[rows["place"] >= 0]
