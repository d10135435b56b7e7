"""The planned visits: the guess from a wide file's names, a visit column's words, or the days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ipt_outcomes.ingest.proposal.dated import days_of
from ipt_outcomes.ingest.proposal.facts import as_numbers
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.ingest.proposal.visit_words import (
    BASELINE,
    SCREENING,
    UNPLANNED,
    VisitMark,
    counted_mark,
    timed_mark,
    visit_mark,
    without_arm,
)
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.trial import LONGEST_TREATMENT

_NUMBER = re.compile(r"-?\d{1,4}([.,]\d+)?")
MOST_VISITS = 12
# ASSUME: a baseline is taken at most four weeks before randomisation; the plan may say otherwise.
FIRST_DAYS = 28
# ASSUME: a planned visit has assessments of at least this share of the people in its busiest week.
SHARE_AT_A_VISIT = 0.15


@dataclass(frozen=True)
class VisitGuess:
    """A planned visit. `sure`: the files say its week; otherwise the number only keeps the order.

    `codes`: the words of a visit column that stand for it. `number`: what its name counts, where it
    does not say in which unit. `phase_open`: by its week it may be one of the treatment or after.
    """

    name: str
    label: str
    week: float
    phase: str
    sure: bool
    codes: tuple[str, ...] = ()
    window: tuple[int, int] | None = None
    number: float | None = None
    phase_open: bool = False


def guess_visits(
    scores: Sequence[ScoresGuess], start: pd.Series | None = None
) -> tuple[VisitGuess, ...]:
    """The visits of all score files, in the order of their weeks; the first is the baseline.

    `start`: by participant, the day from which days since randomisation are counted, where dates
    say when.
    """
    marks: dict[str, VisitMark] = {}
    codes: dict[str, tuple[str, ...]] = {}
    for guess in scores:
        found = _visit_words(guess) if guess.visit is not None else _wide_marks(guess)
        for code, mark in found:
            if mark.name not in marks or marks[mark.name].week is None:
                marks[mark.name] = mark
            if code is not None and code != mark.name and code not in codes.get(mark.name, ()):
                codes[mark.name] = (*codes.get(mark.name, ()), code)
        if any(scale.baseline is not None for scale in guess.scales):
            marks.setdefault(BASELINE.name, BASELINE)
    if BASELINE.name in marks:
        marks.pop(SCREENING.name, None)
    by_day = [days for guess in scores if (days := _days(guess, start)) is not None]
    if by_day and not marks:
        people = max(g.facts.column(g.participant).distinct for g in scores if g.participant)
        return _phased(_from_days(pd.concat(by_day).dropna(), people))
    visits = _phased(_dated(sorted(marks.values(), key=_place)))
    return tuple(replace(visit, codes=codes.get(visit.name, ())) for visit in visits)


def _phased(visits: Sequence[VisitGuess]) -> tuple[VisitGuess, ...]:
    """With the phase of late visits open, where there are earlier ones of the treatment."""
    early = any(
        0 < visit.week <= LONGEST_TREATMENT for visit in visits if visit.phase == "treatment"
    )
    return tuple(
        replace(visit, phase="follow_up", phase_open=True)
        if early and visit.sure and visit.phase == "treatment" and visit.week > LONGEST_TREATMENT
        else visit
        for visit in visits
    )


def words_read(guess: ScoresGuess, visits: Sequence[VisitGuess]) -> tuple[str, ...]:
    """The words of a visit column that are read, where rows with scores have others as well."""
    if guess.visit is None:
        return ()
    planned = {word for visit in visits for word in (visit.name, *visit.codes)}
    words = _scored_words(guess)
    return () if planned.issuperset(words) else tuple(w for w in words if w in planned)


def _scored_words(guess: ScoresGuess) -> list[str]:
    """The words of the visit column on rows that have a score, in the file's order."""
    assert guess.visit is not None
    cells = guess.facts.table.cells
    # Where no column is known to be a score, it may be on any row.
    known = any(guess.reads(scale) for scale in guess.scales)
    found = set(cells[guess.visit][guess.scored] if known else cells[guess.visit])
    return [code for code, _ in guess.facts.column(guess.visit).codes if code in found]


def _wide_marks(guess: ScoresGuess) -> list[tuple[str | None, VisitMark]]:
    return [(None, mark) for scale in guess.scales for mark in scale.visits]


def _visit_words(guess: ScoresGuess) -> list[tuple[str | None, VisitMark]]:
    """The words of the visit column, dated by the median day where a column gives days."""
    assert guess.visit is not None
    cells = guess.facts.table.cells
    weeks = pd.Series(dtype="float64")
    if guess.when.spare is not None:
        column, days_in = guess.when.spare
        days = as_numbers(guess.facts.table, column) * days_in
        weeks = (days.groupby(cells[guess.visit]).median() / 7).round()
    labels = guess.facts.table.labels.get(guess.visit, {})
    found: list[tuple[str | None, VisitMark]] = []
    for order, code in enumerate(_scored_words(guess)):
        label = labels.get(code)
        word = plain(label or code)
        if without_arm(word) in UNPLANNED:
            continue
        mark = None if label else _numbered(code, guess.when.unit)
        mark = mark or visit_mark(word)
        if mark is None:
            name = "".join(c for c in without_arm(word) if c.isascii())[:40]
            usable = bool(name) and name[0].isalpha()
            name = name if usable else f"visit_{order + 1}"
            label = (
                (label or code)
                if without_arm(word) == word
                else name.replace("_", " ").capitalize()
            )
            mark = VisitMark(name, label, None, "treatment", 1_000 + order)
        week = weeks.get(code)
        if mark.week is None and week is not None and pd.notna(week):
            mark = replace(mark, week=float(week), order=float(week))
        found.append((code, mark))
    return found


def _numbered(code: str, unit: str) -> VisitMark | None:
    """A visit that is a number in the column's unit; None where the word is no number."""
    if not _NUMBER.fullmatch(code):
        return None
    number = float(code.replace(",", "."))
    return timed_mark(unit, number) if unit in ("week", "month") else counted_mark(unit, number)


def _place(mark: VisitMark) -> tuple[bool, float]:
    return mark.phase != "baseline", mark.order


def _dated(marks: Sequence[VisitMark]) -> list[VisitGuess]:
    visits: list[VisitGuess] = []
    for position, mark in enumerate(marks):
        before = visits[-1].week if visits else -1.0
        known = mark.week if mark.week is not None else mark.number
        later = known is not None and known > before
        # A number of something is the week until somebody says in what it counts.
        week = known if known is not None and later else before + 1
        sure = later and mark.week is not None
        phase = mark.phase if position else "baseline"
        phase = "treatment" if position and phase == "baseline" else phase
        visits.append(VisitGuess(mark.name, mark.label, week, phase, sure, number=mark.number))
    return visits


def _days(guess: ScoresGuess, start: pd.Series | None) -> pd.Series | None:
    """The days since randomisation of a file's rows; None where it does not say them."""
    if guess.day is not None:
        return as_numbers(guess.facts.table, guess.day)
    if guess.date is None or start is None or guess.participant is None:
        return None
    who = guess.facts.table.cells[guess.participant]
    return days_of(guess.facts, guess.date, guess.when.forms[0]) - who.map(start)


def _from_days(days: pd.Series, people: int) -> tuple[VisitGuess, ...]:
    """Visits in the weeks that many people were assessed in; each window ends half way on."""
    # What is before randomisation is the baseline, whenever it was.
    left: pd.Series = (days.clip(lower=0) / 7).round().astype(int).value_counts()
    weeks: list[int] = []
    while len(left) and len(weeks) < MOST_VISITS:
        busiest = int(left.index.to_numpy()[left.to_numpy().argmax()])
        near = (left.index >= busiest - 1) & (left.index <= busiest + 1)
        if left.loc[near].sum() < SHARE_AT_A_VISIT * people:
            break
        weeks.append(busiest)
        left = left.loc[~near]
    weeks = sorted(weeks)
    visits: list[VisitGuess] = []
    for position, week in enumerate(weeks):
        after = weeks[position + 1] if position + 1 < len(weeks) else None
        first = visits[-1].window[1] + 1 if visits and visits[-1].window else -FIRST_DAYS
        half = (after - week) * 7 // 2 if after is not None else 28
        # The baseline is taken before treatment begins.
        last = week * 7 if position == 0 else week * 7 + half
        name = f"week_{week}"
        phase = "treatment" if position else "baseline"
        visits.append(
            VisitGuess(name, f"Week {week}", float(week), phase, True, window=(first, last))
        )
    return tuple(visits)
