"""The studies of an entry of the plan's `evidence`: read, chosen, and with their effects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.evidence import standard
from ipt_outcomes.evidence.chosen_studies import chosen
from ipt_outcomes.evidence.studies_file import studies_by_line
from ipt_outcomes.evidence.study_effects import study_effects
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import OK
from ipt_outcomes.plan.evidence import Evidence
from ipt_outcomes.plan.plan import Plan

LEAST_STUDIES = 2
# What tells two effects of a study apart.
_ONE_EFFECT = (
    "study", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2", "outcome_type",
    "instrument", "rating", "time", "time_weeks",
)  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class PlannedStudies:
    """The studies of one entry.

    effects         the columns of `study_effects`, a row an effect; the index is the file's line
    without_effect  how many rows were chosen and have no effect size data
    """

    entry: Evidence
    effects: pd.DataFrame
    without_effect: int


def planned_studies(plan: Plan, position: int) -> PlannedStudies:
    """The studies of the plan's entry `evidence[position]`.

    Raises:
        DataError: the file is not there, breaks a rule of `read_studies`, or one of these: the
            plan's columns and words are in it; standard deviations above zero; at least two people
            an arm; no effect twice; several effects of a study only where the plan says what is
            done with them; at least two studies; one kind of comparison.
        PlanError: the columns or words that the plan names are not in the file.
    """
    entry = plan.evidence[position]
    frame = _read(plan, position)
    findings = Findings()
    kept = chosen(plan, position, frame, findings)
    findings.stop_if_any()
    for problem in _few(plan, position, kept):
        findings.add(problem)
    findings.stop_if_any()
    _report_numbers(entry.file, kept, findings)
    findings.stop_if_any()
    effects = _effects(entry, kept)
    found = effects[effects["status"] == OK]
    for problem in _broken(plan, position, found):
        findings.add(problem)
    findings.stop_if_any()
    return PlannedStudies(entry, found, len(effects) - len(found))


def _read(plan: Plan, position: int) -> pd.DataFrame:
    entry = plan.evidence[position]
    path = Path(plan.root) / entry.file
    line = plan.line("evidence", position, "file")
    for name in entry.columns:
        if name not in (*standard.TEXT, *standard.NUMBERS):
            rule = f"{name!r} is no column of the Metapsy format"
            remedy = "docs.metapsy.org has all names; other columns keep their own."
            raise DataError([_of_plan(plan, position, ("columns", name), rule, remedy)])
    if not path.is_file():
        rule = "the file is not there" if not path.exists() else "this is a folder, not a file"
        remedy = f"Check its name in {plan.file}, line {line}."
        raise DataError([Problem(entry.file, None, None, rule, remedy)])
    try:
        return studies_by_line(
            path,
            entry.file,
            encoding=entry.encoding,
            decimal=entry.decimal,
            delimiter=entry.delimiter,
            columns=entry.columns,
        )
    except OSError:
        rule, remedy = "the file cannot be opened", "Check that you may read it."
        raise DataError([Problem(entry.file, None, None, rule, remedy)]) from None


def _report_numbers(file: str, frame: pd.DataFrame, findings: Findings) -> None:
    """What no effect can be made of, in the rows that are chosen."""
    for name in frame.columns:
        values = frame[name]
        if name in (*standard.MEANS, *standard.CHANGES) and name.startswith("sd_"):
            wrong, rule = values == 0, "a standard deviation is zero, and everybody differs"
        elif name in (*standard.MEANS, *standard.CHANGES) and name.startswith("n_"):
            wrong, rule = values < 2, "an arm has fewer than two people"
        else:
            continue
        remedy = "Look the number up in the study, or leave the row out by `without`."
        findings.at(file, _lines(frame, wrong), name, rule, remedy)
    for event, people in (standard.EVENTS[::2], standard.EVENTS[1::2]):
        if {event, people} <= set(frame.columns):
            rule, remedy = "more events than people", "Look both up in the study."
            findings.at(file, _lines(frame, frame[event] > frame[people]), event, rule, remedy)
    key = [name for name in _ONE_EFFECT if name in frame.columns]
    rule = "the study has this effect twice: the same arms, outcome, instrument and time"
    remedy = "Leave one out, or let instrument, rating, time or multi_arm1 say how they differ."
    findings.at(file, _lines(frame, frame.duplicated(key)), "study", rule, remedy)


def _effects(entry: Evidence, frame: pd.DataFrame) -> pd.DataFrame:
    try:
        return study_effects(
            frame,
            better=entry.better or "lower",
            event=entry.event,
            comparison_kind=entry.studies,
        )
    except ModelError as error:
        rule = f"{error} (rows counted among the {len(frame)} that the plan chooses)"
        remedy = "Correct the file, or say `event` or `better` in the plan's entry."
        raise DataError([Problem(entry.file, None, None, rule, remedy)]) from None


def _few(plan: Plan, position: int, frame: pd.DataFrame) -> Iterator[Problem]:
    studies = frame["study"].nunique()
    if studies < LEAST_STUDIES:
        left = "one study is left" if studies else "no study is left"
        rule = f"{left} that has an effect: there is nothing to pool"
        remedy = "Let `where` and `without` choose more, or leave the entry out."
        yield _of_plan(plan, position, (), rule, remedy)


def _broken(plan: Plan, position: int, effects: pd.DataFrame) -> Iterator[Problem]:
    """What must hold of the effects before they can be pooled."""
    yield from _few(plan, position, effects)
    if plan.trial in set(effects["study"]):
        rule = "a study has the trial's own name"
        remedy = f"Leave it out: `without: {{study: {plan.trial}}}`."
        yield _of_plan(plan, position, ("file",), rule, remedy)
    counts = effects["study"].value_counts()
    several = counts[counts > 1]
    if plan.evidence[position].several is None and len(several):
        rule = (
            f"{len(several)} of {len(counts)} studies have several effects (up to "
            f"{several.max()}), which count the same people more than once"
        )
        remedy = (
            "Say what is done with them: `several: correlated` with `rho: 0.6`, or aggregate, "
            "first, lowest, highest; or choose rows by `where`."
        )
        yield _of_plan(plan, position, ("file",), rule, remedy)
    kinds = sorted(effects["comparison_kind"].unique())
    if len(kinds) > 1:
        rule = f"{' and '.join(kinds)} comparisons stand among these studies"
        remedy = f"Choose one kind: `where: {{comparison_kind: {kinds[-1]}}}`."
        yield _of_plan(plan, position, (), rule, remedy)


def _of_plan(plan: Plan, position: int, key: tuple[str, ...], rule: str, remedy: str) -> Problem:
    return plan.problem(("evidence", position, *key), rule, remedy)


def _lines(frame: pd.DataFrame, wrong: pd.Series) -> list[int]:
    return [int(line) for line in frame.index[wrong.to_numpy(dtype=bool)]]
