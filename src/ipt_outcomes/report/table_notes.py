"""What stands under the tables, so that each can be read without the rest of the report."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import confidence, number
from ipt_outcomes.report.wording import (
    MODEL_TITLES,
    better_end,
    instrument_of,
    listed,
    marked,
    outcome_labels,
)

DF_TITLES = {
    "kenward-roger": "Kenward–Roger",
    "kenward-roger-linear": "Kenward–Roger without the second-derivative term",
    "kenward-roger-sas": "Kenward–Roger with the second-derivative term of SAS's parameters",
    "satterthwaite": "Satterthwaite",
    "residual": "residual",
    "normal": "normal (infinite)",
}


def effects_notes(plan: Plan, rows: pd.DataFrame, models: pd.DataFrame, model: str) -> list[str]:
    """The notes of an effects table: sign, model, interval, effect size, counts."""
    level = confidence(plan.alpha)
    notes = [
        marked(plan, "Difference: test arm minus comparison arm, adjusted, in points of the scale.")
        + f" {_directions(plan)} “Favours” names the arm with the better mean, whether or not the "
        "difference can be told from zero.",
        f"{MODEL_TITLES[model]}; {_df(models, model)} degrees of freedom; {level} confidence "
        "intervals and two-sided p-values of no difference, not adjusted for multiplicity.",
        f"Hedges' g: the difference over the pooled within-arm SD of the observed baseline scores "
        f"({_sds(plan, rows)}), times Hedges' small-sample correction J.",
        "n: people of the arm with a score at the visit who are in the model; people without a "
        "score there still contribute through their other visits.",
    ]
    if (rows["hypothesis"] == "non-inferiority").any():
        notes.append(
            "Non-inferiority is concluded when the whole interval in points is better than the "
            f"margin: a one-sided test at {plan.alpha / 2:g}."
        )
    if (rows["status"] == "not estimable").any():
        notes.append("Not estimable: an arm has no score at the visit, so no number is given.")
    return notes


def means_notes(plan: Plan, model: str) -> list[str]:
    """The notes of a means table."""
    return [
        marked(plan, "Adjusted (marginal) means in points of the scale,")
        + f" {MODEL_TITLES[model].lower()}; "
        f"{confidence(plan.alpha)} confidence intervals. {_directions(plan)} Bold: the endpoint.",
        "n: people of the arm with a score at the visit who are in the model.",
    ]


def _directions(plan: Plan) -> str:
    ends: dict[str, list[str]] = {}
    for outcome in plan.outcomes:
        ends.setdefault(better_end(plan, outcome.name), []).append(
            instrument_of(plan, outcome.name).name
        )
    return " ".join(f"{listed(names)}: {end}." for end, names in ends.items())


def _df(models: pd.DataFrame, model: str) -> str:
    used = models.loc[models["model"] == model, "df_method"].unique()
    return listed([DF_TITLES.get(name, name) for name in used])


def _sds(plan: Plan, rows: pd.DataFrame) -> str:
    labels = outcome_labels(plan)
    found = rows.drop_duplicates("outcome")
    parts = [
        f"{labels[outcome]} {number(sd, 2)}"
        for outcome, sd in zip(found["outcome"], found["sd"], strict=True)
    ]
    return "; ".join(parts)
