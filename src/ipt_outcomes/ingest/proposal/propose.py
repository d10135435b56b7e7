"""From a trial's files to a commented plan: what they suggest, and what only a person can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.proposal.column_uses import ColumnUse, column_uses, uses_in_lines
from ipt_outcomes.ingest.proposal.draft import Draft, draft_of
from ipt_outcomes.ingest.proposal.entered_twice import merged_records
from ipt_outcomes.ingest.proposal.facts import FileFacts, look_at
from ipt_outcomes.ingest.proposal.known_scales import known_scales
from ipt_outcomes.ingest.proposal.people_apart import report_people_apart
from ipt_outcomes.ingest.proposal.redcap import as_export, described_by
from ipt_outcomes.ingest.proposal.slips import unread_of_scales
from ipt_outcomes.ingest.proposal.writing import write_draft
from ipt_outcomes.ingest.redcap.dictionary import Dictionary, is_dictionary, read_dictionary
from ipt_outcomes.plan.data_file import file_and_sheet

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True)
class Proposal:
    """A first plan: its `text` (YAML), and what each column of each file was taken for.

    `notes` say what of the files was not read: columns without a name of their own.
    """

    text: str
    columns: tuple[ColumnUse, ...]
    notes: tuple[str, ...] = ()

    def columns_in_lines(self) -> Iterator[str]:
        """The table of columns for people: the file, then a line a column."""
        return uses_in_lines(self.columns)


def propose_plan(trial: str, files: Sequence[str | Path], *, root: str | Path = ".") -> str:
    """The text of a plan (YAML) with the best guess of what the files' columns are: see `propose`.

    Raises PlanError and DataError as `propose` does.
    """
    return propose(trial, files, root=root).text


def propose(trial: str, files: Sequence[str | Path], *, root: str | Path = ".") -> Proposal:
    """A plan (YAML) with the best guess of what the files' columns are, and what became of each.

    What the files do not say ends in `?` in the plan, with its question beside it: such a plan can
    be checked and not run. What they say by names or labels alone is marked `# guess`. `files` lie
    in the folder `root`, which the plan's file names start from. Of the participants' values only
    the words of the arm column and of the visit column are in the text, and only where each stands
    for several rows; REDCap's names of events and forms are the project's, and not a
    participant's. Raises PlanError where the trial's name cannot be one, DataError where a file
    cannot be read.

    A REDCap project's data dictionary among the files is no data: it says what the columns of the
    project's export are.
    """
    if not _NAME.fullmatch(trial):
        rule = "a trial's name begins with a letter, has letters, digits and _ only, and at most 40"
        raise PlanError([Problem("config/trials", None, None, rule, "Choose such a name.")])
    findings = Findings()
    folder = Path(root).resolve()
    facts: list[FileFacts] = []
    dictionaries: list[Dictionary] = []
    for file in dict.fromkeys(map(str, files)):
        inside, sheet = file_and_sheet(file)
        path = (folder / inside).resolve()
        if not path.is_relative_to(folder):
            rule = "the file is outside the project's folder"
            remedy = f"Copy it to data/raw/{trial}/, so that the project is whole."
            findings.add(Problem(Path(file).name, None, None, rule, remedy))
            continue
        name = path.relative_to(folder).as_posix() + ("" if sheet is None else f"#{sheet}")
        seen = look_at(path, name, findings, sheet=sheet)
        if seen is None:
            continue
        if not is_dictionary(seen.table.header):
            facts.append(seen)
        elif (dictionary := read_dictionary(path, name, findings)) is not None:
            dictionaries.append(dictionary)
    findings.stop_if_any()
    if not facts:
        raise DataError([Problem("", None, None, "no file is given", "Name the trial's files.")])
    facts = _exports(facts, dictionaries, findings)
    findings.stop_if_any()
    draft = draft_of(trial, facts, known_scales(folder))
    report_people_apart(draft, facts, findings)
    findings.stop_if_any()
    notes = tuple(dict.fromkeys([*_not_named(facts), *_unread(draft)]))
    return Proposal(write_draft(draft), column_uses(draft, facts), notes)


def _not_named(files: Sequence[FileFacts]) -> Iterator[str]:
    for facts in files:
        yield from facts.table.notes


def _unread(draft: Draft) -> Iterator[str]:
    """What has the name of a scale that is read, and nothing that says which item or visit."""
    for guess in draft.scores:
        columns = {column for scale in guess.scales for column in scale.columns}
        scales = {scale.scale for scale in guess.scales}
        for column in unread_of_scales(guess.facts, columns, scales, draft.known):
            yield (
                f"{guess.facts.file}: {column} has the name of a scale, and its visit is not "
                "understood: it is not read. Map it in the plan, or give it a name such as week_8"
            )


def _exports(
    files: Sequence[FileFacts], dictionaries: Sequence[Dictionary], findings: Findings
) -> list[FileFacts]:
    """The files with what their projects' dictionaries say of them."""
    found = [described_by(facts, dictionaries) for facts in files]
    for dictionary in dictionaries:
        if dictionary not in found:
            rule = "no file given has the fields of this data dictionary"
            remedy = "Name the export of raw data of the same project beside it."
            findings.add(Problem(dictionary.file, None, None, rule, remedy))
    exports = (as_export(facts, of) for facts, of in zip(files, found, strict=True))
    return [merged_records(facts) for facts in exports]
