"""A file's header: which rows are it, what each column is called, and what is wrong with that."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ipt_outcomes.characters import CONTROL
from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.phrases import listed

# Spreadsheets hold 16 384 columns, large REDCap projects some thousands.
MOST_COLUMNS = 100_000
# A header further down is not looked for.
ROWS_LOOKED_AT = 10

# A name is written into plans and messages. Qualtrics and REDCap may give the question's text.
LONGEST_NAME = 1_000

# A file whose every column lacks its own name must not make a message of a million lines.
_MOST_SAID = 20
# Qualtrics writes this into every cell of the third row of an export.
_QUALTRICS = '{"ImportId":'


@dataclass(frozen=True)
class HeaderRows:
    """How many rows are the header, and which of them, from 1, have the columns' names."""

    rows: int = 1
    names: tuple[int, ...] = (1,)

    def __str__(self) -> str:
        """As a plan says it."""
        said = f"`header_rows: {self.rows}`"
        return said if self.names == (1,) else f"{said} and `names_rows: {list(self.names)}`"


ONE_ROW = HeaderRows()


@dataclass(frozen=True)
class Header:
    """The columns that can be read: each one's name, and its place from 0. `notes` say the rest."""

    places: dict[str, int]
    width: int
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the file's order."""
        return tuple(self.places)


def names_of(rows: Sequence[Sequence[str]], header: HeaderRows) -> list[str]:
    """The columns' names: the cells of the row that has them, or the words of several.

    An empty cell of any row but the last goes on with what stands left of it, as merged cells do.
    """
    chosen = [rows[number - 1] for number in header.names if number <= len(rows)]
    width = max((len(row) for row in chosen), default=0)
    words: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(chosen, 1):
        before = ""
        for place in range(width):
            cell = row[place] if place < len(row) else ""
            if not cell.strip() and number < len(chosen):
                cell = before
            before = cell
            if cell.strip():
                words[place].append(cell)
    return [" ".join(said) for said in words]


def read_header(
    file: str, line: int, names: Sequence[str], wanted: Collection[str], findings: Findings
) -> Header:
    """The columns that have a name of their own; those without are not read, which a note says.

    Nor are those whose name nobody can write: it holds control characters, or has no end.
    Found is a name that the plan maps (`wanted`) and several columns have, and a header in which
    no column has a name of its own. No other name is shown:
    a file without a header has a participant's row in its place. `names` stand on `line`.
    """
    if len(names) > MOST_COLUMNS:
        rule = f"the file has {len(names)} columns, more than the {MOST_COLUMNS} that are read"
        findings.add(Problem(file, line, None, rule, "Look for line ends lost in saving the file."))
        return Header({}, len(names))
    strange = {
        position
        for position, name in enumerate(names, 1)
        if len(name) > LONGEST_NAME or CONTROL.search(name)
    }
    names = ["" if position in strange else name for position, name in enumerate(names, 1)]
    if not any(name.strip() for name in names):
        rule = "the header gives no column a name"
        findings.add(Problem(file, line, None, rule, "Name the columns in the file's first line."))
    notes = []
    if strange:
        notes.append(
            f"{file}: with a name that holds a control character or has more than {LONGEST_NAME:,} "
            f"characters, and not read: column number {_positions(sorted(strange))}"
        )
    unnamed = [
        position
        for position, name in enumerate(names, 1)
        if not name.strip() and position not in strange
    ]
    if unnamed:
        notes.append(f"{file}: without a name and not read: column number {_positions(unnamed)}")
    repeated = {name for name, count in Counter(names).items() if count > 1 and name.strip()}
    places = defaultdict(list)
    for position, name in enumerate(names, 1):
        if name in repeated:
            places[name].append(position)
    alone = any(name.strip() and name not in repeated for name in names)
    for name in [name for name in places if name in wanted or not alone][:_MOST_SAID]:
        rule = f"the header gives one name to columns number {_positions(places[name])}"
        column = name if name in wanted else None
        findings.add(Problem(file, line, column, rule, "Rename all but one of them."))
    unread = [position for name, of in places.items() if name not in wanted for position in of]
    if unread:
        notes.append(
            f"{file}: with a name that another column has, and not read: columns number "
            f"{_positions(sorted(unread))}"
        )
    known = {
        name: place
        for place, name in enumerate(names)
        if name.strip() and (name not in repeated or name in wanted)
    }
    return Header(known, len(names), tuple(notes))


def report_other_header(
    file: str,
    rows: Sequence[tuple[int, Sequence[str]]],
    said: HeaderRows,
    wanted: Collection[str],
    findings: Findings,
) -> bool:
    """Find a header of other rows than the plan says, and say what to write; whether there is one.

    `rows` are the file's first, each with its line.
    """
    other = offered_header([cells for _, cells in rows], wanted, said)
    if other is None:
        return False
    lines = listed([str(rows[number - 1][0]) for number in other.names])
    several = "lines" if len(other.names) > 1 else "line"
    rule = f"the columns' names stand on {several} {lines}"
    if other.names == said.names:
        below = [str(line) for line, _ in rows[said.rows : other.rows]]
        rule = f"line {listed(below)} belongs to the header, and is no participant's"
        if len(below) > 1:
            rule = f"lines {listed(below)} belong to the header, and are no participant's"
    remedy = f"Write {other} beside the file in the plan."
    findings.add(Problem(file, rows[0][0], None, rule, remedy))
    return True


def offered_header(
    rows: Sequence[Sequence[str]], wanted: Collection[str], said: HeaderRows = ONE_ROW
) -> HeaderRows | None:
    """Which rows are the header, where others than `said`: by Qualtrics' own row, or the names.

    One row, or two of which the upper one has merged cells, that give more of the columns `wanted`.
    """
    marked = [
        number
        for number, row in enumerate(rows[:ROWS_LOOKED_AT], 1)
        if any(cell.replace(" ", "").startswith(_QUALTRICS) for cell in row)
    ]
    if marked:
        known = HeaderRows(marked[0], said.names)
        return None if known.rows == said.rows else known
    columns = set(wanted)
    most = len(columns & set(names_of(rows, said)))
    found = None
    for number in range(1, min(len(rows), ROWS_LOOKED_AT) + 1):
        for names in ((number,), (number - 1, number)):
            tried = HeaderRows(number, names)
            if min(names) >= 1 and len(columns & set(names_of(rows, tried))) > most:
                most, found = len(columns & set(names_of(rows, tried))), tried
    return found


def _positions(positions: Sequence[int]) -> str:
    shown = " and ".join(map(str, positions[:_MOST_SAID]))
    rest = len(positions) - _MOST_SAID
    return f"{shown} and {rest} more" if rest > 0 else shown
