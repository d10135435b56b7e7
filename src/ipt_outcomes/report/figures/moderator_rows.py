"""What the figure of one outcome's levels of moderators shows, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.moderators_in_words import EXPLORATORY, level_label, moderator_label
from ipt_outcomes.report.numbers import NO_BREAK, p_equals, table_decimals, with_interval
from ipt_outcomes.report.status_words import few_mark
from ipt_outcomes.report.wording import contrast_label, instrument_of
from ipt_outcomes.tables.status import NOT_ESTIMABLE, has_result

_LABEL_WIDTH, _LABEL_SIZE, PANEL_WIDTH = 2.2, 10, 5.8
_HEADING_WIDTH, _HEADING_SIZE = 5.0, 9
EVERYBODY = "everybody"


@dataclass(frozen=True, repr=False)
class ModeratorRowsShown:
    """The rows of the figure, a panel a contrast.

    places    what stands on the y axis from top to bottom, and its label there
    drawn     contrasts with a result: panel, place, estimate, ci_lower, ci_upper, said, whose
    lost      those without: panel, place, said
    headings  the moderators with their tests: panel, place, said
    """

    places: dict[str, str]
    drawn: pd.DataFrame
    lost: pd.DataFrame
    headings: pd.DataFrame

    @property
    def panels(self) -> tuple[str, ...]:
        """The panels' titles, one a contrast, from top to bottom."""
        return tuple(self.drawn["panel"].cat.categories)

    @property
    def most_lines(self) -> int:
        """How many lines the longest label or heading has."""
        words = [*self.places.values(), *self.headings["said"]]
        return max(len(each.splitlines()) for each in words)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number, zero among them."""
        low, high = self.drawn["ci_lower"].min(), self.drawn["ci_upper"].max()
        return min(0.0, float(low)), max(0.0, float(high))


def moderator_rows_shown(
    plan: Plan, levels: pd.DataFrame, tests: pd.DataFrame, effects: pd.DataFrame, outcome: str
) -> ModeratorRowsShown:
    """The rows of one outcome, for the figure; one of the levels at least has a result.

    `levels`, `tests` and `effects` are the tables `moderator_levels`, `moderator_tests` and
    `effects`.
    """
    own = levels[levels["outcome"] == outcome]
    primary = (effects["outcome"] == outcome) & (effects["analysis"] == plan.primary_of(outcome))
    everybody = effects[primary & effects["endpoint"]].assign(
        place=EVERYBODY, whose=EVERYBODY, value=float("nan")
    )
    places = {EVERYBODY: "Everybody"}
    for _, row in own.iterrows():
        places.setdefault(f"{row['moderator']}:", "")
        label = fitted(level_label(row), _LABEL_WIDTH, _LABEL_SIZE)
        places.setdefault(_place(row), label)
    rows = pd.concat(
        [
            everybody,
            own.assign(place=[_place(row) for _, row in own.iterrows()], whose=own["claim"]),
        ],
        ignore_index=True,
    )
    names = list(dict.fromkeys(_panel(plan, row) for _, row in own.iterrows()))
    rows["panel"] = pd.Categorical([_panel(plan, row) for _, row in rows.iterrows()], names)
    rows["place"] = pd.Categorical(rows["place"], list(places)[::-1])
    there = has_result(rows)
    drawn, lost = rows[there], rows[~there]
    asked = tests[(tests["outcome"] == outcome) & tests["test"].notna()]
    headings = pd.DataFrame(
        {
            "panel": pd.Categorical([_panel(plan, row) for _, row in asked.iterrows()], names),
            "place": pd.Categorical(
                [f"{each}:" for each in asked["moderator"]], list(places)[::-1]
            ),
            "said": [
                fitted(_heading(plan, row), _HEADING_WIDTH, _HEADING_SIZE, bold=True)
                for _, row in asked.iterrows()
            ],
        }
    )
    decimals = table_decimals(instrument_of(plan, outcome))
    return ModeratorRowsShown(
        places=places,
        drawn=drawn.assign(said=[_said(row, decimals) for _, row in drawn.iterrows()]),
        lost=lost.assign(said=NOT_ESTIMABLE),
        headings=headings,
    )


def _place(row: pd.Series) -> str:
    return f"{row['moderator']}: {row['level']}"


def _panel(plan: Plan, row: pd.Series) -> str:
    label = contrast_label(plan, row["test"], row["comparison"])
    return fitted(label, PANEL_WIDTH, 11, bold=True)


def _heading(plan: Plan, row: pd.Series) -> str:
    p = "no test" if pd.isna(row["p_value"]) else p_equals(row["p_value"])
    return f"{moderator_label(plan, row)}: interaction {p}"


def _said(row: pd.Series, decimals: int) -> str:
    number = with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
    if row["whose"] in ("pre-specified", EXPLORATORY) and pd.isna(row["value"]):
        number += f"; n{NO_BREAK}{row['n_test']}{NO_BREAK}/{NO_BREAK}{row['n_comparison']}"
        number += few_mark(row)
    return number
