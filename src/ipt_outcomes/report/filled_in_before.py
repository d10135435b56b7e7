"""Reported totals that somebody made from some of the answers before the file was given."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.instruments.forms import impossible
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import DatedScores
from ipt_outcomes.report.wording import instrument_of, outcome_labels


def filled_in_before(plan: Plan, outcomes: pd.DataFrame) -> list[str]:
    """A sentence for each outcome with reported totals that no answers to all items give.

    `outcomes` is the table of that name.
    """
    sentences = []
    for outcome, label in outcome_labels(plan).items():
        if _made_here(plan, plan.outcome(outcome).scale):
            continue
        reported = outcomes.loc[
            (outcomes["outcome"] == outcome)
            & outcomes["score"].notna()
            & outcomes["items_answered"].isna()
        ]
        scores = reported["score"].to_numpy(dtype=np.float64)
        odd = int(impossible(instrument_of(plan, outcome), scores).sum())
        if odd:
            sentences.append(
                f"{odd} of the {counted(len(scores), 'score')} of {label} "
                f"{'is a total' if odd == 1 else 'are totals'} that answers to all items cannot "
                "give: unanswered items were filled in before the data came here, by a rule that "
                "they do not tell."
            )
    return sentences


def _made_here(plan: Plan, scale: str) -> bool:
    """Whether the plan itself makes fractions: means of two scores, means made sums."""
    return any(
        entry.totals_as.get(scale) == "mean"
        or (isinstance(entry, DatedScores) and entry.duplicates == "mean")
        for entry in plan.scores
        if scale in entry.scales
    )
