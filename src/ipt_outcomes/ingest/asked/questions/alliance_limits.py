"""Is the alliance within its scale?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import ALLIANCE


def ask(data: Data) -> None:
    """Refuse alliance out of the limits that the plan says; where it says none, ask for them."""
    planned, sessions = data.plan.sessions, data.therapy.sessions
    if planned is None or "alliance" not in sessions or not sessions["alliance"].notna().any():
        return
    if planned.alliance_limits is None:
        data.asks(
            planned,
            ALLIANCE,
            lines=None,
            column=planned.columns.alliance,
            rule="the plan does not say between which limits the alliance lies, and a code for a "
            "missing value or a slip would be taken for alliance",
            remedy="Write the scale's limits under `sessions`: `alliance_limits: [12, 60]`, which "
            "are those of a WAI-SR total.",
        )
        return
    least, greatest = planned.alliance_limits
    given = sessions["alliance"]
    data.findings.at(
        planned.source,
        sessions.index[(given < least) | (given > greatest)],
        planned.columns.alliance,
        f"out of the range of the alliance: {least:g} to {greatest:g}",
        "Correct it, or `alliance_limits` in the plan; leave a missing one empty or NA.",
    )
