"""Sentences on the analysis that a reader must know and no table says."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.numbers import count, one_digit, percent
from ipt_outcomes.report.wording import outcome_labels


def analysis_notes(
    plan: Plan, noted: Iterable[str] = (), agreement: pd.DataFrame | None = None
) -> list[str]:
    """The notes of earlier stages, and what other software found.

    `agreement` is the table of that name; `noted` are the sentences that ingest and prepare wrote.
    """
    notes = [note for note in noted if note.strip()]
    if agreement is not None:
        notes += [_second_opinion(plan, row) for _, row in agreement.iterrows()]
    return notes


def _second_opinion(plan: Plan, row: pd.Series) -> str:
    running = analysis_words(plan)[row["analysis"]].running
    model = f"{outcome_labels(plan)[row['outcome']]}, {running}"
    if row["participants"] < row["of_participants"]:
        model += (
            f", fitted again to {count(row['participants'])} of its "
            f"{people(row['of_participants'])}, chosen at random"
        )
    if row["status"] != "fitted":
        return f"{model}: {row['software']}, asked as a second opinion, found no fit."
    df = {request.name: request.options.df for request in plan.requests}[row["analysis"]]
    before = " (before the Kenward–Roger adjustment)" if df == "kenward-roger" else ""
    return (
        f"{model}: {row['software']} finds the same estimates to within "
        f"{one_digit(max(row['estimate_difference'], 1e-4))} standard errors. Its standard errors, "
        f"which are computed otherwise, differ from those here{before} by at most "
        f"{percent(row['se_difference'])}."
    )
