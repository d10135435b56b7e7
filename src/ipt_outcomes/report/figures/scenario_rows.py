"""What the figure of one outcome's scenarios shows, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.style import plain
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import table_decimals, with_interval
from ipt_outcomes.report.scenarios_in_words import choice_in_words
from ipt_outcomes.report.wording import contrast_label, instrument_of
from ipt_outcomes.tables.status import has_result

# Widths in inches, and sizes in points: of the choices beside the panels, of the panels' titles.
_LABEL_WIDTH, _LABEL_SIZE = 2.6, 10
_PANEL_WIDTH, _PANEL_SIZE = 5.4, 11


@dataclass(frozen=True, repr=False)
class ScenarioRows:
    """The rows of the figure, a panel a contrast.

    places    what stands on the y axis from top to bottom, and its label there
    drawn     contrasts with a result: panel, place, estimate, ci_lower, ci_upper, said, whose
    lost      those without: panel, place, said
    headings  the families where there are several: panel, place, said
    margins   of claims with a margin, as differences in points: panel, margin
    ends      the least and the largest number, zero among them
    """

    places: dict[str, str]
    drawn: pd.DataFrame
    lost: pd.DataFrame
    headings: pd.DataFrame
    margins: pd.DataFrame
    ends: tuple[float, float]

    @property
    def panels(self) -> tuple[str, ...]:
        """The panels' titles, one a contrast, from top to bottom."""
        return tuple(self.drawn["panel"].cat.categories)


def scenario_rows(plan: Plan, scenarios: pd.DataFrame) -> ScenarioRows:
    """The rows of one outcome in the table `scenarios`, for the figure; one has a result."""
    panels = [
        _panel(plan, test, comparison)
        for test, comparison in zip(scenarios["test"], scenarios["comparison"], strict=True)
    ]
    names = list(dict.fromkeys(panels))
    places = _places(scenarios)
    keys = [_key(row) for _, row in scenarios.iterrows()]
    rows = scenarios.assign(panel=pd.Categorical(panels, names), place=_on_axis(keys, places))
    outcome = str(scenarios["outcome"].iloc[0])
    there = has_result(rows)
    drawn, lost = rows[there], rows[~there]
    headings = [
        (name, key, plain(label)) for name in names for key, label in _headings(scenarios).items()
    ]
    margins = _margins(plan, outcome, names)
    numbers = pd.concat([drawn["ci_lower"], drawn["ci_upper"], margins["margin"]])
    return ScenarioRows(
        places=places,
        drawn=drawn.assign(
            said=_said(plan, outcome, drawn),
            whose=drawn["planned"].map({True: "plan", False: "other"}),
        ),
        lost=lost.assign(
            said=[
                NOT_ESTIMABLE if status == NOT_ESTIMABLE else f"{NOT_ESTIMABLE} (model: {status})"
                for status in lost["status"]
            ]
        ),
        headings=pd.DataFrame(
            {
                "panel": pd.Categorical([name for name, _, _ in headings], names),
                "place": _on_axis([key for _, key, _ in headings], places),
                "said": [label for _, _, label in headings],
            }
        ),
        margins=margins,
        ends=(min(0.0, float(numbers.min())), max(0.0, float(numbers.max()))),
    )


def _panel(plan: Plan, test: str, comparison: str) -> str:
    return fitted(contrast_label(plan, test, comparison), _PANEL_WIDTH, _PANEL_SIZE, bold=True)


def _key(row: pd.Series) -> str:
    return f"{row['family']}: {row['choice']}"


def _headings(scenarios: pd.DataFrame) -> dict[str, str]:
    """The families by their place on the axis; none where there is only one."""
    families = scenarios.drop_duplicates("family")
    if len(families) == 1:
        return {}
    return {f"{row['family']}:": row["title"] for _, row in families.iterrows()}


def _places(scenarios: pd.DataFrame) -> dict[str, str]:
    """Every place from top to bottom with its label: a heading's is said in the panel instead."""
    places: dict[str, str] = {}
    headings = _headings(scenarios)
    for family, rows in scenarios.groupby("family", sort=False):
        if headings:
            places[f"{family}:"] = ""
        for _, row in rows.drop_duplicates("choice").iterrows():
            places[_key(row)] = fitted(choice_in_words(row), _LABEL_WIDTH, _LABEL_SIZE)
    return places


def _on_axis(keys: list[str], places: dict[str, str]) -> pd.Categorical[str]:
    # The axis counts from below.
    return pd.Categorical(keys, list(places)[::-1])


def _said(plan: Plan, outcome: str, drawn: pd.DataFrame) -> list[str]:
    decimals = table_decimals(instrument_of(plan, outcome))
    return [
        with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        for _, row in drawn.iterrows()
    ]


def _margins(plan: Plan, outcome: str, panels: list[str]) -> pd.DataFrame:
    direction = plan.direction_of(outcome)
    found = [
        (_panel(plan, asked.test, asked.comparison), margin)
        for asked in plan.contrasts_of(outcome)
        for margin in Claim(asked.hypothesis, direction, asked.margin).margins
    ]
    frame = pd.DataFrame([each for each in found if each[0] in panels], columns=["panel", "margin"])
    return frame.assign(panel=pd.Categorical(frame["panel"], panels)).astype({"margin": "float64"})
