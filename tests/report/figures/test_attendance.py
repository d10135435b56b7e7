"""The figure of sessions attended, drawn without a layer that falls out of it."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.attendance import plot_attendance


@pytest.mark.parametrize("most", [1, 4, 16, 28])
def test_the_protocol_is_seen_however_few_or_many_sessions_there_were(
    plan: Plan, most: int
) -> None:
    """The demonstration's protocol asks for 12 to 16."""
    rows = [(arm, sessions, 5) for arm in ("cbt", "ipt") for sessions in (0, most)]
    attendance = pd.DataFrame(rows, columns=["arm", "sessions", "people"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = plot_attendance(plan, attendance).draw()
    (axes,) = figure.axes
    assert axes.get_xlim()[1] >= 16.5
