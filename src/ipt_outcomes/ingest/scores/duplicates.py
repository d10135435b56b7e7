"""Two rows of one participant, time and scale: the same said twice, or two different scores."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.score_files import LongScores, TallScores

_TAKEN = {
    "first": "the first in the file is taken",
    "last": "the last in the file is taken",
    "mean": "their mean is taken",
    "all": "all are kept",
}


@dataclass(frozen=True, repr=False)
class Answers:
    """A scale's answers: `at` has participant, visit and day, `values` one column an item.

    Both have one row an assessment, and its line as index. `repeat` numbers the assessments of one
    participant and time from 1, where the plan keeps several.
    """

    at: pd.DataFrame
    values: pd.DataFrame
    repeat: pd.Series | None = None


def one_for_each_time(
    planned: LongScores | TallScores,
    file: str,
    scale: str,
    answers: Answers,
    *,
    findings: Findings,
    notes: list[str],
) -> Answers:
    """The answers, one row for each participant and time as the plan's `duplicates` says.

    Rows that say the same are read once and counted in `notes`; different ones are found, or
    taken as planned and counted. Rows without an answer, a participant or a time are left out:
    where that is wrong it is found elsewhere.
    """
    key = ["participant", "day" if planned.columns.visit is None else "visit"]
    given = answers.values.notna().any(axis=1) & answers.at[key].notna().all(axis=1)
    at, values = answers.at.loc[given], answers.values.loc[given]
    if not at.duplicated(key).any():
        return Answers(at, values, _numbers(planned, at, key))
    same = pd.concat([at[key], values], axis=1).duplicated()
    if same.any():
        many = int(same.sum())
        says, read = ("says", "it is") if many == 1 else ("say", "they are")
        notes.append(
            f"{file}: {scale}: {counted(many, 'row')} {says} again what another row of the "
            f"participant and {key[1]} says; {read} read once"
        )
    kept = Answers(at.loc[~same], values.loc[~same])
    return _settled(planned, file, scale, kept, key=key, findings=findings, notes=notes)


def _settled(
    planned: LongScores | TallScores,
    file: str,
    scale: str,
    answers: Answers,
    *,
    key: list[str],
    findings: Findings,
    notes: list[str],
) -> Answers:
    """The answers after the plan's choice between different ones."""
    at, values = answers.at, answers.values
    again = at.duplicated(key)
    if not again.any():
        return Answers(at, values, _numbers(planned, at, key))
    if planned.duplicates == "refuse":
        findings.at(
            file,
            at.index[again],
            f"{planned.columns.participant} and {planned.columns.time}",
            f"the participant's {scale} of this {key[1]} is there twice, with different scores",
            f"Keep one row for each participant, {key[1]} and scale; or say in the plan which to "
            "take: `duplicates: first`, `last`, `mean` or `all`.",
        )
        return answers
    times = int((again & ~at.duplicated(key, keep="last")).sum())
    notes.append(
        f"{file}: {scale}: {times} participants' {key[1]}s have different scores; "
        f"{_TAKEN[planned.duplicates]}"
    )
    if planned.duplicates == "all":
        return replace(answers, repeat=_numbers(planned, at, key))
    if planned.duplicates == "mean":
        # ASSUME: two scores of one day measure the same state; their mean has less error than
        # either. Of items, the mean answer: the total is then the mean of the totals.
        means = values.groupby([at[name] for name in key], sort=False).transform("mean")
        return Answers(at.loc[~again], means.loc[~again])
    kept = ~at.duplicated(key, keep=planned.duplicates)
    return Answers(at.loc[kept], values.loc[kept])


def _numbers(
    planned: LongScores | TallScores, at: pd.DataFrame, key: list[str]
) -> pd.Series | None:
    if planned.duplicates != "all":
        return None
    return at.groupby(key, sort=False).cumcount() + 1
