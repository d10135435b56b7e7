"""The sessions with what is known of each: the person's arm, the phase, whether it is treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.plan.enough_sessions import of_treatment, sessions_attended
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import protocol_of

_NUMBERS = ("day", "minutes", "homework", "alliance")


def sessions_in_phases(
    plan: Plan, participants: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """The table `sessions` with arm, phase and of_treatment, by person and session.

    `phase` is that of the arm's protocol, missing where the plan names none; `of_treatment` is
    False for sessions of phases after the treatment, such as maintenance. `attended` is missing
    where the file does not say it. Columns that the file lacks are there, and missing.
    """
    arms = participants.set_index("participant")["arm"]
    found = sessions.assign(arm=sessions["participant"].map(arms).astype("str"))
    for name in _NUMBERS:
        found[name] = found[name].astype("float64") if name in found else np.nan
    if "format" not in found:
        found["format"] = pd.Series(pd.NA, found.index, dtype="str")
    phase = pd.Series(pd.NA, found.index, dtype="str")
    for arm in plan.arms:
        protocol = protocol_of(plan, arm.name)
        own = found["arm"] == arm.name
        if protocol is None or not own.any():
            continue
        for name, (first, last) in protocol.phases_in_order.items():
            phase[own & found["session"].between(first, last)] = name
    own_treatment = of_treatment(plan, found["arm"], found["session"])
    found = found.assign(phase=phase, of_treatment=own_treatment)
    return found.sort_values(["participant", "session"], kind="stable").reset_index(drop=True)


def arms_with_sessions(plan: Plan, sessions: pd.DataFrame) -> tuple[str, ...]:
    """The arms, in the plan's order, of which a session is recorded; `sessions` has the arm."""
    there = set(sessions["arm"].dropna())
    return tuple(arm.name for arm in plan.arms if arm.name in there)


def sessions_held(sessions: pd.DataFrame) -> pd.DataFrame:
    """Those of the treatment that the person came to."""
    return sessions_attended(sessions[sessions["of_treatment"]])
