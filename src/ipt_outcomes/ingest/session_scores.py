"""The totals that people gave at their sessions."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.scores.answers import totals
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import typed


def read_session_scores(
    plan: Plan, table: TextTable, sessions: pd.DataFrame, findings: Findings
) -> pd.DataFrame:
    """The table `session_scores`: rows of `sessions` (as read of `table`) with a total, in order.

    Totals are held to the scale's limits. A session need not be attended to have one: people fill
    in forms before they come.
    """
    if plan.sessions is None or not {"participant", "session"} <= set(sessions.columns):
        return no_session_scores()
    found = []
    for scale, column in plan.sessions.scores.items():
        if column in table.header:
            rows = sessions[["participant", "session"]].copy()
            rows["day"] = sessions["day"] if "day" in sessions else float("nan")
            rows["scale"] = scale
            rows["value"] = totals(plan.instrument(scale), table, column, findings)
            found.append(rows.dropna(subset=["participant", "session", "value"]))
    if not found:
        return no_session_scores()
    return pd.concat(found).astype({"day": "float64", "scale": "str"})


def no_session_scores() -> pd.DataFrame:
    """The table of a trial that has no scores at sessions."""
    return typed("session_scores", pd.DataFrame())
