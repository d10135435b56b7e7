"""How many people have a score at each planned visit, as far as words of visits say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.schedule import VisitGuess
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.plan.undecided import NO_COLUMN


def people_at(
    scores: Sequence[ScoresGuess], visits: Sequence[VisitGuess]
) -> Mapping[tuple[str, str], int]:
    """People with any score of a scale at a visit, by both names; nothing for files with days."""
    found: dict[tuple[str, str], int] = {}
    for guess in scores:
        counts = _wide(guess) if guess.shape == "wide" else _long(guess, visits)
        for scale, visit, rows in counts:
            found[scale, visit] = found.get((scale, visit), 0) + rows
    return found


def _wide(guess: ScoresGuess) -> Iterator[tuple[str, str, int]]:
    for scale in guess.scales:
        for mark, columns in scale.visits.items():
            if columns == (NO_COLUMN,):
                continue
            cells = guess.facts.table.cells[list(columns)]
            yield scale.scale, mark.name, int((~cells.isin(MISSING)).any(axis=1).sum())


def _long(guess: ScoresGuess, visits: Sequence[VisitGuess]) -> Iterator[tuple[str, str, int]]:
    cells = guess.facts.table.cells
    if guess.visit is None:
        return
    for scale in guess.scales:
        scored = replace(guess, scales=(scale,)).scored
        if not guess.reads(scale):
            continue
        if guess.tall is not None and guess.participant is not None:
            # A row an answer: a person's first one at a visit stands for them.
            scored &= ~cells.loc[scored, [guess.participant, guess.visit]].duplicated().reindex(
                cells.index, fill_value=False
            )
        for visit in visits:
            words = {visit.name, *visit.codes}
            yield scale.scale, visit.name, int((scored & cells[guess.visit].isin(words)).sum())
        if scale.baseline is not None:
            filled = cells.loc[~cells[scale.baseline].isin(MISSING)]
            # It is repeated on all of a person's rows.
            people = filled[guess.participant].nunique() if guess.participant else len(filled)
            yield scale.scale, visits[0].name, int(people)
