"""Rows of estimates with their intervals, a panel a contrast; one row is to be seen first."""

from __future__ import annotations

from typing import Any

from plotnine import (
    aes,
    facet_wrap,
    geom_point,
    geom_segment,
    scale_color_manual,
    scale_shape_manual,
    scale_x_continuous,
)

from ipt_outcomes.report.figures.style import MUTED, OKABE_ITO
from ipt_outcomes.report.numbers import plain_number


def interval_rows(chosen: str) -> list[Any]:
    """Layers and scales of rows: panel, place, estimate, ci_lower, ci_upper and whose.

    `whose` is `chosen`, of the row to be seen first, or "other".
    """
    return [
        # plotnine draws a group at a time, and every place would be one.
        geom_segment(
            aes(x="ci_lower", xend="ci_upper", y="place", yend="place", group="whose"), size=0.8
        ),
        geom_point(aes(shape="whose", group="whose"), size=3),
        facet_wrap("panel", ncol=1),
        scale_x_continuous(labels=lambda breaks: [plain_number(each) for each in breaks]),
        scale_color_manual(values={chosen: OKABE_ITO[0], "other": MUTED}, guide=None),
        scale_shape_manual(values={chosen: "s", "other": "o"}, guide=None),
    ]
