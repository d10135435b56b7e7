"""What analyses are called where rows of theirs are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from ipt_outcomes.analyses.words import Words


def analysis_words(plan: Plan) -> dict[str, Words]:
    """Each analysis in words, by its name, in the plan's order."""
    # Loaded when first used: the names of sections and figures are had without the engine.
    from ipt_outcomes.analyses.planned import words_of

    return words_of(plan)


def title_of(plan: Plan, analysis: str) -> str:
    """What an analysis is called above a table or figure."""
    return analysis_words(plan)[analysis].title


def titles_in(plan: Plan, rows: pd.DataFrame, *, running: bool = False) -> str:
    """What the analyses behind `rows` are called: the title, or each with its outcomes.

    `rows` has the columns outcome and analysis. `running`: within a sentence, without a capital.
    """
    words, labels = analysis_words(plan), outcome_labels(plan)
    parts: list[tuple[str, str]] = []
    for analysis, of in rows.groupby("analysis", sort=False)["outcome"].unique().items():
        own = words[str(analysis)]
        title = own.running if running or parts else own.title
        parts.append((title, listed([labels[outcome] for outcome in of])))
    if len(parts) == 1:
        return parts[0][0]
    return "; ".join(f"{title} ({outcomes})" for title, outcomes in parts)
