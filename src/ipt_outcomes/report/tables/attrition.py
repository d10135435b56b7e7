"""The tables of attrition: who leaves, who they were, and at which visits scores are missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.attrition_words import PATTERN_WORDS, term_label
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue, Share
from ipt_outcomes.report.numbers import confidence, percent
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import P_VALUE, STATUS, interval_heading
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels, visit_labels

_EVERYBODY = "everybody"


def attrition_model_table(plan: Plan, model: pd.DataFrame) -> ShownTable:
    """Hazard ratios of leaving; `model` is the table `attrition_model`."""
    without = int(model["without_baseline"].max())
    jackknife = (model["se_method"] == "grouped jackknife").any()
    notes = [
        marked(
            plan,
            "A hazard ratio above 1: more leave. Arms, the score at baseline and the last score "
            "before a person left are in one model of the intervals between planned visits "
            "(complementary log-log); a ratio is with the others held the same.",
            OF_SCORES,
        ),
        f"{confidence(plan.alpha)} confidence intervals"
        + (", leaving out each group of people who share clusters in turn." if jackknife else "."),
    ]
    if without:
        notes.append(f"Left out, without a score at baseline: {without}.")
    return ShownTable(
        name="attrition-model",
        title="Who leaves",
        columns=(
            Column("term", "Predictor", "The arm, or the score.", roomy=True),
            Column("left", "Left", "How many left, of how many; of an arm, its own.", "count"),
            Column(
                "ratio",
                f"Hazard ratio {interval_heading(plan)}",
                "Of leaving; of a score, per standard deviation of the baseline.",
                "estimate",
            ),
            P_VALUE,
            STATUS,
        ),
        rows=tuple(
            Row(
                {
                    "term": term_label(plan, row),
                    "left": Share(row["left"], row["n"]),
                    "ratio": Estimate(row["hazard_ratio"], row["ci_lower"], row["ci_upper"], 2),
                    "p": PValue(row["p_value"]),
                    "status": _status(row),
                }
            )
            for _, row in model.iterrows()
        ),
        notes=tuple(notes),
    )


def _status(row: pd.Series) -> str:
    said = str(row["status"])
    if isinstance(row["reason"], str):
        return f"{said}: {row['reason']}"
    return f"{said}; few left" if row["few"] else said


def attrition_differences_table(plan: Plan, differences: pd.DataFrame) -> ShownTable:
    """People who left beside those who stayed; `differences` is that table of attrition."""
    # By position: an arm may have the name of another column.
    columns = {arm: f"arm{place}" for place, arm in enumerate(arm_labels(plan))}
    labels = {_EVERYBODY: "All"}
    if len(plan.arms) > 1:
        labels |= {columns[arm]: label for arm, label in arm_labels(plan).items()}
    rows = []
    own = differences.assign(
        of=differences["arm"].map(columns).fillna(_EVERYBODY),
        level=differences["category"].fillna(""),
    )
    for (_, level), each in own.groupby(["variable", "level"], sort=False):
        apart = each.set_index("of")["difference"].astype(float).to_dict()
        everybody = each[each["of"] == _EVERYBODY].iloc[0]
        cells: dict[str, Cell] = {
            "variable": _variable(everybody),
            "left": _summary(everybody, "left", bool(level)),
            "stayed": _summary(everybody, "stayed", bool(level)),
        }
        cells |= {name: Number(apart[name], 2) for name in labels}
        rows.append(Row(cells))
    return ShownTable(
        name="attrition-differences",
        title="People who left beside people who stayed",
        columns=(
            Column("variable", "At the start", "A score or a characteristic.", roomy=True),
            Column("left", "Left", "Mean (SD) of everybody who left; of a category, percent."),
            Column("stayed", "Stayed", "The same of those who stayed."),
            *(
                Column(name, label, "Standardised difference: left minus stayed.", "number")
                for name, label in labels.items()
            ),
        ),
        rows=tuple(rows),
        notes=(
            marked(
                plan,
                "Standardised differences, left minus stayed: of everybody, and within each arm. "
                "Of fewer people than the plan's `few`, on either side, none is given.",
                OF_SCORES,
            ),
        ),
    )


def _variable(row: pd.Series) -> str:
    at_baseline = ", baseline" if str(row["variable"]).startswith("baseline:") else ""
    level = f": {row['level']}".replace("_", " ") if row["level"] else ""
    return f"{row['label']}{at_baseline}{level}"


def _summary(row: pd.Series, side: str, category: bool) -> str | None:
    mean, sd = row[f"mean_{side}"], row[f"sd_{side}"]
    if pd.isna(mean):
        return None
    return percent(mean) if category else f"{Number(mean, 1)} ({Number(sd, 1)})"


def missing_patterns_table(plan: Plan, patterns: pd.DataFrame) -> ShownTable:
    """How many people have which pattern; `patterns` is the table `missing_patterns`.

    Of the first primary outcome; the table's file has all outcomes.
    """
    outcome = plan.first_primary.name
    own = patterns[patterns["outcome"] == outcome]
    columns = {arm: f"arm{place}" for place, arm in enumerate(arm_labels(plan))}
    labels = {columns[arm]: label for arm, label in arm_labels(plan).items()}
    counts: dict[str, dict[str, Any]] = {}
    for _, row in own.iterrows():
        counts.setdefault(row["pattern"], {"kind": row["kind"]})[columns[row["arm"]]] = row
    order = sorted(counts, key=lambda each: -sum(counts[each][arm]["people"] for arm in labels
                                                 if arm in counts[each]))  # fmt: skip
    names = ", ".join(visit_labels(plan).values())
    return ShownTable(
        name="missing-patterns",
        title=f"Patterns of scores: {outcome_labels(plan)[outcome]}",
        columns=(
            Column("pattern", "Pattern", "A sign a planned visit, in order.", "code"),
            Column("kind", "Kind", "What it is."),
            *(Column(arm, label, "People of the arm.", "count") for arm, label in labels.items()),
        ),
        rows=tuple(
            Row(
                {
                    "pattern": each,
                    "kind": PATTERN_WORDS[counts[each]["kind"]],
                    **{
                        arm: Share(counts[each][arm]["people"], counts[each][arm]["n"])
                        if arm in counts[each]
                        else None
                        for arm in labels
                    },
                }
            )
            for each in order
        ),
        notes=(
            marked(
                plan,
                f"Visits in order: {names}. x: a score; -: none; a full stop: nobody of the arm "
                "has one.",
                OF_SCORES,
            ),
        ),
    )
