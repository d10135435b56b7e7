"""The plan's score files, each in its shape, as rows of one table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.ingest.chosen_rows import chosen_rows, rows_passed_over
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.scores.long import read_long_scores
from ipt_outcomes.ingest.scores.several_files import FileScores, each_once
from ipt_outcomes.ingest.scores.tall import read_tall_scores
from ipt_outcomes.ingest.scores.wide import read_wide_scores
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongScores, TallScores


def read_scores(
    plan: Plan,
    files: dict[str, TextTable],
    randomised: pd.Series | None,
    findings: Findings,
    notes: list[str],
) -> pd.DataFrame | None:
    """The table `scores`, each file's rows in the file's order.

    The index is the position of the file's entry in the plan, and the line.
    `randomised` is what `dates.randomisation_days` gives. What was passed over is said in `notes`.
    None where nothing could be read.
    """
    parts = dict(_files(plan, files, randomised, findings, notes))
    kept = each_once(plan, list(parts.values()), findings, notes)
    frames = dict(zip(parts, kept, strict=True))
    if not frames:
        return None
    scores = pd.concat(frames, names=["entry", "line"])
    if "repeat" in scores:
        scores["repeat"] = scores["repeat"].fillna(1)
    return scores


def _files(
    plan: Plan,
    files: dict[str, TextTable],
    randomised: pd.Series | None,
    findings: Findings,
    notes: list[str],
) -> Iterator[tuple[int, FileScores]]:
    for position, planned in enumerate(plan.scores):
        if planned.source not in files:
            continue
        whole = files[planned.source]
        table = chosen_rows(planned, whole)
        notes += rows_passed_over(planned, whole, table)
        if isinstance(planned, LongScores):
            frames = read_long_scores(
                plan, planned, table, randomised=randomised, findings=findings, notes=notes
            )
        elif isinstance(planned, TallScores):
            frames = read_tall_scores(
                plan,
                position,
                planned,
                table,
                randomised=randomised,
                findings=findings,
                notes=notes,
            )
        else:
            frames = read_wide_scores(plan, planned, table, findings, notes)
        rows = list(frames)
        if rows:
            found = pd.concat(rows).sort_index(kind="stable")
            yield position, FileScores(planned.source, planned.columns.participant, found)
