"""A trial's data as one validated study."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.characters import MOST_OF_A_NAME, one_line
from ipt_outcomes.ingest.asked.asking import ask_the_data
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.chosen_rows import chosen_rows, rows_passed_over
from ipt_outcomes.ingest.clusters import clusters_of, no_clusters, notes_on_clusters, with_clusters
from ipt_outcomes.ingest.dates import first_assessments
from ipt_outcomes.ingest.files import read_files, read_unmapped
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.ages import top_coded
from ipt_outcomes.ingest.gate.anonymity import report_anonymity
from ipt_outcomes.ingest.gate.bands import in_bands
from ipt_outcomes.ingest.gate.gate import keep_identities_out
from ipt_outcomes.ingest.gate.pseudonyms import with_pseudonyms
from ipt_outcomes.ingest.mapping import mapped_columns
from ipt_outcomes.ingest.not_randomised import only_randomised
from ipt_outcomes.ingest.participants import read_participants, read_randomisation
from ipt_outcomes.ingest.repeated_rows import without_repeated_rows
from ipt_outcomes.ingest.scores.reading import read_scores
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.therapy import Therapy, read_therapy
from ipt_outcomes.ingest.told_apart import find_not_told_apart
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.data_file import DataFile
from ipt_outcomes.plan.file_rules import counts_from_first
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

# A note is read by people; `Study.unmapped` has all the names.
MOST_COLUMNS_NAMED = 50


@dataclass(frozen=True, repr=False, eq=False)
class Study:
    """A trial's data, each frame as its table in `ipt_outcomes.tables` declares it.

    `participants`: one row a person randomised, then the plan's covariates (float64 or str) and
    clusters. `sessions`: one row a planned session; `session_scores`: one row a total given at one;
    `fidelity`: one row a rating of one; `adverse_events`: one row an event; each empty where the
    plan has no such file.
    `clusters`: who shares what, in counts: the plan's clusters, and columns that look like some.
    `scores`: one row an answer or reported total; an assessment of which nothing was answered has
    no rows. `unmapped`: by file, the columns that the plan does not map; they were not read.
    `notes`: what was passed over in reading, in words.
    """

    participants: pd.DataFrame
    sessions: pd.DataFrame
    session_scores: pd.DataFrame
    fidelity: pd.DataFrame
    adverse_events: pd.DataFrame
    scores: pd.DataFrame
    clusters: pd.DataFrame
    unmapped: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """A line of counts, then the notes."""
        sessions, scores = (
            counted(len(self.sessions), "session"),
            counted(len(self.scores), "score"),
        )
        said = f"<Study: {counted_people(len(self.participants))}, {sessions}, {scores}"
        return "\n  note: ".join([said, *self.notes]) + ">"


@dataclass(frozen=True, repr=False)
class Survey:
    """What could be read of a trial's data, and every rule that they break.

    `rows`: by file, its rows after the header; a file that could not be opened or whose form is
    broken is not there. `participants` and `scores` are what reading them gave, cells that break a
    rule being missing; None where the file or the column for it is not there.
    """

    findings: Findings
    rows: dict[str, int]
    participants: pd.DataFrame | None
    therapy: Therapy
    scores: pd.DataFrame | None
    clusters: pd.DataFrame
    unmapped: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]


def read_study(plan: Plan) -> Study:
    """Read the plan's files as text, convert them by declared types, and hold them to the rules.

    Raises DataError (PlanError where only the plan is at fault) with every broken rule: file, line,
    column, rule and remedy, and no participant's value; and where the plan has something left to
    decide. Nothing is written.
    """
    plan.refuse_undecided()
    return study_of(survey_study(plan))


def study_of(survey: Survey) -> Study:
    """The study that was surveyed. Raises as `read_study` does."""
    survey.findings.stop_if_any()

    # With no finding every file and every required column is there.
    assert survey.participants is not None and survey.scores is not None
    return Study(
        participants=checked("participants", survey.participants.reset_index(drop=True)),
        **{
            name: checked(name, table.reset_index(drop=True))
            for name, table in vars(survey.therapy).items()
        },
        scores=checked("scores", survey.scores.reset_index(drop=True)),
        clusters=checked("clusters", survey.clusters),
        unmapped=survey.unmapped,
        notes=survey.notes,
    )


def survey_study(plan: Plan) -> Survey:
    """Read the plan's files as `read_study` does, and raise nothing: say what was found."""
    findings = Findings()
    files = read_files(plan, findings)
    notes = keep_identities_out(plan, files, findings)
    files = with_pseudonyms(plan, files, findings)
    notes = [note for table in files.values() for note in table.notes] + notes
    files = only_randomised(plan, files, notes)

    people, randomised = None, None
    privacy_notes: list[str] = []
    if plan.participants.source in files:
        whole = files[plan.participants.source]
        table = chosen_rows(plan.participants, whole)
        notes += rows_passed_over(plan.participants, whole, table)
        if plan.participants.shape == "wide":
            # Scores in the same row count: two rows of one person with other scores are no repeat.
            read = [mapped.column for mapped in mapped_columns(plan)[plan.participants.source]]
            table = without_repeated_rows(table, read, notes)
        randomised = read_randomisation(plan, table, findings)
        if counts_from_first(plan):
            randomised = first_assessments(plan, files, notes)
        people = read_participants(plan, table, randomised, findings)
        people, privacy_notes = top_coded(plan, people)
        people, said_of_bands = in_bands(plan, people, findings)
        privacy_notes += said_of_bands
        privacy_notes += report_anonymity(plan, people, findings)
    therapy = read_therapy(plan, files, randomised, findings, notes)
    clusters = no_clusters()
    if people is not None:
        people = with_clusters(plan, people, therapy.sessions)
        others = read_unmapped(plan, files[plan.participants.source])
        clusters = clusters_of(plan, people, others, findings)
        notes += notes_on_clusters(plan, clusters)
        notes += find_not_told_apart(plan, people, findings)
    notes += [
        f"{file}: passed over: {counted(table.blank_lines, 'blank line')}"
        for file, table in files.items()
        if table.blank_lines
    ]
    scores = read_scores(plan, files, randomised, findings, notes)
    if scores is not None:
        scores = ask_the_data(plan, files, scores, findings, notes, people=people, therapy=therapy)
    _report_strangers(plan, files, people, findings)
    if plan.participants.number_rows is not None:
        notes.append(
            f"{plan.participants.file}: the participants are numbered by their row; sorting the "
            "file would give them other numbers"
        )
    unmapped = _unmapped(plan, files)
    for file, columns in unmapped.items():
        if columns:
            notes.append(f"{file}: not mapped by the plan and not read: {_some(columns)}")
    notes += privacy_notes
    if plan.pseudonyms is not None:
        notes.append("participants' identifiers are replaced by a keyed hash")
    return Survey(
        findings=findings,
        rows={file: len(table.cells) for file, table in files.items()},
        participants=people,
        therapy=therapy,
        scores=scores,
        clusters=clusters,
        unmapped=unmapped,
        notes=tuple(notes),
    )


def _report_strangers(
    plan: Plan, files: dict[str, TextTable], people: pd.DataFrame | None, findings: Findings
) -> None:
    """Find the rows, in any file, of somebody who is not among the participants."""
    if people is None or "participant" not in people:
        return
    places: list[tuple[DataFile, str]] = [
        (entry, entry.columns.participant) for entry in (*plan.scores, *plan.therapy_files)
    ]
    own = plan.participants
    for entry, column in places:
        same = (entry.source, column) == (own.source, own.columns.participant)
        if (same and entry.rows == own.rows and own.shape == "wide") or entry.source not in files:
            continue
        table = chosen_rows(entry, files[entry.source])
        if column in table.header:
            who = table.cells[column]
            findings.at(
                table.file,
                who.index[~who.isin(MISSING | set(people["participant"]))],
                column,
                f"the participant is not in {own.source}",
                "Add the participant there, or correct the identifier here (001 is not 1).",
            )


def _some(columns: tuple[str, ...]) -> str:
    rest = len(columns) - MOST_COLUMNS_NAMED
    named = ", ".join(one_line(name, MOST_OF_A_NAME) for name in columns[:MOST_COLUMNS_NAMED])
    return f"{named} and {rest} more" if rest > 0 else named


def _unmapped(plan: Plan, files: dict[str, TextTable]) -> dict[str, tuple[str, ...]]:
    unmapped = {}
    for file, columns in mapped_columns(plan).items():
        mapped = {known.column for known in columns}
        # Where a mapped name is not in it, the header may be a participant's row.
        if file not in files or not mapped <= set(files[file].header):
            continue
        unmapped[file] = tuple(name for name in files[file].header if name not in mapped)
    return unmapped
