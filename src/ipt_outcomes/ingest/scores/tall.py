"""Scores from a file with one row an answer: one column says what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ipt_outcomes.ingest.chosen_rows import translated
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.scores.answers import answers_of_item, totals
from ipt_outcomes.ingest.scores.assessments import read_assessments, report_times
from ipt_outcomes.ingest.scores.duplicates import Answers, one_for_each_time
from ipt_outcomes.ingest.scores.rows import score_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.score_files import TallScores

# A scale, its item's number (0: the total), and where the plan names it.
_Asked = tuple[str, int, PathInPlan]


def read_tall_scores(
    plan: Plan,
    position: int,
    planned: TallScores,
    table: TextTable,
    *,
    randomised: pd.Series | None,
    findings: Findings,
    notes: list[str],
) -> Iterator[pd.DataFrame]:
    """Rows of the table `scores`, a frame for each item; the index is the lines.

    `position` is the entry's in the plan. `randomised` is what `dates.randomisation_days` gives.
    What was passed over is said in `notes`.
    """
    at = read_assessments(plan, planned, table, randomised, findings)
    if at is None:
        return
    words = _words(plan, position, planned)
    asked_in = planned.columns.item
    asked = translated(table.cells[asked_in], {word: word for word in words}, table, asked_in)
    others = int(asked.isna().sum())
    if others:
        unread = counted(int(others), "row")
        notes.append(f"{table.file}: not read: {unread} of what the plan does not name")
    unanswered = 0
    for word, (scale, item, where) in words.items():
        rows = asked == word
        if not rows.any():
            _report_unasked(plan, table.file, word, where, findings)
            continue
        part = replace(table, cells=table.cells.loc[rows])
        instrument, column = plan.instrument(scale), planned.columns.value
        if item:
            recode = planned.scales[scale].recode
            values = answers_of_item(
                instrument, item, part, column, recode=recode, findings=findings
            )
        else:
            form = planned.totals_as.get(scale)
            values = totals(instrument, part, column, findings, form=form)
        unanswered += int(values.isna().sum())
        report_times(plan, planned, part, at.loc[rows], scored=values.notna(), findings=findings)
        answers = Answers(at.loc[rows], values.to_frame(item))
        what = f"{scale}, item {item}" if item else scale
        kept = one_for_each_time(planned, table.file, what, answers, findings=findings, notes=notes)
        yield score_rows(kept.at, scale, kept.values, kept.repeat)
    if unanswered:
        notes.append(f"{table.file}: {counted(unanswered, 'row')} without a score")


def _words(plan: Plan, position: int, planned: TallScores) -> dict[str, _Asked]:
    words: dict[str, _Asked] = {}
    for scale, named in planned.scales.items():
        where: PathInPlan = ("scores", position, "scales", scale)
        if named.total is not None:
            words[named.total] = (scale, 0, (*where, "total"))
        numbers = [item.number for item in plan.instrument(scale).items]
        for place, (number, word) in enumerate(zip(numbers, named.items or (), strict=False)):
            words[word] = (scale, number, (*where, "items", place))
    return words


def _report_unasked(
    plan: Plan, file: str, word: str, where: PathInPlan, findings: Findings
) -> None:
    rule = f"no row of {file} is of {word!r}"
    remedy = "Write the file's word, letter by letter."
    findings.add(plan.problem(where, rule, remedy))
