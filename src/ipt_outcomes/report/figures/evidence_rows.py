"""The lines of the forest plot of other studies, before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.evidence_words import OTHERS, behind, entries, g_of, title_of_entry
from ipt_outcomes.report.numbers import number
from ipt_outcomes.report.wording import arm_labels, contrast_label

# ASSUME: effects beyond this many standard deviations are drawn as leaving the plot.
_FURTHEST = 4.0
_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
_MOST_TICKS = 9


@dataclass(frozen=True)
class Line:
    """A line of a panel: `kind` is the table's `row`; `people`, `said` and `weight` are texts."""

    kind: str
    label: str
    people: str
    estimate: float
    lower: float
    upper: float
    share: float
    said: str
    weight: str

    @property
    def bold(self) -> bool:
        """Whether it is to be seen before the studies."""
        return self.kind not in ("study", "prediction")


@dataclass(frozen=True)
class Panel:
    """One comparison: its heading, what stands under it, its lines, and whom each side favours."""

    heading: str
    about: str
    lines: tuple[Line, ...]
    left: str
    right: str
    centre: float


def panels(plan: Plan, studies: pd.DataFrame, pooled: pd.DataFrame) -> list[Panel]:
    """A panel an entry of the plan, in its order; the arguments are tables of the stage."""
    arms = arm_labels(plan)
    found = []
    for name in entries(plan):
        own = studies[studies["evidence"] == name].sort_values("place")
        if own.empty:
            continue
        first = own.iloc[0]
        summaries = pooled[pooled["evidence"] == name]
        rows = summaries[summaries["pooled_of"] != "with this trial"]
        centre = rows["estimate"].iloc[0] if rows["pooled_of"].iloc[0] == OTHERS else math.nan
        found.append(
            Panel(
                title_of_entry(plan, first),
                behind(rows.iloc[0]),
                tuple(_lines(plan, own)),
                f"favours {arms[first['comparison']]}",
                f"favours {arms[first['test']]}",
                float(centre),
            )
        )
    return found


def _lines(plan: Plan, rows: pd.DataFrame) -> Iterator[Line]:
    for _, row in rows.iterrows():
        counted = pd.notna(row["n_test"]) and pd.notna(row["n_comparison"])
        weighed = pd.notna(row["weight_percent"])
        yield Line(
            kind=str(row["row"]),
            label=_label(plan, row),
            people=f"{row['n_test']} / {row['n_comparison']}" if counted else "",
            estimate=float(row["estimate"]),
            lower=float(row["ci_lower"]),
            upper=float(row["ci_upper"]),
            share=float(row["weight_percent"]) / 100.0,
            said=_interval_alone(row) if row["row"] == "prediction" else g_of(row),
            weight=f"{number(row['weight_percent'], 1)}%" if weighed else "",
        )


def _interval_alone(row: pd.Series) -> str:
    return f"({number(row['ci_lower'], 2)} to {number(row['ci_upper'], 2)})"


def _label(plan: Plan, row: pd.Series) -> str:
    if row["row"] == "pooled" and row["label"] != "pooled":
        one, other = str(row["label"]).split(" − ")
        return f"Pooled: {contrast_label(plan, one, other)}"
    said = {
        "pooled": "Pooled",
        "prediction": "Expected in a new study",
        "indirect": "Indirect comparison",
    }.get(str(row["row"]), str(row["label"]))
    if row["comparison_is"] == "observational":
        said += " (not randomised)"
    return said


def extent(found: list[Panel]) -> tuple[float, float, tuple[float, ...]]:
    """The axis: its ends and its ticks, alike for all panels; zero is within.

    By the intervals of studies and pooled effects: where a new study is expected may go beyond.
    """
    ends = [
        end
        for panel in found
        for line in panel.lines
        if line.kind != "prediction"
        for end in (line.lower, line.upper)
        if math.isfinite(end)
    ]
    low = max(min([0.0, *ends]), -_FURTHEST)
    high = min(max([0.0, *ends]), _FURTHEST)
    step = next((each for each in _STEPS if (high - low) / each <= _MOST_TICKS - 2), _STEPS[-1])
    first, last = math.floor(low / step - 0.2), math.ceil(high / step + 0.2)
    ticks = tuple(step * place for place in range(first, last + 1))
    return ticks[0], ticks[-1], ticks
