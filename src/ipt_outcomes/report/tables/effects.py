"""The table of contrasts: differences in points, effect sizes, whom they favour."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.cells import Cell, CountPair, Estimate, Number, PValue
from ipt_outcomes.report.chosen_rows import in_plan_order, of_analysis
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.effect_size_words import divided_by, size_name
from ipt_outcomes.report.numbers import plain_number, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import (
    CONCLUSION,
    P_VALUE,
    STATUS,
    VISIT,
    contrast,
    difference,
    interval_heading,
)
from ipt_outcomes.report.tables.notes import effects_notes
from ipt_outcomes.report.wording import (
    arm_labels,
    contrast_label,
    instrument_of,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.status import has_result

_OF_A_RESULT = ("se", "df", "p", "g", "favours", "conclusion")


def effects_table(
    plan: Plan,
    effects: pd.DataFrame,
    models: pd.DataFrame,
    analysis: str | None = None,
    visits: Literal["endpoint", "all"] = "endpoint",
) -> ShownTable:
    """The plan's contrasts, grouped by outcome: at the endpoint, or at all visits, endpoint bold.

    `effects` and `models` are the tables of those names; `analysis` None means each outcome's
    primary one. The notes say the sign, the SD, the correction and the level. A row without a
    result keeps its counts and its status. Raises KeyError for an analysis that the plan does not
    ask for.
    """
    every = of_analysis(plan, effects, analysis)
    rows = every[every["endpoint"]] if visits == "endpoint" else every
    rows = in_plan_order(plan, rows).reset_index(drop=True)
    own = "" if analysis is None else f"-{analysis}"
    return ShownTable(
        name=f"effects{own}-{visits}",
        title=_title(plan, analysis, visits),
        columns=_columns(plan),
        rows=tuple(
            Row(
                _cells(plan, row, there),
                group=f"{outcome_labels(plan)[row['outcome']]}, {row['role']}",
                bold=visits == "all" and row["endpoint"] and rows["visit"].nunique() > 1,
            )
            for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True)
        ),
        notes=effects_notes(plan, every, rows, of_analysis(plan, models, analysis)),
    )


def _title(plan: Plan, analysis: str | None, visits: str) -> str:
    if analysis is not None:
        return f"{title_of(plan, analysis)}: {what_is_asked(plan).lower()}"
    return f"{what_is_asked(plan)} at {'the endpoint' if visits == 'endpoint' else 'all visits'}"


def _columns(plan: Plan) -> tuple[Column, ...]:
    columns = _of_arms(plan)
    if len(plan.arms) > 1:
        return columns
    replaced = {
        "g": Column(
            "g",
            f"{size_name(plan)} {interval_heading(plan)}",
            f"The change over {divided_by(plan)}, with its interval.",
            "estimate",
        ),
        "n": Column(
            "n",
            "n visit / baseline",
            "People in the model with a score at the visit, and at baseline.",
            "count",
        ),
    }
    return tuple(
        replaced.get(column.key, column)
        for column in columns
        if column.key not in ("favours", "conclusion")
    )


def _of_arms(plan: Plan) -> tuple[Column, ...]:
    what = "difference" if len(plan.arms) > 1 else "change"
    return (
        contrast(plan),
        VISIT,
        difference(plan),
        Column("se", "SE", f"The standard error of the {what}, in points.", "number"),
        Column("df", "df", f"The degrees of freedom of the {what}.", "number"),
        P_VALUE,
        Column(
            "g",
            f"{size_name(plan)} {interval_heading(plan)}",
            f"The difference over {divided_by(plan)}, with its interval.",
            "estimate",
        ),
        Column(
            "n",
            "n test / comparison",
            "People of each arm with a score at the visit who are in the model.",
            "count",
        ),
        Column("favours", "Favours", "The arm with the better adjusted mean."),
        CONCLUSION,
        STATUS,
    )


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    compared = contrast_label(plan, row["test"], row["comparison"])
    if pd.notna(row["margin"]):
        compared += f" (margin {plain_number(row['margin'])})"
    cells: dict[str, Cell] = {
        "contrast": compared,
        "visit": visit_labels(plan)[row["visit"]],
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "se": Number(row["se"], decimals),
        "df": Number(row["df"], 1),
        "p": PValue(row["p_value"]),
        "g": Estimate(row["effect_size"], row["effect_size_lower"], row["effect_size_upper"], 2),
        "n": CountPair(row["n_test"], row["n_comparison"]),
        "favours": arm_labels(plan).get(row["favours"]),
        "conclusion": None if pd.isna(row["conclusion"]) else str(row["conclusion"]),
        "status": status_in_words(row),
    }
    if not there:
        cells |= dict.fromkeys(_OF_A_RESULT) | {"estimate": NOT_ESTIMABLE}
    if len(plan.arms) == 1:
        del cells["favours"], cells["conclusion"]
    return cells
