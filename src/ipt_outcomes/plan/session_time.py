"""The shape of time over sessions, which follows that of the plan's growth model."""

from __future__ import annotations

from typing import Literal

from ipt_outcomes.plan.plan import Plan

SessionTime = Literal["linear", "log", "sqrt", "quadratic"]


def session_time(plan: Plan) -> SessionTime:
    """A line, or the shape that the plan names.

    ASSUME: lines that meet at visits are one line here: phases of sessions have a table of their
    own.
    """
    growth = plan.models.growth
    return "linear" if growth is None or growth.time == "piecewise" else growth.time
