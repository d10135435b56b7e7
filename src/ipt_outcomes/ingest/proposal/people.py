"""Who the people are: the guess of the participant, the arm and what is known of each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ipt_outcomes.ingest.cluster_names import kind_by_name
from ipt_outcomes.ingest.proposal.arm_columns import ArmColumn, arm_column
from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.visit_words import arm_of_event, without_arm
from ipt_outcomes.ingest.proposal.words import (
    ARM,
    DATE,
    MONTH,
    PARTICIPANT,
    PEOPLE,
    RESPONSE,
    TIME,
    VISIT,
    WEEK,
)
from ipt_outcomes.phrases import counted
from ipt_outcomes.plain_words import plain

_OTHERS = frozenset(word for words in PEOPLE.values() for word in words)
AGES = (2, 110)
# Where nobody is older, numbers may be codes of age bands.
_OLDER_THAN_BANDS = 10
_FIRST = "the first column, and different on every row"


@dataclass(frozen=True)
class PeopleGuess:
    """The participants' file: its columns by our name, the arms' words with their rows.

    `participant` and `arm` are None where no column looks like one. `repeated`: a participant has
    several rows. `facts` are of the rows to read, where these are not all.
    """

    facts: FileFacts
    participant: str | None
    found_arm: ArmColumn
    repeated: bool
    others: dict[str, str] = field(default_factory=dict)

    @property
    def arm(self) -> str | None:
        """The arm's column."""
        return self.found_arm.column

    @property
    def arm_labels(self) -> Mapping[str, str]:
        """What the arm's codes stand for, where it is known."""
        labels = self.facts.table.labels.get(self.arm or "", {})
        return {**self.found_arm.labels, **labels}

    @property
    def why_participant(self) -> str:
        """What the participants' column rests on."""
        word = plain(self.participant or "")
        if self.participant == self.facts.record:
            return "the project's record"
        if word in PARTICIPANT or word.endswith("_id"):
            return "by its name"
        label = plain(self.facts.said.get(self.participant or "", ""))
        return "by its label" if label in PARTICIPANT else _FIRST

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
    return next(iter(named_all(facts, words)), None)


def named_all(facts: FileFacts, words: Sequence[str]) -> list[str]:
    """The columns that have one of these words as their name, or else as their label.

    They are in the words' order.
    """
    columns = {plain(column.name): column.name for column in reversed(facts.columns)}
    found = [columns[word] for word in words if word in columns]
    labels = _by_label(facts, [column.name for column in facts.columns])
    return found or [labels[word] for word in words if word in labels]


def _by_label(facts: FileFacts, columns: Sequence[str]) -> dict[str, str]:
    """The columns by what the file says of them beside their names, a variable's label."""
    return {plain(facts.said[name]): name for name in reversed(columns) if facts.said.get(name)}


def participant_column(facts: FileFacts) -> str | None:
    """The column that tells the participants apart: by its name, and filled on every row.

    Where no name says so, the first column may be it: whole numbers or words, all different.
    """
    if facts.record is not None:
        return facts.record
    full = [
        column.name
        for column in facts.columns
        if column.filled == facts.rows and not is_response(column.name)
    ]
    by_word = {plain(name): name for name in reversed(full)}
    so_called = [by_word[word] for word in PARTICIPANT if word in by_word]
    found = _several_rows_each(facts, so_called) or next(iter(so_called), None)
    labels = _by_label(facts, full)
    found = found or next((labels[word] for word in PARTICIPANT if word in labels), None)
    found = found or next(
        (name for word, name in by_word.items() if word.endswith("_id") and not _of_others(word)),
        None,
    )
    if found is None and facts.columns and _tells_apart(facts.columns[0], facts.rows):
        return facts.columns[0].name
    return found


def row_number(facts: FileFacts, participant: str | None) -> str | None:
    """A column that is called as the participant's may be, and only numbers the rows."""
    by_word = {plain(column.name): column.name for column in reversed(facts.columns)}
    so_called = [by_word[word] for word in PARTICIPANT if word in by_word]
    numbers = facts.record is None and _several_rows_each(facts, so_called) == participant
    return so_called[0] if participant is not None and numbers else None


def _several_rows_each(facts: FileFacts, columns: Sequence[str]) -> str | None:
    """Of several columns, where the first is another on each row, one with a row a visit.

    The first numbers the rows then. None where there is no such column.
    """
    if len(columns) < 2 or facts.column(columns[0]).distinct < facts.rows:
        return None
    cells = facts.table.cells
    for visit in named_all(facts, (*VISIT, *WEEK, *MONTH, *TIME)):
        for column in columns[1:]:
            several = facts.column(column).distinct < facts.rows
            if several and visit != column and not cells[[column, visit]].duplicated().any():
                return column
    return None


def is_response(name: str) -> bool:
    """Whether the column numbers a survey's responses: a person who answers twice has two."""
    # Qualtrics' own columns begin with an underscore.
    return plain(name) in RESPONSE or name.startswith("_record")


def _of_others(word: str) -> bool:
    """Whether an identifier is of a site, a therapist or a group of people."""
    return word in _OTHERS or kind_by_name(word) != "other"


def _tells_apart(column: ColumnFacts, rows: int) -> bool:
    word = plain(column.name)
    if is_response(column.name) or word in DATE or word.endswith("date"):
        return False
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
            return replace(part, found_arm=ArmColumn(event, "by the events' names"))
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
        labels = _by_label(facts, [column.name for column in usable])
        named_so = next((c for w in words for c in usable if plain(c.name) == w), None)
        labelled = next((labels[word] for word in words if word in labels), None)
        found = named_so or (facts.column(labelled) if labelled is not None else None)
        if found is not None and _fits(ours, found):
            others[ours] = found.name
    arm = arm_column(facts, [column for column in usable if column.name not in others.values()])
    if arm.column is None and not arm.question:
        arm = replace(arm, question=_arm_that_changes(facts, participant))
    return PeopleGuess(facts, participant, arm, is_repeated(facts, participant), others)


def _arm_that_changes(facts: FileFacts, participant: str | None) -> str:
    """What there is to say of a column with an arm's name that says several things of a person."""
    if participant is None:
        return ""
    within = facts.table.cells.groupby(participant, sort=False)
    several = [name for name in named_all(facts, ARM) if (within[name].nunique() > 1).any()]
    if not several:
        return ""
    places = [
        name for name in named_all(facts, PEOPLE["site"]) if (within[name].nunique() > 1).any()
    ]
    anew = f"in each {places[0]}" if places else "in each site or file"
    number = int((within[several[0]].nunique() > 1).sum())
    have = "has" if number == 1 else "have"
    return (
        f"which column says the arm? {several[0]} has the name of one, but "
        f"{counted(number, 'value')} of {participant} {have} several of its words. If "
        f"{participant} begins again {anew}, make a column in the file that tells all participants "
        "apart; else find out which arm is right"
    )


def _fits(ours: str, column: ColumnFacts) -> bool:
    if ours == "age":
        low, high = column.low, column.high or 0
        return low is not None and AGES[0] <= low and _OLDER_THAN_BANDS <= high <= AGES[1]
    if ours in ("prior_episodes", "withdrawal_day"):
        return column.low is not None
    # Words of many people; a word of one person might name them.
    return bool(column.codes)
