"""The tables of personalized advantage: what following an index is worth, what it is made of."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.advantage_in_words import index_label, index_of, predictor_label
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue
from ipt_outcomes.report.numbers import confidence, percent, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import interval_heading
from ipt_outcomes.report.wording import arm_labels, instrument_of, marked

PEOPLE = {"all": "All people", "clearest half": "Clearest half"}
_BY_LOT = "beyond the average difference"


def quantity_label(plan: Plan, row: pd.Series) -> str:
    """What following the index is held against, with the arms' labels."""
    arms = arm_labels(plan)
    words = {
        "recommended against the other arm": "the other arm",
        _BY_LOT: "the same arms by lot (beyond the average difference)",
        "against the test arm for all": f"{arms[row['test']]} for all",
        "against the comparison arm for all": f"{arms[row['comparison']]} for all",
    }
    return words[row["quantity"]]


def advantage_benefits_table(plan: Plan, benefits: pd.DataFrame) -> ShownTable:
    """What following each index is worth; `benefits` is the table `advantage_benefits`."""
    return ShownTable(
        name="advantage-benefits",
        title="The benefit of getting the arm that the index recommends",
        columns=(
            Column("people", "Among", "Whom the benefit is a mean of.", roomy=True),
            Column("against", "Against", "What following the index is held against.", roomy=True),
            Column(
                "estimate",
                f"Benefit, points {interval_heading(plan)}",
                "More is better, whichever end of the scale is the better one.",
                "estimate",
            ),
            Column("p", "p", "Of no benefit beyond the average difference.", "p_value"),
        ),
        rows=tuple(
            Row(_cells(plan, row), group=index_label(plan, row), bold=row["quantity"] == _BY_LOT)
            for _, row in benefits.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Everybody's recommendation comes from an index that other people made. "
                f"{confidence(plan.alpha)} confidence intervals. Points are better outcomes where "
                "they are above zero.",
            ),
            "In bold what counts for an index: the benefit that is left when as many people get "
            "the recommended arm by lot. It is zero where no predictor moves the difference "
            "between arms, however much better one arm is on average.",
            "Clearest half: the people whose index is farthest from zero.",
            "The p-value is the share of permuted trials with a benefit as far from zero. Where "
            "most of these keep no predictor it may be small although the interval holds zero: a "
            "benefit is shown only where both say so.",
        ),
    )


def advantage_predictors_table(plan: Plan, predictors: pd.DataFrame) -> ShownTable:
    """How often each predictor was kept; `predictors` is the table `advantage_predictors`."""
    return ShownTable(
        name="advantage-predictors",
        title="What the index is made of",
        columns=(
            Column("predictor", "Predictor", "Known before randomisation.", roomy=True),
            Column("kept", "Kept", "The share of the training sets in which it was.", "number"),
            Column(
                "slope",
                "Per SD, points",
                "How the difference test − comparison changes with it; mean of the training sets.",
                "number",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "predictor": predictor_label(
                        plan, index_of(plan, row["index"]), row["predictor"]
                    ),
                    "kept": percent(row["kept"]),
                    "slope": Number(
                        row["slope"], table_decimals(instrument_of(plan, row["outcome"]))
                    ),
                },
                group=index_label(plan, row),
            )
            for _, row in predictors.iterrows()
        ),
        notes=(
            marked(
                plan,
                "A predictor that is kept now and then, and in other training sets not, is one "
                "that chance may have chosen. A category of more than two levels has no one slope.",
            ),
        ),
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    return {
        "people": PEOPLE[row["people"]],
        "against": quantity_label(plan, row),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "p": None if pd.isna(row["p_value"]) else PValue(row["p_value"]),
    }
