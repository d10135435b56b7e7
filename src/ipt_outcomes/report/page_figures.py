"""The figures of the page: their places, their bytes inside the page, their words."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.flow_counts import flow_boxes
from ipt_outcomes.report.individuals import INTERNAL
from ipt_outcomes.report.summary import difference_in_words
from ipt_outcomes.report.wording import (
    arm_labels,
    has_result,
    in_plan_order,
    outcome_labels,
    visit_labels,
)

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class PageFigure:
    """A figure as the page shows it: a data address, so that nothing is fetched, and its words."""

    address: str
    words: str


def page_figures(
    plan: Plan, figures: Mapping[str, bytes | str], effects: pd.DataFrame, flow: pd.DataFrame
) -> dict[str, PageFigure]:
    """Each figure by its key: `flow`, `effects`, and `means_`, `individuals_`, `missing_items_`
    with an outcome's name.

    A value is a PNG's bytes, or an SVG's bytes or text. Raises KeyError for a key that the page has
    no place for.
    """
    words = {"flow": _flow_words(plan, flow), "effects": _effects_words(plan, effects)}
    for outcome, label in outcome_labels(plan).items():
        words[f"means_{outcome}"] = f"Adjusted means of {label} by arm over weeks, with intervals."
        words[f"individuals_{outcome}"] = f"{INTERNAL}. Observed scores of {label} by arm."
        words[f"missing_items_{outcome}"] = (
            f"The contrasts of {label} at the endpoint under each rule for unanswered items."
        )
    unknown = sorted(set(figures) - set(words))
    if unknown:
        raise KeyError(f"the page has no place for: {', '.join(unknown)}")
    return {key: PageFigure(_address(image), words[key]) for key, image in figures.items()}


def _address(image: bytes | str) -> str:
    # As an image, not as inline SVG: ids of two SVGs could clash, and no script in one runs.
    content = image.encode() if isinstance(image, str) else image
    kind = "image/png" if content.startswith(_PNG) else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _flow_words(plan: Plan, flow: pd.DataFrame) -> str:
    boxes = flow_boxes(plan, flow)
    first = [boxes.assessed, boxes.excluded, boxes.randomised]
    tops = [box.heading for box in first if box.heading]
    ends = [
        f"{label}: " + ", ".join(box.heading for box in column if "(" in box.heading)
        for label, column in zip(arm_labels(plan).values(), boxes.arms, strict=True)
    ]
    return f"Flow of participants. {'; '.join(tops)}. {'. '.join(ends)}."


def _effects_words(plan: Plan, effects: pd.DataFrame) -> str:
    rows = effects[effects["endpoint"] & (effects["model"] == plan.model_names[0])]
    rows = in_plan_order(plan, rows[has_result(rows)])
    outcomes, visits = outcome_labels(plan), visit_labels(plan)
    said = [
        f"{outcomes[row['outcome']]} at {visits[row['visit']]}: {difference_in_words(plan, row)}"
        for _, row in rows.iterrows()
    ]
    return "Forest plot of the contrasts at the endpoint. " + "; ".join(said) + "."
