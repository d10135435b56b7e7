"""What is known of a person before the treatment, and what is not."""

from __future__ import annotations

from ipt_outcomes.plan.clusters import BY_TREATMENT
from ipt_outcomes.plan.plan import Plan

# ASSUME: the treatment may have changed these: who treats and how, leaving, later scores.
_LATER = frozenset(
    {
        "therapist", "therapy_group", "withdrawal_day", "withdrawal_date", "withdrawal_reason",
        "maintenance", "not_treated_reason", "session", "attended",
        "format", "minutes", "homework", "alliance", "score", "visit", "week", "day",
    }
)  # fmt: skip
SAYS_NOTHING = {
    "participant": "it tells people apart",
    "randomisation_date": "no date is kept",
    "withdrawal_date": "no date is kept",
}
"""Columns that say nothing of people, and why."""


def comes_after(plan: Plan, name: str) -> bool:
    """Whether the treatment may have changed the variable of that name.

    A covariate of the participants' file is taken to be of the baseline, whatever its name.
    """
    kinds = {cluster.name: cluster.kind for cluster in plan.clusters}
    own = plan.participants.covariates
    return kinds.get(name) in BY_TREATMENT or (name in _LATER and name not in own)
