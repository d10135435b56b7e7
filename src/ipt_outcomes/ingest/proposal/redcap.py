"""What REDCap's headings and a project's data dictionary say of an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.facts import EVENT, FORM, INSTANCE, FileFacts, facts_of
from ipt_outcomes.ingest.proposal.visit_words import UNPLANNED, without_arm
from ipt_outcomes.ingest.proposal.words import PARTICIPANT
from ipt_outcomes.ingest.redcap.dictionary import Dictionary
from ipt_outcomes.ingest.redcap.identifiers import SURVEY_IDENTIFIER, is_identifier
from ipt_outcomes.plain_words import plain

# ASSUME: an export has at least this share of its columns from its own project.
SHARE_OF_FIELDS = 0.5
# A form's state, as code and as label.
_STATES = frozenset({"0", "1", "2", "Incomplete", "Unverified", "Complete"})


def described_by(facts: FileFacts, dictionaries: Sequence[Dictionary]) -> Dictionary | None:
    """The dictionary whose project the file is of; None where there is none."""
    shares = {dictionary.file: _share(facts, dictionary) for dictionary in dictionaries}
    best = max(dictionaries, key=lambda dictionary: shares[dictionary.file], default=None)
    return best if best is not None and shares[best.file] >= SHARE_OF_FIELDS else None


def as_export(facts: FileFacts, dictionary: Dictionary | None) -> FileFacts:
    """The facts of an export: its record's column, and no columns that are not for the plan.

    Those are identifiers and what REDCap adds of its own: states of forms, times of surveys. With
    its `dictionary` come the choices' labels, and the plan is told of it.
    """
    if dictionary is not None:
        facts = _with_dictionary(facts, dictionary)
    elif EVENT in facts.table.header or FORM in facts.table.header:
        first = facts.columns[0]
        facts = replace(facts, record=first.name if first.filled == facts.rows else None)
    columns = [c for c in facts.columns if c.name == facts.record or not _is_added(facts, c.name)]
    return replace(facts, columns=tuple(columns))


def parts_of(facts: FileFacts) -> tuple[FileFacts, ...]:
    """An export's rows by what repeats in it: the rest, each repeated event, each instrument.

    Any other file is one part.
    """
    cells = facts.table.cells
    if FORM not in cells:
        return (facts,)
    forms = sorted(map(str, cells[FORM].unique()), key=lambda form: form != "")
    if forms == [""]:
        return _events_apart(facts)
    parts = tuple(facts.part(FORM, (form,)) for form in forms)
    return (*_events_apart(parts[0]), *parts[1:]) if forms[0] == "" else parts


def _events_apart(facts: FileFacts) -> tuple[FileFacts, ...]:
    """The rows of the events that do not repeat, and those of each that does."""
    cells = facts.table.cells
    if EVENT not in cells or INSTANCE not in cells:
        return (facts,)
    events = cells[EVENT].unique()
    repeated = set(cells[EVENT][~cells[INSTANCE].isin(("", "1"))])
    once = [event for event in events if event not in repeated]
    parts = [facts.part(EVENT, once)] if once and repeated else [] if repeated else [facts]
    for event in events:
        if event in repeated and without_arm(event) not in UNPLANNED:
            part = facts.part(EVENT, (event,))
            # Its instances are the visits, then.
            columns = tuple(column for column in part.columns if column.name != EVENT)
            parts.append(replace(part, columns=columns))
    return tuple(parts)


def _share(facts: FileFacts, dictionary: Dictionary) -> float:
    """The share of fields among the columns; that all have the record's identifier says nothing."""
    record = next(iter(dictionary.fields), "")
    known = [
        dictionary.field_of(name) is not None
        for name in facts.table.header
        if name != record and not dictionary.adds(name)
    ]
    return sum(known) / len(known) if known else 0


def _with_dictionary(facts: FileFacts, dictionary: Dictionary) -> FileFacts:
    facts = _with_commas(facts, dictionary)
    fields = {column.name: dictionary.field_of(column.name) for column in facts.columns}
    choices = {name: f.choices for name, f in fields.items() if f is not None and f.choices}
    if _labels_in_place_of_codes(facts, choices):
        remark = f"decide: it has labels in place of {dictionary.file}'s codes; export raw data"
        facts = replace(facts, remark=remark)
    else:
        facts = replace(
            facts,
            table=replace(facts.table, labels={**facts.table.labels, **choices}),
            options={**facts.options, "dictionary": dictionary.file},
        )
    said = {name: f.label for name, f in fields.items() if f is not None and f.label}
    facts = replace(facts, said={**facts.said, **said})
    record = next(iter(dictionary.fields), "")
    full = {column.name for column in facts.columns if column.filled == facts.rows}
    private = {column.name for column in facts.columns if is_identifier(dictionary, column.name)}
    known = record in full
    if record in private and any(plain(name) in PARTICIPANT for name in full - private):
        known = False
    left = tuple(c for c in facts.columns if c.name not in private or (known and c.name == record))
    return replace(
        facts,
        columns=left,
        record=record if known else None,
        marked=known and record in private,
    )


def _with_commas(facts: FileFacts, dictionary: Dictionary) -> FileFacts:
    """The facts of a file whose fields have a decimal comma, and whose cells do."""
    fields = {column.name: dictionary.field_of(column.name) for column in facts.columns}
    commas = [n for n, f in fields.items() if f and f.validation.endswith("_comma_decimal")]
    cells = facts.table.cells
    if facts.table.decimal == "," or not any(
        cells[name].str.contains(",", regex=False).any() for name in commas
    ):
        return facts
    table = replace(facts.table, decimal=",")
    columns = tuple(facts_of(table, column.name) for column in facts.columns)
    return replace(facts, table=table, columns=columns, options={**facts.options, "decimal": ","})


def _labels_in_place_of_codes(facts: FileFacts, choices: dict[str, dict[str, str]]) -> bool:
    """Whether most of the coded columns hold labels."""
    filled = {
        name: set(facts.table.cells[name]) - MISSING
        for name in choices
        if facts.column(name).filled
    }
    labels = sum(
        bool(cells - choices[name].keys()) and cells <= set(choices[name].values())
        for name, cells in filled.items()
    )
    return 2 * labels > len(filled)


def _is_added(facts: FileFacts, column: str) -> bool:
    if column.endswith("_complete"):
        return set(facts.table.cells[column]) - MISSING <= _STATES
    return column.endswith("_timestamp") or column in (FORM, SURVEY_IDENTIFIER)
