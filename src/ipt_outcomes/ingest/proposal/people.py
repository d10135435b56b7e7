"""Who the people are: the guess of the participant, the arm and what is known of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.words import (
    ARM,
    PARTICIPANT,
    PEOPLE,
    SESSIONS,
    known_arm,
    plain,
)

MOST_ARMS = 8
AGES = (5, 110)


@dataclass(frozen=True)
class PeopleGuess:
    """The participants' file: its columns by our name, the arms' words with their rows.

    `participant` and `arm` are None where no column looks like one. `repeated`: a participant has
    several rows.
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


def named(facts: FileFacts, words: Sequence[str]) -> str | None:
    """The column with the first of these words that any column has as its name."""
    columns = {plain(column.name): column.name for column in reversed(facts.columns)}
    return next((columns[word] for word in words if word in columns), None)


def participant_column(facts: FileFacts) -> str | None:
    """The column that tells the participants apart: by its name, and filled on every row."""
    full = [column.name for column in facts.columns if column.filled == facts.rows]
    by_word = {plain(name): name for name in reversed(full)}
    found = next((by_word[word] for word in PARTICIPANT if word in by_word), None)
    return found or next((name for word, name in by_word.items() if word.endswith("_id")), None)


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
    with_arm = [guess for guess in guesses if guess.arm is not None] or guesses
    return next((guess for guess in with_arm if not guess.repeated), with_arm[0])


def guess_sessions(files: Sequence[FileFacts]) -> tuple[FileFacts, dict[str, str]] | None:
    """The sessions' file and its columns by our name, where a file looks like one."""
    for facts in files:
        mapping = {ours: named(facts, words) for ours, words in SESSIONS.items()}
        columns = {ours: column for ours, column in mapping.items() if column is not None}
        participant = participant_column(facts)
        if participant is not None and {"session", "attended"} <= set(columns):
            return facts, {"participant": participant, **columns}
    return None


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
    arm = _arm([column for column in usable if column.name not in others.values()])
    return PeopleGuess(facts, participant, arm, is_repeated(facts, participant), others)


def _arm(columns: Sequence[ColumnFacts]) -> str | None:
    few = [column for column in columns if 2 <= len(column.codes) <= MOST_ARMS]
    by_word = {plain(column.name): column.name for column in reversed(few)}
    for word in ARM:
        if word in by_word:
            return by_word[word]
    for column in few:
        if any(known_arm(code) is not None for code, _ in column.codes):
            return column.name
    return None


def _fits(ours: str, column: ColumnFacts) -> bool:
    if ours == "age":
        return column.low is not None and AGES[0] <= column.low <= (column.high or 0) <= AGES[1]
    if ours in ("prior_episodes", "withdrawal_day"):
        return column.low is not None
    # Words of many people; a word of one person might name them.
    return bool(column.codes)
