"""The table of effect sizes by definition."""

from __future__ import annotations

import math

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, Number
from ipt_outcomes.report.chosen_rows import in_plan_order
from ipt_outcomes.report.cluster_words import as_independent
from ipt_outcomes.report.numbers import percent, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import contrast, interval_heading
from ipt_outcomes.report.wording import (
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)

_OBSERVED = "observed"


def effect_sizes_table(plan: Plan, effect_sizes: pd.DataFrame) -> ShownTable:
    """Every definition of the primary outcomes' effects at the endpoint, by the primary analysis
    and from the raw means; `effect_sizes` is the table of that name.
    """
    primary = {each.name: plan.primary_of(each.name) for each in plan.outcomes}
    wanted = effect_sizes["analysis"] == effect_sizes["outcome"].map(primary)
    wanted |= effect_sizes["analysis"] == _OBSERVED
    wanted &= effect_sizes["endpoint"] & (effect_sizes["role"] == "primary")
    rows = in_plan_order(plan, effect_sizes[wanted])
    return ShownTable(
        name="effect-sizes",
        title="Effect sizes by definition",
        columns=(
            contrast(plan),
            Column("numerator", "Divided", "What is divided.", roomy=True),
            Column("by", "By the SD", "The standard deviation that it is divided by.", roomy=True),
            Column("sd", "SD, points", "That standard deviation.", "number"),
            Column("correction", "Correction", "Against the bias of small samples."),
            Column("method", "Interval", "How the interval is found."),
            Column(
                "d",
                f"Effect {interval_heading(plan)}",
                "In standard deviations, with its interval.",
                "estimate",
            ),
            Column("overlap", "Overlap", "What the two arms' scores have in common.", "number"),
            Column(
                "superiority",
                "Superiority",
                "How often somebody of the test arm is better off than somebody of the other.",
                "number",
            ),
            Column("nnt", "NNT", "Treated for one more to be better off.", "number"),
        ),
        rows=tuple(
            Row(
                _cells(plan, row),
                group=outcome_labels(plan)[row["outcome"]],
                bold=bool(row["shown"]),
            )
            for _, row in rows.iterrows()
        ),
        notes=(
            marked(plan, "Test arm minus comparison arm. Bold: the one in the other tables."),
            "Overlap, superiority and the number needed to treat (Kraemer and Kupfer) follow from "
            "the effect if scores are normal and equally spread in both arms; a negative number "
            "is one needed to harm. All other outcomes, visits and analyses are in the file "
            "estimate/effect_sizes.csv.",
            "Raw means leave out everybody who was not assessed: they are shown for comparison "
            "with papers that report them.",
            *_of_independent_people(plan, rows),
        ),
    )


def _of_independent_people(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    """Why raw means may tell arms apart where the model does not; empty without clusters."""
    said = as_independent(plan, "in the intervals of observed means")
    if not said or not (rows["analysis"] == _OBSERVED).any():
        return ()
    return (
        f"{said[0]} Those of adjusted differences allow for it, so that the two may disagree about "
        "zero.",
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    known = not math.isnan(row["overlap"])
    return {
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "numerator": str(row["numerator"]),
        "by": str(row["standardiser"]),
        "sd": Number(row["sd"], decimals),
        "correction": str(row["correction"]),
        "method": str(row["ci_method"]),
        "d": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], 2),
        "overlap": percent(row["overlap"]) if known else None,
        "superiority": percent(row["superiority"]) if known else None,
        "nnt": Number(row["number_needed_to_treat"], 1) if known else None,
    }
