"""Ratings of sessions: adherence, competence, and the treatment that a rater took it for."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.chosen_rows import translated
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.session_numbers import from_the_first
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.broken import one_of
from ipt_outcomes.plan.enough_sessions import sessions_attended
from ipt_outcomes.plan.fidelity_file import FidelityFile, Rating
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import typed


def read_fidelity(
    plan: Plan,
    planned: FidelityFile,
    table: TextTable,
    sessions: pd.DataFrame,
    findings: Findings,
) -> pd.DataFrame:
    """The table `fidelity`, of the file's ratings one row each.

    `sessions` is the table of that name: a session that nobody attended cannot have been rated.
    """
    mapping: dict[str, str] = planned.columns.model_dump(exclude_none=True)
    rated = typed_table("fidelity", table, mapping, findings)
    rated = from_the_first(rated, table.file, planned.columns.session, findings)
    if not {"participant", "session", "rater"} <= set(rated.columns):
        return no_fidelity()
    seen = planned.columns.treatment_seen
    rated["treatment_seen"] = (
        _arms(plan, table, seen, rated["treatment_seen"], findings)
        if seen is not None and "treatment_seen" in rated
        else pd.Series(pd.NA, index=rated.index, dtype="str")
    )
    key = rated[["participant", "session", "rater"]].dropna()
    columns = " and ".join(mapping[name] for name in key.columns)
    findings.at(
        table.file,
        key.index[key.duplicated()],
        columns,
        "the rater's ratings of the session are there twice",
        "Keep one row for each session and rater.",
    )
    if plan.sessions is not None:
        findings.at(
            table.file,
            _not_held(rated, sessions),
            planned.columns.session,
            f"{plan.sessions.source} has no such session that the person attended",
            "Correct the session's number here, or whether it was attended there.",
        )
    found = []
    for name, rating in planned.ratings.items():
        if rating.column in table.header:
            values = _within(rating, table, findings)
            found.append(rated.assign(rating=name, value=values).dropna(subset=["value"]))
    if not found:
        return no_fidelity()
    ratings = pd.concat(found).astype({"rating": "str"})
    report_limits("fidelity", ratings, table.file, mapping, findings)
    return ratings[list(no_fidelity().columns)]


def no_fidelity() -> pd.DataFrame:
    """The table of a trial that has no ratings."""
    return typed("fidelity", pd.DataFrame())


def _arms(
    plan: Plan, table: TextTable, column: str, words: pd.Series, findings: Findings
) -> pd.Series:
    """The plan's arm for each of the raters' words."""
    arms = [arm.name for arm in plan.arms]
    codes = {arm: arm for arm in arms} | plan.participants.arm_codes
    found = translated(table.cells[column], codes, table, column).astype("str")
    findings.at(
        table.file,
        words.index[words.notna() & found.isna()],
        column,
        "the treatment that was seen is none of the plan's arms",
        f"{one_of(arms)} Leave it empty where the rater could not say.",
    )
    return found.where(words.notna()).astype("str")


def _within(rating: Rating, table: TextTable, findings: Findings) -> pd.Series:
    values = converted(table, rating.column, "number", findings)
    findings.at(
        table.file,
        values.index[(values < rating.minimum) | (values > rating.maximum)],
        rating.column,
        f"out of the range of {rating.label}: {rating.minimum:g} to {rating.maximum:g}",
        "Correct the rating, or its limits in the plan; leave a missing one empty or NA.",
    )
    return values


def _not_held(rated: pd.DataFrame, sessions: pd.DataFrame) -> pd.Index:
    """The lines of ratings of sessions that the person did not attend."""
    if not {"participant", "session", "attended"} <= set(sessions.columns):
        return rated.index[:0]
    attended = sessions_attended(sessions)
    held = pd.MultiIndex.from_frame(attended[["participant", "session"]].dropna())
    asked = rated[["participant", "session"]].dropna()
    return asked.index[~pd.MultiIndex.from_frame(asked).isin(held)]
