"""Why a waiting arm's scores after treatment are compared, where the plan says it.

Whether that is to be said is asked where the scores meet a model (`analyses/waiting_arms.py`).
"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import WAITING


def ask(data: Data) -> None:
    """A note of the plan's reason."""
    people = data.plan.participants
    reason = people.confirmed.get(WAITING)
    if reason is not None:
        said = "scores of the arm that waited are compared after treatment too"
        data.notes.append(f"{people.source}: {said}. The plan says of it: {reason}")
