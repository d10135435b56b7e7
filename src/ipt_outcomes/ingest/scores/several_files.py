"""One scale from several files: an assessment that two of them give is the same, or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.visit_windows import visit_positions


@dataclass(frozen=True, repr=False)
class FileScores:
    """Rows of the table `scores` that one entry of the plan gives, their lines as index.

    `participant` is the entry's column of identifiers.
    """

    file: str
    participant: str
    rows: pd.DataFrame


def each_once(
    plan: Plan, parts: Sequence[FileScores], findings: Findings, notes: list[str]
) -> list[pd.DataFrame]:
    """The rows of every entry; an assessment that an earlier one gives as well is not repeated.

    Found is one with other answers, on the lines of both files. One that says the same is counted
    in `notes`. An assessment is a participant's, of a scale, at a visit; one known by its day is at
    the visit in whose window the day lies, where another file of the scale names visits.
    """
    stay = [np.ones(len(part.rows), dtype=bool) for part in parts]
    held = Counter(scale for part in parts for scale in part.rows["scale"].unique())
    for scale in [scale for scale, count in held.items() if count > 1]:
        rows = _of_scale(plan, str(scale), parts)
        again = _again(str(scale), parts, rows, findings, notes)
        for part, positions in again.groupby("part")["position"]:
            stay[int(str(part))][positions.to_numpy()] = False
    return [part.rows.loc[kept] for part, kept in zip(parts, stay, strict=True)]


def _of_scale(plan: Plan, scale: str, parts: Sequence[FileScores]) -> pd.DataFrame:
    """The scale's rows of all entries, with their entry, position and line, and `when`."""
    rows = pd.concat(
        [
            part.rows.reset_index(names="line").assign(part=n, position=np.arange(len(part.rows)))
            for n, part in enumerate(parts)
        ],
        ignore_index=True,
    )
    rows = rows.loc[rows["scale"] == scale]
    when = rows["day"].map(lambda day: f"day {day:g}", na_action="ignore").astype("str")
    if rows["visit"].notna().any():
        positions = visit_positions(plan, rows["day"])
        for position, visit in enumerate(plan.visits):
            when = when.mask(positions == position, visit.name)
    return rows.assign(when=rows["visit"].where(rows["visit"].notna(), when)).dropna(
        subset=["participant", "when"]
    )


def _again(
    scale: str,
    parts: Sequence[FileScores],
    rows: pd.DataFrame,
    findings: Findings,
    notes: list[str],
) -> pd.DataFrame:
    """The rows that say what those of an earlier entry say; those that say otherwise are found."""
    key = ["participant", "when"]
    shared = rows.groupby(key, sort=False)["part"].transform("nunique") > 1
    again: list[pd.DataFrame] = []
    counts: Counter[tuple[int, int]] = Counter()
    for _, of in rows.loc[shared].groupby(key, sort=False):
        (first, here), *others = [(int(str(n)), own) for n, own in of.groupby("part")]
        for other, there in others:
            if _answers(here) == _answers(there):
                again.append(there)
                counts[first, other] += 1
            else:
                _report(scale, parts[first], parts[other], here["line"], findings)
                _report(scale, parts[other], parts[first], there["line"], findings)
    for (first, other), count in counts.items():
        notes.append(
            f"{parts[other].file}: {scale}: {count} assessments are in {parts[first].file} as "
            "well, with the same answers; they are read once"
        )
    return pd.concat(again) if again else rows.iloc[:0]


def _answers(rows: pd.DataFrame) -> list[tuple[int, float]]:
    """What was answered; an item without an answer says nothing."""
    given = rows.dropna(subset=["value"])
    return sorted(zip(given["item"].astype(int), given["value"].astype(float), strict=True))


def _report(
    scale: str, here: FileScores, there: FileScores, lines: pd.Series, findings: Findings
) -> None:
    findings.at(
        here.file,
        lines,
        here.participant,
        f"{there.file} has other answers to {scale} of this participant and time",
        "Find out which are right, and leave the others out of their file.",
    )
