"""Holding every mapped column to the table of identifiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.cardinality import tells_people_apart
from ipt_outcomes.ingest.gate.cells import Cells, telling_cells
from ipt_outcomes.ingest.gate.column_names import named_like
from ipt_outcomes.ingest.gate.free_text import free_text
from ipt_outcomes.ingest.gate.people_codes import codes_of_people
from ipt_outcomes.ingest.gate.plain_cells import plain_cell
from ipt_outcomes.ingest.gate.roles import Role, participant_columns, roles
from ipt_outcomes.ingest.gate.rules import Rule, identifier_rules
from ipt_outcomes.ingest.gate.strangers import strangers
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import Plan

DATES = "full date"
FREE_TEXT = "the column holds free text, which may name people"
STRANGERS = "cells here are unlike the column's categories, and may tell of a person"
_AS_OTHERS = (
    "Code the category in the words that the column's others have. Words that are no name pass in "
    "small letters."
)
_CONFIRM = (
    " Where all are categories and none tells of a person, write `confirmed: {{{key}: <your "
    "reason>}}` beside the file."
)
NO_CATEGORY = "nearly every person has a value of their own here: it tells people apart"
GROUPS = (
    "Leave the column out of the plan, or put a few groups in its place. A number is mapped with "
    "`type: number`."
)
NUMBER_OTHERWISE = (
    "Number people otherwise, or let the plan replace their identifiers by a keyed hash: "
    "`pseudonyms: {key_env: NAME}`."
)


def keep_identities_out(
    plan: Plan, files: Mapping[str, TextTable], findings: Findings
) -> list[str]:
    """Find every mapped column whose name or cells are of a class of `rules.yaml`, or free text.

    Participant identifiers that the plan replaces (`pseudonyms`), and clusters, which are numbered,
    may be what they are: they do not stay. A finding names file, column, class and remedy, and the
    first line; never a cell. Returned are notes: of cells that the plan says are categories.
    """
    notes = []
    people = participant_columns(plan)
    for file, columns in roles(plan).items():
        if file in files:
            cells = files[file].cells
            who = next((cells[column] for column in people.get(file, ()) if column in cells), None)
            for column, role in columns.items():
                if column in cells and not role.replaced:
                    said = look_at(files[file], column, role, findings, who)
                    notes += [] if said is None else [said]
    return notes


def look_at(
    table: TextTable,
    column: str,
    role: Role,
    findings: Findings,
    who: pd.Series | None = None,
) -> str | None:
    """Find `column` of `table` where its name or its cells are of a class, or free text.

    `who`: the participant of each row; without it every row is a person of its own. Returned is a
    note where cells are let through because the plan confirms that they are categories.
    """
    rules = [rule for rule in identifier_rules() if not (role.date and rule.name == DATES)]
    named = next((rule for rule in rules if named_like(rule, column)), None)
    if named is not None:
        rule = f"the column's name says {_class(named)}"
        findings.add(Problem(table.file, 1, column, rule, _remedy(named, role)))
        return None
    cells = table.cells[column]
    codes, found = pd.factorize(cells)
    distinct = [plain_cell(cell) for cell in map(str, found) if cell not in MISSING]
    distinct += map(plain_cell, table.labels.get(column, {}).values())
    content = Cells(role.kind, distinct)
    unusual = content.unusual()
    for rule_of_class in rules:
        telling = telling_cells(rule_of_class, content, unusual)
        if telling:
            at = np.flatnonzero(np.isin(codes, _codes_of(telling, table, column, found)))
            rule = f"cells here look like {_class(rule_of_class)}"
            findings.add(_problem(table, column, at, rule, _remedy(rule_of_class, role)))
            return None
    if role.kind == "number":
        return None
    passed: list[str] = []
    counts = np.bincount(codes[codes >= 0], minlength=len(found)).tolist()
    rows = dict(zip(map(plain_cell, map(str, found)), counts, strict=True))
    rows = {cell: rows.get(cell, 0) for cell in distinct}
    if role.kind == "identifier":
        (rule, telling), remedy = codes_of_people(content.sample, distinct), NUMBER_OTHERWISE
    else:
        labels = map(plain_cell, table.labels.get(column, {}).values())
        telling, passed = _strangers(rows, role, role.listed.union(labels))
        rule, remedy = STRANGERS, _AS_OTHERS
        if telling and role.asked and not _whatever_is_confirmed(rows, role):
            remedy += _CONFIRM.format(key=role.asked)
    if telling:
        at = np.flatnonzero(np.isin(codes, _codes_of(telling, table, column, found)))
        findings.add(_problem(table, column, at, rule, remedy))
        return None
    at = np.flatnonzero(cells.str.len().to_numpy() > 0)
    if free_text(rows):
        remedy = "Leave the column out of the plan, or code it in a few short words."
        findings.add(_problem(table, column, at, FREE_TEXT, remedy))
    elif role.kind == "text" and role.of_people and not role.date:
        filled = [cell for cell in map(str, found) if cell not in MISSING]
        if tells_people_apart(filled, _people(cells, who)):
            findings.add(_problem(table, column, at, NO_CATEGORY, GROUPS))
    return _note(table, column, role, sum(rows[cell] for cell in passed)) if passed else None


def _strangers(
    rows: Mapping[str, int], role: Role, listed: Collection[str]
) -> tuple[list[str], list[str]]:
    """The cells that are refused, and those that the plan's reason lets through."""
    found = strangers(rows, of_people=role.of_people, categories=listed)
    if role.confirmed is None or not found:
        return found, []
    refused = _whatever_is_confirmed(rows, role)
    return refused, [cell for cell in found if cell not in refused]


def _whatever_is_confirmed(rows: Mapping[str, int], role: Role) -> list[str]:
    return strangers(rows, of_people=role.of_people, categories=rows)


def _note(table: TextTable, column: str, role: Role, rows: int) -> str:
    said = (
        f"{table.file}: {column}: cells with the form of a name or a code ({counted(rows, 'row')}) "
    )
    return f"{said}are read as categories. The plan says of it: {role.confirmed}"


def _people(cells: pd.Series, who: pd.Series | None) -> int:
    """How many values people have, a value that comes back with one person counted once."""
    filled = ~cells.isin(list(MISSING))
    if who is None:
        return int(filled.sum())
    return len(pd.DataFrame({"who": who[filled], "cell": cells[filled]}).drop_duplicates())


def _codes_of(telling: list[str], table: TextTable, column: str, found: pd.Index) -> np.ndarray:
    """The positions in `found` of cells that are `telling`, or are labelled so."""
    labels = table.labels.get(column, {})
    wanted = set(telling)
    return np.array(
        [
            n
            for n, cell in enumerate(map(str, found))
            if plain_cell(cell) in wanted or plain_cell(labels.get(cell, "")) in wanted
        ],
        dtype=int,
    )


def _problem(table: TextTable, column: str, at: np.ndarray, rule: str, remedy: str) -> Problem:
    # A value label that no row has stands on no line.
    line = int(table.lines[at[0]]) if len(at) else None
    rows = f" ({len(at)} rows, this is the first)" if len(at) > 1 else ""
    return Problem(table.file, line, column, rule + rows, remedy)


def _class(rule: Rule) -> str:
    return f"an identifier: {rule.name} (HIPAA Safe Harbor {rule.safe_harbor})"


def _remedy(rule: Rule, role: Role) -> str:
    return NUMBER_OTHERWISE if role.kind == "identifier" else rule.remedy
