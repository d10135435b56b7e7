"""Sentences on the analysis that a reader must know and no table says."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import MODEL_TITLES, outcome_labels


def analysis_notes(
    plan: Plan,
    participants: pd.DataFrame,
    noted: Iterable[str] = (),
    agreement: pd.DataFrame | None = None,
) -> list[str]:
    """The notes of earlier stages, a warning for clusters, and what other software found.

    `participants` and `agreement` are the tables of those names; `noted` are the sentences that
    ingest and prepare wrote.
    """
    notes = [note for note in noted if note.strip()]
    # ASSUME: therapists are the clusters that matter in individual therapy (Baldwin et al. 2011,
    # Clin Psychol Psychother 18:313-325); sites enter through the strata of the randomisation.
    if "therapist" in participants and participants["therapist"].notna().any():
        treated = participants[participants["therapist"].notna()]
        people = treated.groupby("therapist")["participant"].nunique()
        notes.append(
            f"{len(people)} therapists treated {people.min()} to {people.max()} participants each. "
            "These models take participants as independent: they do not account for therapists. "
            "If therapists differ in their results, the confidence intervals here are too narrow."
        )
    if agreement is not None:
        notes += [_second_opinion(plan, row) for _, row in agreement.iterrows()]
    return notes


def _second_opinion(plan: Plan, row: pd.Series) -> str:
    model = f"{outcome_labels(plan)[row['outcome']]}, {MODEL_TITLES[row['model']].lower()}"
    if row["status"] != "fitted":
        return f"{model}: {row['software']}, asked as a second opinion, found no fit."
    return (
        f"{model}: {row['software']} finds the same estimates to within "
        f"{max(row['estimate_difference'], 1e-4):.1g} standard errors. Its standard errors, which "
        f"are computed otherwise, differ from those here (before the Kenward–Roger adjustment) by "
        f"at most {100 * row['se_difference']:.1f}%."
    )
