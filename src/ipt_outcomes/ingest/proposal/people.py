"""Who the people are: the guess of the participant, the arm and what is known of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ipt_outcomes.ingest.proposal.coded import can_be_read
from ipt_outcomes.ingest.proposal.facts import EVENT, FORM, ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.visit_words import arm_of_event, without_arm
from ipt_outcomes.ingest.proposal.words import (
    ARM,
    PARTICIPANT,
    PEOPLE,
    SESSIONS,
    VISIT,
    arm_described,
    known_arm,
    plain,
)

MOST_ARMS = 8
AGES = (5, 110)


@dataclass(frozen=True)
class PeopleGuess:
    """The participants' file: its columns by our name, the arms' words with their rows.

    `participant` and `arm` are None where no column looks like one. `repeated`: a participant has
    several rows. `facts` are of the rows to read, where these are not all.
    """

    facts: FileFacts
    participant: str | None
    arm: str | None
    repeated: bool
    others: dict[str, str] = field(default_factory=dict)

    @property
    def arm_codes(self) -> tuple[tuple[str, int], ...]:
        """The arms' words and their rows; empty where no column looks like the arm."""
        return () if self.arm is None else self.facts.column(self.arm).codes

    @property
    def without_arm(self) -> int:
        """The rows that say no arm."""
        return 0 if self.arm is None else self.facts.rows - self.facts.column(self.arm).filled


def named(facts: FileFacts, words: Sequence[str]) -> str | None:
    """The column with the first of these words that any column has as its name."""
    columns = {plain(column.name): column.name for column in reversed(facts.columns)}
    return next((columns[word] for word in words if word in columns), None)


def participant_column(facts: FileFacts) -> str | None:
    """The column that tells the participants apart: by its name, and filled on every row.

    Where no name says so, the first column may be it: whole numbers or words, all different.
    """
    if facts.record is not None:
        return facts.record
    full = [column.name for column in facts.columns if column.filled == facts.rows]
    by_word = {plain(name): name for name in reversed(full)}
    found = next((by_word[word] for word in PARTICIPANT if word in by_word), None)
    found = found or next((name for word, name in by_word.items() if word.endswith("_id")), None)
    if found is None and facts.columns and _tells_apart(facts.columns[0], facts.rows):
        return facts.columns[0].name
    return found


def _tells_apart(column: ColumnFacts, rows: int) -> bool:
    return column.distinct == rows and (column.whole or column.low is None)


def is_repeated(facts: FileFacts, participant: str | None) -> bool:
    """Whether a participant has several rows."""
    return participant is not None and facts.column(participant).distinct < facts.rows


def same_on_all_rows(facts: FileFacts, participant: str | None, column: str) -> bool:
    """Whether the column says one thing of each participant."""
    if not is_repeated(facts, participant):
        return True
    cells = facts.table.cells
    return bool((cells.groupby(participant, sort=False)[column].nunique() <= 1).all())


def guess_people(files: Sequence[FileFacts]) -> PeopleGuess:
    """The participants' file among `files`: one with an arm, of one row a participant if any is."""
    guesses = [_people(facts) for facts in files]
    guesses = [guess if guess.arm is not None else of_one_event(guess) for guess in guesses]
    with_arm = [guess for guess in guesses if guess.arm is not None] or guesses
    return next((guess for guess in with_arm if not guess.repeated), with_arm[0])


def guess_sessions(files: Sequence[FileFacts]) -> tuple[FileFacts, dict[str, str]] | None:
    """The sessions' file and its columns by our name, where a file looks like one."""
    for facts in files:
        mapping = {ours: named(facts, words) for ours, words in SESSIONS.items()}
        columns = {
            ours: column
            for ours, column in mapping.items()
            if column is not None and can_be_read("sessions", ours, facts, column)
        }
        participant = participant_column(facts)
        if participant is not None and {"session", "attended"} <= set(columns):
            return facts, {"participant": participant, **columns}
    return None


def of_one_event(guess: PeopleGuess) -> PeopleGuess:
    """The people of a file with a row an assessment, of which one has the arm; else `guess`.

    Events that differ in the arm alone are one. Where their names say it, they are the arm.
    """
    event = named(guess.facts, VISIT)
    if not guess.repeated or event is None:
        return guess
    together: dict[str, list[str]] = {}
    for code, _ in guess.facts.column(event).codes:
        together.setdefault(without_arm(plain(code)), []).append(code)
    parts = [_people(guess.facts.part(event, words)) for words in together.values()]
    single = [part for part in parts if not part.repeated]
    with_arm = [part for part in single if part.arm is not None]
    if with_arm:
        return max(with_arm, key=lambda part: part.facts.rows - part.without_arm)
    for part in single:
        words = part.facts.chosen[event]
        if len(words) > 1 and len({arm_of_event(plain(word)) for word in words}) == len(words):
            return replace(part, arm=event)
    return guess


def _people(facts: FileFacts) -> PeopleGuess:
    participant = participant_column(facts)
    usable = [
        column
        for column in facts.columns
        if column.name != participant and same_on_all_rows(facts, participant, column.name)
    ]
    others = {}
    for ours, words in PEOPLE.items():
        found = next((c for w in words for c in usable if plain(c.name) == w), None)
        if found is not None and _fits(ours, found):
            others[ours] = found.name
    arm = _arm(facts, [column for column in usable if column.name not in others.values()])
    return PeopleGuess(facts, participant, arm, is_repeated(facts, participant), others)


def _arm(facts: FileFacts, columns: Sequence[ColumnFacts]) -> str | None:
    few = [column for column in columns if 2 <= len(column.codes) <= MOST_ARMS]
    said = {
        column.name: [facts.table.labels.get(column.name, {}).get(c, c) for c, _ in column.codes]
        for column in few
        if column.name not in (EVENT, FORM)
    }
    by_word = {plain(name): name for name in reversed(said)}
    so_called = [by_word[word] for word in ARM if word in by_word]
    # A column of that name whose words are arms is one before a column of yes and no.
    described = [name for name in so_called if any(map(arm_described, said[name]))]
    if described or so_called:
        return (described or so_called)[0]
    return next((name for name, words in said.items() if any(map(known_arm, words))), None)


def _fits(ours: str, column: ColumnFacts) -> bool:
    if ours == "age":
        return column.low is not None and AGES[0] <= column.low <= (column.high or 0) <= AGES[1]
    if ours in ("prior_episodes", "withdrawal_day"):
        return column.low is not None
    # Words of many people; a word of one person might name them.
    return bool(column.codes)
