"""How many people came to how many sessions, by arm."""

from __future__ import annotations

from typing import Any

import pandas as pd
from plotnine import (
    aes,
    annotate,
    geom_line,
    geom_point,
    geom_vline,
    ggplot,
    labs,
    scale_x_continuous,
    scale_y_continuous,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.arm_legend import arm_legend
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import MUTED, SHADE, figure_theme
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import marked

_WIDTH, _CHART_HEIGHT = 7.2, 3.4
_TITLE = "Sessions attended"
_NOTHING = "Nothing to show: no arm has sessions."


def plot_attendance(plan: Plan, attendance: pd.DataFrame) -> ggplot:
    """The share of each arm's people who came to at least so many sessions.

    `attendance` is the table `therapy_attendance`.
    """
    if attendance.empty:
        return empty_figure(_TITLE, marked(plan, _NOTHING), _WIDTH)
    arms = [arm.name for arm in plan.arms if arm.name in set(attendance["arm"])]
    most = max(int(attendance["sessions"].max()), *_asked(plan, arms))
    shares = _shares(attendance, arms, most)
    legend, legend_height = arm_legend(plan, arms, _WIDTH)
    title = title_of_figure(_TITLE, _WIDTH)
    below = subtitle_of_figure(plan, "People of each arm who came to at least so many", _WIDTH)
    caption = caption_of_figure(_caption(plan, arms), _WIDTH)
    return (
        ggplot(shares, aes("sessions", "share", color="arm", shape="arm"))
        + _protocol(plan, arms)
        + ([geom_line(aes(group="arm"), size=0.8)] if most > 1 else [])
        + geom_point(size=2.6)
        + legend
        + scale_x_continuous(breaks=_breaks(most), limits=(0.5, most + 0.5), expand=(0.01, 0))
        + scale_y_continuous(
            limits=(0, 100), labels=lambda at: [f"{plain_number(each)}%" for each in at]
        )
        + labs(title=title, subtitle=below, x="Sessions", y="People", caption=caption)
        + figure_theme(
            _WIDTH, _CHART_HEIGHT + legend_height + height_of_words(title, below, caption)
        )
    )


def _shares(attendance: pd.DataFrame, arms: list[str], most: int) -> pd.DataFrame:
    rows = []
    for arm in arms:
        own = attendance[attendance["arm"] == arm].set_index("sessions")["people"].astype("float64")
        for k in range(1, most + 1):
            rows.append((arm, k, 100 * float(own[own.index >= k].sum() / own.sum())))
    found = pd.DataFrame(rows, columns=["arm", "sessions", "share"])
    return found.assign(arm=pd.Categorical(found["arm"], arms))


def _breaks(most: int) -> list[int]:
    step = 1 if most <= 20 else 5 if most <= 60 else 10
    return [1, *range(step, most + 1, step)] if step > 1 else list(range(1, most + 1))


def _one(plan: Plan, arms: list[str], key: str) -> Any:
    """What the protocols of these arms say under a key, where they all say the same."""
    said = [getattr(each, key) for arm in arms for each in plan.protocol if arm in each.arms]
    return said[0] if len(said) == len(arms) and len(set(said)) == 1 else None


def _asked(plan: Plan, arms: list[str]) -> list[int]:
    """The numbers of sessions that the chart shows of the protocol, and 1."""
    ends, k = _one(plan, arms, "sessions"), _one(plan, arms, "per_protocol")
    return [1, *(ends or ()), *((k,) if k is not None else ())]


def _protocol(plan: Plan, arms: list[str]) -> list[Any]:
    """The range of the protocol shaded, and the number that completes it as a line."""
    layers: list[Any] = []
    ends, k = _one(plan, arms, "sessions"), _one(plan, arms, "per_protocol")
    if ends is not None:
        where = {"xmin": ends[0] - 0.5, "xmax": ends[1] + 0.5, "ymin": 0, "ymax": 100}
        layers.append(annotate("rect", fill=SHADE, **where))
    if k is not None:
        layers.append(geom_vline(xintercept=k, linetype="dashed", color=MUTED, size=0.6))
    return layers


def _caption(plan: Plan, arms: list[str]) -> str:
    said = [
        "Everybody in the arm, whoever never came too; sessions of the treatment, none after it."
    ]
    ends, k = _one(plan, arms, "sessions"), _one(plan, arms, "per_protocol")
    if ends is not None:
        said.append(f"Shaded: the protocol's {ends[0]} to {ends[1]} sessions.")
    if k is not None:
        said.append(f"Dashed: {k}, with which the treatment counts as completed.")
    return "\n".join([said[0], " ".join(said[1:])]).strip()
