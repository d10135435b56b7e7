"""Delta adjustment: imputed scores made worse or better by a number of points.

Formulas: docs/methods.md, "Delta and tipping point".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ipt_outcomes.missing.schedule import Schedule
from ipt_outcomes.models.arguments import finite_number, shown
from ipt_outcomes.models.design.typed_columns import plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array


def delta_shift(schedule: Schedule, delta: Any, arm: Any, accumulating: bool) -> Array:
    """(n, m) points that are added to the scores after a person's last one.

    # ASSUME: delta is added after imputation, to the score itself: it is how far, on average,
    # people who left are from what their data foretell, and does not carry over from one visit's
    # score to the next through the model. Gaps before the last score stay as they are.

    Args:
        schedule: the people.
        delta: points of the score, for everybody, or a mapping from arm to points.
        arm: the one arm that is moved; None is every arm of `delta`.
        accumulating: at the first visit after the last score delta, at the second twice that, and
            so on; otherwise the same at all of them.

    Raises:
        ModelError: no such arm, or a delta that is no number.
    """
    if isinstance(delta, Mapping):
        points = {plain_level(key): finite_number("delta", value) for key, value in delta.items()}
    else:
        wanted = schedule.arms if arm is None else (plain_level(arm),)
        points = {label: finite_number("delta", delta) for label in wanted}
    made = np.zeros(schedule.scores.shape)
    for label, value in points.items():
        if label not in schedule.arms:
            raise ModelError(
                f"delta: {shown(label)} is no {schedule.arm}; there are "
                f"{', '.join(map(str, schedule.arms))}"
            )
        rows = schedule.arm_codes == schedule.arms.index(label)
        made[rows] = value * steps_after(schedule, accumulating)[rows]
    return made


def steps_after(schedule: Schedule, accumulating: bool) -> Array:
    """(n, m): how many deltas a score carries: none up to the last score, one or more after it."""
    since = np.arange(schedule.n_visits) - schedule.left[:, None] + 1.0
    return np.where(schedule.dropped, since if accumulating else 1.0, 0.0)
