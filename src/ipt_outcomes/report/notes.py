"""Sentences on the analysis that a reader must know and no table says."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def analysis_notes(participants: pd.DataFrame, noted: Iterable[str] = ()) -> list[str]:
    """The notes of earlier stages, and a warning for each cluster that the models do not know.

    `participants` is that table; `noted` are the sentences that ingest and prepare wrote.
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
    return notes
