"""The one place where the data are asked what the plan takes for granted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.therapy import Therapy
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import OfItems

FOLDER = "ipt_outcomes.ingest.asked.questions"


def ask_the_data(
    plan: Plan,
    files: Mapping[str, TextTable],
    scores: pd.DataFrame,
    findings: Findings,
    notes: list[str],
    *,
    people: pd.DataFrame | None = None,
    therapy: Therapy | None = None,
) -> pd.DataFrame:
    """Every question, asked of the table `scores` (index: the plan's entry, the line), the people
    and what happened in their therapy.

    What contradicts the plan is found, with lines and a remedy; what else was seen, or the plan
    confirms, is said in `notes`. Counts only. Returned are the rows that count: of a scale with
    items and a total these are the items, or where the plan says so the totals.
    """
    people = pd.DataFrame() if people is None else people
    data = Data(plan, files, scores, findings, notes, people, therapy or Therapy())
    for name in names(FOLDER):
        member(FOLDER, name).ask(data)
    return _that_count(plan, scores)


def _that_count(plan: Plan, scores: pd.DataFrame) -> pd.DataFrame:
    stay = pd.Series(True, index=range(len(scores)))
    for position, entry in enumerate(plan.scores):
        here = scores.index.get_level_values(0) == position
        for scale in entry.scales:
            said = entry.scales[scale]
            if not isinstance(said, OfItems) or not said.both:
                continue
            of_total = (scores["item"] == 0).to_numpy()
            other = ~of_total if said.counts == "total" else of_total
            stay &= ~(here & (scores["scale"] == scale).to_numpy() & other)
    return scores.loc[stay.to_numpy()]
