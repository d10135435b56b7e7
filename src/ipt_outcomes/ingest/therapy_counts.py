"""What the files of the therapy hold, in counts: rows, people, sessions attended, by arm."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.ingest.therapy import Therapy
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.plan import Plan

COLUMNS = ["table", "arm", "rows", "people", "what", "n"]
_NAMES = {
    "withdrawals": ("Left the trial", "person"),
    "sessions": ("Sessions", "session"),
    "session_scores": ("Scores at sessions", "score"),
    "fidelity": ("Ratings of sessions", "rating"),
    "adverse_events": ("Adverse events", "event"),
}


def therapy_counts(plan: Plan, people: pd.DataFrame | None, therapy: Therapy) -> pd.DataFrame:
    """A row a table, arm and what is counted of it: table, arm, rows, people, what, n.

    `what` says which of the rows `n` counts (`attended`, `serious`), or what they are of
    (`sessions`, `raters`). Of tables whose file the plan names, in the plan's arms, also where an
    arm has no row.
    """
    if people is None or not {"participant", "arm"} <= set(people.columns):
        return pd.DataFrame(columns=COLUMNS)
    known = people.dropna(subset=["participant"]).drop_duplicates("participant")
    arm_of = known.set_index("participant")["arm"]
    rows: list[tuple[str, str, int, int, str, int]] = []
    for table, frame in _tables(plan, people, therapy):
        arms = frame["participant"].map(arm_of)
        for arm in plan.arms:
            own = frame[(arms == arm.name).to_numpy()]
            there = (len(own), int(own["participant"].nunique()))
            rows += [(table, arm.name, *there, what, n) for what, n in _counts(table, own)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _tables(
    plan: Plan, people: pd.DataFrame, therapy: Therapy
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables that the plan has a file or a column for, each once it could be read."""
    recorded = people.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    found = {"withdrawals": people[people[recorded].notna().any(axis=1)] if len(recorded) else None}
    if plan.sessions is not None:
        found["sessions"] = therapy.sessions
        found["session_scores"] = therapy.session_scores if plan.sessions.scores else None
    found["fidelity"] = None if plan.fidelity is None else therapy.fidelity
    found["adverse_events"] = None if plan.adverse_events is None else therapy.adverse_events
    for table, frame in found.items():
        if frame is not None and "participant" in frame:
            yield table, frame


def _counts(table: str, own: pd.DataFrame) -> Iterator[tuple[str, int]]:
    if table == "sessions":
        if "attended" in own:
            yield "attended", int(own["attended"].fillna(False).sum())
            yield "not attended", int((~own["attended"].fillna(True)).sum())
        if "alliance" in own:
            yield "with the alliance", int(own["alliance"].notna().sum())
    elif table == "fidelity":
        yield "sessions", len(own[["participant", "session"]].drop_duplicates())
        yield "raters", int(own["rater"].nunique())
    elif table == "adverse_events":
        serious = own["serious"]
        yield "serious", int(serious.fillna(False).sum())
        yield "not serious", int((~serious.fillna(True)).sum())
        if serious.isna().any():
            yield "unclear whether serious", int(serious.isna().sum())
    elif table == "withdrawals":
        for known in ("day", "reason"):
            if f"withdrawal_{known}" in own:
                yield f"with a {known}", int(own[f"withdrawal_{known}"].notna().sum())
    else:
        for scale in sorted(own["scale"].unique()):
            yield str(scale), int((own["scale"] == scale).sum())


def therapy_in_lines(counts: pd.DataFrame) -> Iterator[str]:
    """Each table in a line, with its arms in lines under it."""
    for table, of_table in counts.groupby("table", sort=False):
        name, noun = _NAMES[str(table)]
        arms = of_table.drop_duplicates("arm")
        total = int(arms["rows"].sum())
        yield f"{name}: {total:,}"
        for _, arm in arms.iterrows() if total else ():
            own = of_table[of_table["arm"] == arm["arm"]]
            yield f"  {arm['arm']}: {_in_arm(arm, own, noun)}"


def _in_arm(arm: pd.Series, own: pd.DataFrame, noun: str) -> str:
    if not arm["rows"]:
        return "none"
    said = [f"{n:,} {what}" for what, n in zip(own["what"], own["n"], strict=True)]
    who = counted_people(int(arm["people"]))
    first = who if noun == "person" else f"{counted(int(arm['rows']), noun)} of {who}"
    return f"{first}, {', '.join(said)}" if said else first
