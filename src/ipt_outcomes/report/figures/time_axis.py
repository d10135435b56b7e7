"""The time axis that trajectories share: weeks, with the treatment phase shaded."""

from __future__ import annotations

from typing import Any

from plotnine import annotate, scale_x_continuous

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import end_of_treatment
from ipt_outcomes.report.figures.style import MUTED, SHADE, plain
from ipt_outcomes.report.numbers import plain_number

_INCHES_A_CHARACTER = 0.09
# From a panel's last visit to the next one's first, as a share of a panel's width.
_BETWEEN_PANELS = 0.12


def axis_title(plan: Plan) -> str:
    """What the weeks count from."""
    return "Weeks since randomisation" if plan.randomised else "Weeks since the start"


def treatment_shade(plan: Plan) -> list[Any]:
    """Layers that shade the time from baseline to the last visit of treatment, and name it.

    Empty where no visit is of treatment.
    """
    end = end_of_treatment(plan.visits)
    if end is None:
        return []
    start = plan.baseline.week
    return [
        annotate(
            "rect", xmin=start, xmax=end.week, ymin=-float("inf"), ymax=float("inf"), fill=SHADE
        )
    ]


def treatment_name(plan: Plan, height: float) -> list[Any]:
    """The words over the shaded time, their top at `height` on the y axis."""
    if end_of_treatment(plan.visits) is None:
        return []
    start = plan.baseline.week
    inset = 0.01 * (plan.visits[-1].week - plan.visits[0].week)
    return [
        annotate(
            "text",
            x=start + inset,
            y=height,
            label="Treatment phase",
            ha="left",
            va="top",
            size=9,
            color=MUTED,
        )
    ]


def week_axis(plan: Plan, inches: float, *, side_by_side: bool = False) -> scale_x_continuous:
    """A tick at each visit: its label where all fit into `inches`, else its week, else none.

    `side_by_side`: panels stand beside one another, so that a last label may meet a first one.
    """
    first, last = plan.visits[0].week, plan.visits[-1].week
    per_week = inches / (last - first)
    gaps = [
        (after.week - before.week) * per_week
        for before, after in zip(plan.visits, plan.visits[1:], strict=False)
    ]
    names = [_tick(visit.week, visit.label) for visit in plan.visits]
    widest = max(len(line) for name in names for line in name.split("\n"))
    ends = max(map(len, names[0].split("\n"))) + max(map(len, names[-1].split("\n")))
    apart = _BETWEEN_PANELS * inches
    meet = side_by_side and ends / 2 * _INCHES_A_CHARACTER > apart
    if widest * _INCHES_A_CHARACTER < min(gaps) and not meet:
        return scale_x_continuous(
            breaks=[visit.week for visit in plan.visits], labels=[plain(name) for name in names]
        )
    breaks: list[float] = []
    for visit in plan.visits:
        room = 4 * _INCHES_A_CHARACTER / per_week
        if not breaks or visit.week - breaks[-1] >= room:
            breaks.append(visit.week)
    return scale_x_continuous(breaks=breaks, labels=[plain_number(week) for week in breaks])


def _tick(week: float, label: str) -> str:
    """The week, and the visit's label under it where the label says more than the week."""
    written = plain_number(week)
    return written if label.lower() == f"week {written}" else f"{written}\n{label}"
