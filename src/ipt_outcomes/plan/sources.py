"""The plan's data files, each once, with what its entries say of how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.data_file import EVERY_COLUMN, TEXT_SUFFIXES, Code
from ipt_outcomes.plan.fidelity_file import FidelityFile
from ipt_outcomes.plan.participants_file import ParticipantsFile
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.score_files import Scores
from ipt_outcomes.plan.sessions_file import SessionsFile

Entry = ParticipantsFile | SessionsFile | FidelityFile | AdverseEventsFile | Scores

# What the entries of one file must not contradict one another in.
SHARED = (
    "encoding",
    "delimiter",
    "decimal",
    "header_rows",
    "names_rows",
    "dictionary",
    "double_entry",
)


@dataclass(frozen=True)
class Source:
    """A file, or a workbook's sheet: `name` is what messages call it, `where` its first entry.

    The other fields are those of `DataFile`, of all entries together. `who_and_when`: the columns
    of people and times, in which a number is no missing code unless the plan names the column.
    `rows_needed`: whether a header alone says nothing; of adverse events it says that there were
    none.
    """

    name: str
    file: str
    where: PathInPlan
    suffix: str
    encoding: str | None
    delimiter: str
    decimal: str
    header_rows: int
    names_rows: tuple[int, ...]
    sheet: str | None
    dictionary: str | None
    double_entry: str | None
    participant: str
    missing: dict[str, tuple[Code, ...]]
    labels: tuple[str, ...]
    who_and_when: frozenset[str]
    rows_needed: bool

    def missing_codes(self, column: str) -> tuple[Code, ...]:
        """The column's own missing codes, and those of every column."""
        of_all = self.missing.get(EVERY_COLUMN, ())
        if column in self.who_and_when:
            of_all = tuple(code for code in of_all if isinstance(code, str))
        return (*self.missing.get(column, ()), *of_all)


def entries(plan: Plan) -> Iterator[tuple[PathInPlan, Entry]]:
    """Every entry of the plan that names a data file, and where it stands."""
    yield ("participants",), plan.participants
    if plan.sessions is not None:
        yield ("sessions",), plan.sessions
    if plan.fidelity is not None:
        yield ("fidelity",), plan.fidelity
    if plan.adverse_events is not None:
        yield ("adverse_events",), plan.adverse_events
    for position, scores in enumerate(plan.scores):
        yield ("scores", position), scores


def sources(plan: Plan) -> dict[str, Source]:
    """The plan's data files by name, in the plan's order."""
    together: dict[str, list[tuple[PathInPlan, Entry]]] = {}
    for where, entry in entries(plan):
        together.setdefault(entry.source, []).append((where, entry))
    return {name: _source(name, same) for name, same in together.items()}


def suffix_of(file: str) -> str:
    """The end of the file's name that says its format, in small letters."""
    last = file.replace("\\", "/").rpartition("/")[2]
    return "." + last.rpartition(".")[2].lower() if "." in last else ""


def _source(name: str, same: list[tuple[PathInPlan, Entry]]) -> Source:
    where, first = same[0]
    said = {
        option: next((value for _, e in same if (value := getattr(e, option)) is not None), None)
        for option in SHARED
    }
    missing: dict[str, tuple[Code, ...]] = {}
    for _, entry in same:
        missing |= entry.missing
    suffix = suffix_of(first.file)
    tab = suffix in TEXT_SUFFIXES and suffix != ".csv"
    return Source(
        name=name,
        file=first.file,
        where=where,
        suffix=suffix,
        encoding=said["encoding"],
        delimiter=said["delimiter"] or ("\t" if tab else ","),
        decimal=said["decimal"] or ".",
        header_rows=said["header_rows"] or max(said["names_rows"] or (1,)),
        names_rows=said["names_rows"] or (1,),
        sheet=first.sheet,
        dictionary=said["dictionary"],
        double_entry=said["double_entry"],
        participant=first.columns.participant,
        missing=missing,
        rows_needed=not all(isinstance(entry, AdverseEventsFile) for _, entry in same),
        who_and_when=frozenset(column for _, entry in same for column in _keys(entry)),
        labels=tuple(dict.fromkeys(label for _, entry in same for label in entry.labels)),
    )


def _keys(entry: Entry) -> Iterator[str]:
    """The columns that tell an entry's rows apart."""
    for ours in ("participant", "day", "date", "visit", "session", "rater", "item"):
        column = getattr(entry.columns, ours, None)
        if column is not None:
            yield column
