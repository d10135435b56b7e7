"""The arms' colours and shapes with a legend above the chart, however long their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plotnine import guide_legend, guides, scale_color_manual, scale_shape_manual

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.style import arm_colours, arm_shapes
from ipt_outcomes.report.figures.text_fit import fitted, text_width
from ipt_outcomes.report.wording import arm_labels

_SIZE = 11
# In inches: the widest line of an arm's name in the legend, and what its key takes beside it.
_LABEL, _KEY = 3.0, 0.5


def arm_legend(plan: Plan, arms: Sequence[str], width: float) -> tuple[list[Any], float]:
    """Scales of the aesthetics color and shape, which are arms by name, and the legend's height.

    `width` is that of the figure, the height is in inches.
    """
    labels = [fitted(arm_labels(plan)[arm], _LABEL, _SIZE) for arm in arms]
    columns = max(1, min(len(labels), int((width - 0.4) / (_widest(labels) + _KEY))))
    rows = [labels[start : start + columns] for start in range(0, len(labels), columns)]
    height = sum(0.1 + 0.19 * max(label.count("\n") + 1 for label in row) for row in rows)
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    names = list(arms)
    return [
        scale_color_manual(values=[colours[arm] for arm in names], breaks=names, labels=labels),
        scale_shape_manual(values=[shapes[arm] for arm in names], breaks=names, labels=labels),
        guides(color=guide_legend(ncol=columns), shape=guide_legend(ncol=columns)),
    ], height


def _widest(labels: list[str]) -> float:
    lines = [line for label in labels for line in label.splitlines()]
    return max(text_width(line, _SIZE, False) for line in lines)
