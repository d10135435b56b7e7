"""What is wrong with a trial's data, all at once, and what will be done with what is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

import pandas as pd

from ipt_outcomes.analyses.endpoint_problems import endpoint_problems
from ipt_outcomes.analyses.waiting_arms import waiting_problems
from ipt_outcomes.characters import one_line
from ipt_outcomes.errors import InputError, Problem
from ipt_outcomes.ingest.clusters import clusters_in_lines
from ipt_outcomes.ingest.study import study_of, survey_study
from ipt_outcomes.ingest.therapy_counts import therapy_counts, therapy_in_lines
from ipt_outcomes.instruments.schema import COMPLETE
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.undecided import NO_COLUMN, Question
from ipt_outcomes.prepare.outcomes import OUTSIDE, prepare_outcomes, unused_assessments
from ipt_outcomes.prepare.totals import planned_totals
from ipt_outcomes.prepare.visits import planned_visits

# Three lines a problem: what is said stays within a thousand lines.
MOST_PROBLEMS = 300


@dataclass(frozen=True, repr=False, eq=False)
class StudyCheck:
    """What `check_study` found. Counts only: no participant's value is in it.

    `scales`: by name, the scale in words. `problems`: every broken rule, with file, line, column,
    rule and remedy. `rows`: by file.
    `arms`: arm and participants. `clusters`: the table of that name (see `Study`).
    `therapy`: who left, sessions, scores at them, ratings and adverse events: table, arm, rows,
    people, and how many (`n`) of `what`.
    `visits`: scale, visit, people with a score that is used.
    `items`: scale, items answered at least once (0: totals are reported), assessments, prorated,
    and the missing-item rule (`complete` where every item must be answered).
    `unused`: see `unused_assessments`. `visits`, `items` and `unused` have no rows while a
    file breaks a rule. `unmapped` and `notes` are as in `Study`. `undecided`: the plan's
    questions; while there are any, everything else rests on its guesses.
    """

    trial: str
    file: str
    undecided: tuple[Question, ...]
    scales: dict[str, str]
    problems: tuple[Problem, ...]
    rows: dict[str, int]
    arms: pd.DataFrame
    clusters: pd.DataFrame
    therapy: pd.DataFrame
    visits: pd.DataFrame
    items: pd.DataFrame
    unused: pd.DataFrame
    unmapped: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong and nothing is left to decide."""
        return not self.problems and not self.undecided

    def __repr__(self) -> str:
        """A line; the text of it says all."""
        who = counted_people(int(self.arms["participants"].sum()))
        left = f"{len(self.undecided)} to decide, " if self.undecided else ""
        return f"<StudyCheck {self.trial}: {who}, {left}{counted(len(self.problems), 'problem')}>"

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def check_study(plan: Plan) -> StudyCheck:
    """Read the plan's files and say what is wrong with them and what will be done with them.

    Nothing is written, and broken data raise nothing: see `StudyCheck.problems`.
    """
    survey = survey_study(plan)
    problems: tuple[Problem, ...] = ()
    try:
        study_of(survey)
    except InputError as error:
        # That a column is to be chosen is among the questions, unless somebody took the ? away.
        asked = any(mark.nothing_known for question in plan.undecided for mark in question.marks)
        problems = tuple(
            problem for problem in error.problems if not (asked and problem.column == NO_COLUMN)
        )
    people = survey.participants
    counts = pd.Series(dtype="int64")
    if people is not None and "arm" in people:
        counts = people["arm"].value_counts()
    arms = pd.DataFrame(
        [(arm.name, int(counts.get(arm.name, 0))) for arm in plan.arms],
        columns=["arm", "participants"],
    )
    scores = survey.scores
    if problems or scores is None:
        scores = pd.DataFrame(columns=["participant", "visit", "day", "scale", "item", "value"])
        visits, items, unused = (pd.DataFrame(columns=names) for names in _COLUMNS)
    else:
        scores = scores.reset_index(drop=True)
        visits, items = _visits(plan, scores), _items(plan, scores)
        unused = unused_assessments(plan, scores)
        problems = (*_baselines_of_nobody(plan, visits), *_endpoints_of_nobody(plan, visits))
        # A plan whose arms are still to be named has no arms to look at.
        if people is not None and "arm" in people and not problems:
            outcomes = prepare_outcomes(plan, people, scores)
            problems = (
                *endpoint_problems(plan, people, outcomes),
                *waiting_problems(plan, outcomes),
            )
    problems = (*problems, *_other_studies(plan))
    return StudyCheck(
        plan.trial,
        plan.file,
        plan.undecided,
        {scale: _in_words(plan, scale) for scale in plan.scales},
        problems,
        survey.rows,
        arms,
        survey.clusters,
        therapy_counts(plan, people, survey.therapy),
        visits,
        items,
        unused,
        survey.unmapped,
        survey.notes,
    )


def _other_studies(plan: Plan) -> Iterator[Problem]:
    """What is wrong with the files of other studies, or with what the plan chooses of them."""
    if not plan.evidence:
        return
    # Most plans name no studies, and their check needs nothing of what reads them.
    from ipt_outcomes.evidence.planned_studies import planned_studies

    for position in range(len(plan.evidence)):
        try:
            planned_studies(plan, position)
        except InputError as error:
            yield from error.problems


def _baselines_of_nobody(plan: Plan, visits: pd.DataFrame) -> Iterator[Problem]:
    """Outcomes of which nobody has a score before the treatment."""
    people = visits.set_index(["scale", "visit"])["participants"]
    baseline = plan.baseline.name
    for position, outcome in enumerate(plan.outcomes):
        if people.loc[outcome.scale, baseline] == 0:
            where = ("outcomes", position, "scale")
            rule = f"nobody has a score of {outcome.scale} at {baseline}, the baseline"
            remedy = (
                "Every analysis compares arms by scores before the treatment: correct the visits "
                "or their windows, add the file that has these scores, or take the outcome out of "
                "the plan. A scale that was not asked before the treatment cannot be analysed here."
            )
            yield plan.problem(where, rule, remedy)


def _endpoints_of_nobody(plan: Plan, visits: pd.DataFrame) -> Iterator[Problem]:
    """Outcomes of which nobody has a score at the visit that answers the plan's question."""
    people = visits.set_index(["scale", "visit"])["participants"]
    for position, outcome in enumerate(plan.outcomes):
        if people.loc[outcome.scale, outcome.endpoint] == 0:
            seen = [
                visit.name for visit in plan.visits[1:] if people.loc[outcome.scale, visit.name]
            ]
            where = ("outcomes", position, "endpoint")
            rule = f"nobody has a score of {outcome.scale} at {outcome.endpoint}"
            remedy = f"Visits after the baseline with scores: {', '.join(seen) or 'none'}. "
            remedy += "Choose one, or correct the visits."
            yield plan.problem(where, rule, remedy)


def _in_words(plan: Plan, scale: str) -> str:
    instrument = plan.instrument(scale)
    direction = instrument.direction.replace("_", " ")
    said = f"{instrument.name}, {instrument.minimum:g} to {instrument.maximum:g}, {direction}"
    if plan.has_items(scale) and instrument.reverse_keyed is not None:
        said += f"; items {instrument.reverse_keyed.items} are turned here"
    return said


_COLUMNS = (
    ["scale", "visit", "window", "participants"],
    ["scale", "items", "assessments", "prorated", "missing_rule"],
    ["scale", "visit", "reason", "assessments", "participants"],
)


def _visits(plan: Plan, scores: pd.DataFrame) -> pd.DataFrame:
    totals = planned_visits(plan, planned_totals(plan, scores))
    used = totals.loc[totals["chosen"] & totals["score"].notna()]
    counts = used.groupby(["scale", "visit"])["participant"].nunique()
    return pd.DataFrame(
        [
            (scale, visit.name, visit.window, int(counts.get((scale, visit.name), 0)))
            for scale in plan.scales
            for visit in plan.visits
        ],
        columns=_COLUMNS[0],
    )


def _items(plan: Plan, scores: pd.DataFrame) -> pd.DataFrame:
    answered = scores.loc[scores["value"].notna() & (scores["item"] > 0)]
    items = answered.groupby("scale")["item"].nunique()
    totals = planned_totals(plan, scores).groupby("scale")["prorated"].agg(["size", "sum"])
    return pd.DataFrame(
        [
            (
                scale,
                int(items.get(scale, 0)),
                *(map(int, totals.loc[scale]) if scale in totals.index else (0, 0)),
                COMPLETE if (rule := plan.missing_rule(scale)) is None else rule.name,
            )
            for scale in plan.scales
        ],
        columns=_COLUMNS[1],
    )


def _lines(check: StudyCheck) -> Iterator[str]:
    yield from questions_in_lines(check.trial, check.file, check.undecided)
    apart = " apart from that" if check.undecided else ""
    if check.problems:
        wrong = "1 thing is" if len(check.problems) == 1 else f"{len(check.problems)} things are"
        yield f"{check.trial}: {wrong} wrong{apart}."
        yield from map(str, check.problems[:MOST_PROBLEMS])
        if len(check.problems) > MOST_PROBLEMS:
            yield f"... and {len(check.problems) - MOST_PROBLEMS} more."
    else:
        yield f"{check.trial}: nothing is wrong{apart}."
    yield ""
    yield "Files"
    for file, rows in check.rows.items():
        yield f"  {one_line(file)}: {counted(rows, 'row')}"
    people = [f"{row.participants} {row.arm}" for row in check.arms.itertuples()]
    yield f"Participants: {check.arms['participants'].sum()} ({', '.join(people)})"
    yield from clusters_in_lines(check.clusters)
    yield from therapy_in_lines(check.therapy)
    for _, scale in check.items.iterrows():
        yield from _scale(check, scale)
    for _, row in check.unused.iterrows():
        # What is outside every window is at no visit.
        when = f", nearest to {row['visit']}" if row["reason"] == OUTSIDE else f" at {row['visit']}"
        yield (
            f"Not used: {counted(int(row['assessments']), 'assessment')} of "
            f"{counted_people(int(row['participants']))}, {row['scale']}{when}: {row['reason']}"
        )
    for note in check.notes:
        yield f"Note: {one_line(note)}"
    if check.problems and not len(check.visits):
        yield "What becomes of the scores is said when nothing is wrong."


def questions_in_lines(trial: str, file: str, undecided: Sequence[Question]) -> Iterator[str]:
    """What is left to decide, each with its line, what was seen and what to write."""
    if undecided:
        yield f"{trial}: {counted(len(undecided), 'thing')} to decide. No result is made before."
    for number, question in enumerate(undecided, 1):
        first = question.marks[0]
        yield f"{number}. {file}, line {first.line}, key {first.key}: {first.written}"
        for begin, text in (("Decide: ", question.text), ("Write:  ", question.remedy)):
            yield from wrap(text, 96, initial_indent=f"    {begin}", subsequent_indent=" " * 12)


def _scale(check: StudyCheck, of_scale: pd.Series) -> Iterator[str]:
    items, rule = of_scale["items"], of_scale["missing_rule"]
    made = f"totals from {items} items" if items else "totals as the file reports them"
    forms = counted(int(of_scale["assessments"]), "assessment")
    yield f"{check.scales[of_scale['scale']]}; {made}; {forms}"
    if items and rule == COMPLETE:
        yield "  a form with an unanswered item has no total"
    elif items:
        forms = counted(int(of_scale["prorated"]), "assessment")
        yield f"  unanswered items: made up for in {forms} (rule {rule})"
    visits = check.visits.loc[check.visits["scale"] == of_scale["scale"]]
    for visit, window, people in zip(
        visits["visit"], visits["window"], visits["participants"], strict=True
    ):
        days = f" (days {window[0]} to {window[1]})" if window else ""
        yield f"  {visit}{days}: {counted_people(int(people))} with a score"
