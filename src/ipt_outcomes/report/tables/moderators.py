"""The tables of moderators: tests of interaction, contrasts within levels, regions of numbers."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, CountPair, Estimate, Number, PValue
from ipt_outcomes.report.moderators_in_words import how_many_tests, level_label, moderator_label
from ipt_outcomes.report.numbers import confidence, number, percent, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import STATUS, contrast, difference, interval_heading
from ipt_outcomes.report.tables.notes import caution_notes, directions, few_notes
from ipt_outcomes.report.wording import (
    at_visit,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

_TOGETHER = "all together"
_MODERATOR = Column("moderator", "Moderator", "The variable that may move it.", roomy=True)
_NO_P_VALUES = (
    "No p-value is given within a level, and none may be read from an interval: a difference that "
    "is shown in one level and not in another is no difference between levels. Whether levels "
    "differ is what the test of interaction says (Wang et al. 2007, N Engl J Med 357:2189-2194)."
)


def moderator_tests_table(plan: Plan, tests: pd.DataFrame) -> ShownTable:
    """The tests of interaction, grouped by outcome; `tests` is the table `moderator_tests`."""
    unknown = bool((tests["left_out"] > 0).any())
    lost = Column("lost", "Left out", "People whose moderator is not known.", "count")
    return ShownTable(
        name="moderator-tests",
        title="For whom: do differences between arms depend on the person?",
        columns=(
            _MODERATOR,
            contrast(plan),
            Column(
                "slope",
                f"Per unit {interval_heading(plan)}",
                "By how many points the difference rises with a unit of a number.",
                "estimate",
            ),
            Column("f", "F", "Of the interaction.", "number"),
            Column("df", "df", "Degrees of freedom: of the test, of the denominator."),
            Column("p", "p", "Of no interaction.", "p_value"),
            Column("people", "People", "In the model.", "count"),
            *((lost,) if unknown else ()),
            STATUS,
        ),
        rows=tuple(
            Row(_test_cells(plan, row, unknown), group=_outcome(plan, row["outcome"]))
            for _, row in tests.iterrows()
        ),
        notes=(
            marked(
                plan,
                "The primary analysis of each outcome with arms that differ by the moderator, "
                "tested at the outcome's endpoint.",
            ),
            how_many_tests(plan, tests),
            *_exploratory(tests),
            *caution_notes(tests.assign(estimate=tests["p_value"])),
        ),
    )


def moderator_levels_table(plan: Plan, levels: pd.DataFrame) -> ShownTable:
    """The contrasts within levels; `levels` is the table `moderator_levels`."""
    return ShownTable(
        name="moderator-levels",
        title="For whom: differences within levels",
        columns=(
            Column("level", "Level", "The category, or the value of a number.", roomy=True),
            contrast(plan),
            Column("n", "n", "Test arm / comparison arm.", "count"),
            difference(plan),
            Column("df", "df", "The degrees of freedom.", "number"),
            STATUS,
        ),
        rows=tuple(
            Row(
                _level_cells(plan, row, there),
                group=f"{_outcome(plan, row['outcome'])}: {moderator_label(plan, row)}",
            )
            for (_, row), there in zip(levels.iterrows(), has_result(levels), strict=True)
        ),
        notes=(
            marked(
                plan,
                f"Test arm minus comparison arm, {confidence(plan.alpha)} confidence intervals. "
                f"{directions(plan, levels)} n: people of the level with a score at the visit; of "
                "a number, all.",
            ),
            _NO_P_VALUES,
            *_exploratory(levels),
            *caution_notes(levels),
            *few_notes(plan, levels),
        ),
    )


def moderator_regions_table(plan: Plan, regions: pd.DataFrame) -> ShownTable:
    """What the interval says over a number; `regions` is the table `moderator_regions`."""
    return ShownTable(
        name="moderator-regions",
        title="For whom: over which values an interval excludes zero",
        columns=(
            _MODERATOR,
            contrast(plan),
            Column("values", "From, to", "Values of the moderator."),
            Column("says", "The interval", "What it says everywhere between.", roomy=True),
            Column("share", "People", "The share of the people with such a value.", "number"),
        ),
        rows=tuple(
            Row(
                {
                    "moderator": moderator_label(plan, row),
                    "contrast": contrast_label(plan, row["test"], row["comparison"]),
                    "values": f"{number(row['lower'], 1)} to {number(row['upper'], 1)}",
                    "says": None if pd.isna(row["says"]) else str(row["says"]),
                    "share": percent(row["share"]),
                },
                group=_outcome(plan, row["outcome"]),
            )
            for _, row in regions.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Johnson and Neyman's regions, from the 5th to the 95th percentile of the people: "
                f"each {confidence(plan.alpha)} interval is for one value, and not for all at "
                "once.",
            ),
            "A region is a description of the line, and no proof that the arms differ for people "
            "there and not elsewhere: that is the test of interaction.",
            *_exploratory(regions),
        ),
    )


def _test_cells(plan: Plan, row: pd.Series, unknown: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    together = pd.isna(row["test"])
    there = pd.notna(row["p_value"])
    cells: dict[str, Cell] = {
        "moderator": moderator_label(plan, row),
        "contrast": _TOGETHER if together else contrast_label(plan, row["test"], row["comparison"]),
        "slope": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        if pd.notna(row["estimate"])
        else None,
        "f": Number(row["statistic"], 2) if there else None,
        "df": f"{row['df1']}, {number(row['df2'], 1)}" if there else None,
        "p": PValue(row["p_value"]) if there else None,
        "people": Count(int(row["participants"])),
        "status": status_in_words(row),
    }
    return cells | ({"lost": Count(int(row["left_out"]))} if unknown else {})


def _level_cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    return {
        "level": level_label(row),
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "n": CountPair(int(row["n_test"]), int(row["n_comparison"])),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        if there
        else None,
        "df": Number(row["df"], 1) if there else None,
        "status": status_in_words(row),
    }


def _outcome(plan: Plan, outcome: str) -> str:
    return f"{outcome_labels(plan)[outcome]}, {at_visit(plan, plan.outcome(outcome).endpoint)}"


def _exploratory(rows: pd.DataFrame) -> tuple[str, ...]:
    if not (rows["claim"] == "exploratory").any():
        return ()
    return (
        "Exploratory: not named before the data were seen; to be found again in other people "
        "before anybody acts on it.",
    )
