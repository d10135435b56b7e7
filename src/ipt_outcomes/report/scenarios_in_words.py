"""What other choices than the plan's do to its contrasts, in words."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.missing_scores import TOO_FEW
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.degrees_in_words import degrees_in_words
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.numbers import count, number, table_decimals
from ipt_outcomes.report.wording import at_visit, contrast_label, instrument_of, outcome_labels
from ipt_outcomes.tables.status import has_result

_PLURALS = {"person": "people"}
# A standard error that differs from the plan's by less is not spoken of.
_NOTABLE = 0.1


def scenarios_in_words(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """A few sentences an outcome: how much the choices of one family bear on, and if it matters.

    `rows` are those of the family in the table `scenarios`.
    """
    labels = outcome_labels(plan)
    said = []
    for outcome, of in rows.groupby("outcome", sort=False):
        sentences = [
            _counted(of),
            _moved(plan, of),
            _precision(of),
            degrees_in_words(plan, of),
            too_few_imputations(of),
            _without_result(of),
        ]
        said.append(f"{labels[str(outcome)]}: {' '.join(each for each in sentences if each)}")
    return said


def choice_in_words(row: pd.Series) -> str:
    """A choice, and whether it is the plan's: `up to 2 made up for (the plan's)`."""
    return f"{row['label']} (the plan's)" if row["planned"] else str(row["label"])


def assumptions(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """What each choice in `rows` assumes, a sentence a choice; arms by their labels."""
    distinct = rows.drop_duplicates(["label", "assumes"])
    return [
        f"“{label}”: {_with_labels(plan, assumes)}"
        for label, assumes in zip(distinct["label"], distinct["assumes"], strict=True)
    ]


def how_compared(plan: Plan, rows: pd.DataFrame) -> str:
    """What is fitted under the choices in `rows`, in a sentence."""
    titles = titles_in(plan, rows) or "The analysis"
    if set(rows["family"]) == {"missing_scores"}:
        return (
            f"The plan's choice is {titles[:1].lower()}{titles[1:]}. Under the others the scores "
            "at the endpoint are compared by an analysis of covariance with the same covariates "
            "and clusters."
        )
    return f"{titles}, fitted anew under each choice."


def _with_labels(plan: Plan, said: str) -> str:
    """Stored words have arms by their names, so that another label makes no result anew."""
    for arm in plan.arms:
        name = re.escape(arm.name.replace("_", " "))
        # A label's backslashes are its own.
        label = arm.label.replace("\\", "\\\\")
        said = re.sub(rf"\bthe arm {name}\b", f"the arm “{label}”", said)
    return said


def units_in_words(row: pd.Series) -> str:
    """What a choice bears on, in the plural: `forms`."""
    unit = str(row["unit"])
    return _PLURALS.get(unit, f"{unit}s")


def too_few_imputations(rows: pd.DataFrame) -> str:
    """Which choices rest on fewer imputations than the missing information asks for; else empty."""
    mark = f" ({TOO_FEW})"
    labels = [label for label in rows["label"].unique() if str(label).endswith(mark)]
    if not labels:
        return ""
    quoted = listed([f"“{str(label).removesuffix(mark)}”" for label in labels])
    return (
        f"Imputations are too few for how much is missing with {quoted}: what each assumes says "
        "how far another seed would move its estimate, and how many imputations are wanted."
    )


def _counted(rows: pd.DataFrame) -> str:
    """How many units the choices change; empty where the choice bears on none."""
    first = rows[rows["planned"]].iloc[0]
    if first["units"] == 0:
        return ""
    said = (
        f"{count(first['units_used'])} of {count(first['units'])} {units_in_words(first)} are used "
        "under the plan's choice"
    )
    others = rows[~rows["planned"]].drop_duplicates("choice")
    changes = others[others["units_changed"] > 0]
    if changes.empty:
        without = [f"“{label}”" for label in others.loc[others["units_used"] == 0, "label"]]
        if without:
            return f"{said}, and none with {listed(without)}."
        return f"{said}. No other choice changes any of them."
    parts = [
        f"{count(row['units_changed'])} "
        f"{row['unit'] if row['units_changed'] == 1 else units_in_words(row)} "
        f"({listed(list(alike['label']))})"
        for _, alike in changes.groupby("units_changed", sort=False)
        for row in [alike.iloc[0]]
    ]
    return f"{said}; another choice changes, adds or removes {listed(parts)}."


def _moved(plan: Plan, rows: pd.DataFrame) -> str:
    """By how much the contrasts move, and which conclusions turn; empty where nothing changes."""
    planned, others = rows[rows["planned"]], rows[~rows["planned"]]
    planned, known = planned[has_result(planned)], others[has_result(others)]
    known = known[known["shift"].notna()]
    if not (others["units_changed"] > 0).any() and not (others["shift"].fillna(0) != 0).any():
        return ""
    if known.empty or planned.empty:
        return "No model gave a result to compare."
    largest = known.iloc[int(known["shift"].abs().argmax())]
    decimals = table_decimals(instrument_of(plan, largest["outcome"]))
    when = at_visit(plan, largest["visit"])
    said = (
        f"The {what_is_asked(plan).lower()} {when} move by at most "
        f"{number(abs(largest['shift']), decimals)} points "
        f"({number(abs(largest['shift']) / _planned_se(planned, largest), 2)} standard errors)"
    )
    turned = _turned(plan, planned, known)
    return f"{said}. {turned}" if turned else f"{said}; no conclusion changes."


def _precision(rows: pd.DataFrame) -> str:
    """Under which choices standard errors are notably other than the plan's; empty under none."""
    known = rows[has_result(rows)]
    planned = known[known["planned"]].set_index(["test", "comparison"])["se"]
    parts = []
    for _, of in known[~known["planned"]].groupby("choice", sort=False):
        pairs = pd.MultiIndex.from_frame(of[["test", "comparison"]])
        ratios = of["se"].to_numpy(float) / planned.reindex(pairs).to_numpy(float)
        ratios = ratios[np.isfinite(ratios)]
        if not ratios.size:
            continue
        ratio = ratios[np.abs(np.log(ratios)).argmax()]
        if abs(ratio - 1) >= _NOTABLE:
            parts.append(f"{number(ratio, 2)} times the plan's with “{of['label'].iloc[0]}”")
    return f"Standard errors are {listed(parts)}." if parts else ""


def _planned_se(planned: pd.DataFrame, row: pd.Series) -> float:
    """The standard error under the plan's choice: not every choice has one."""
    own = (planned["test"] == row["test"]) & (planned["comparison"] == row["comparison"])
    return float(planned.loc[own, "se"].iloc[0])


def _turned(plan: Plan, planned: pd.DataFrame, others: pd.DataFrame) -> str:
    """Which conclusions are not the plan's; empty where all are."""
    own = {(row["test"], row["comparison"]): row["conclusion"] for _, row in planned.iterrows()}
    parts = []
    for _, row in others.iterrows():
        pair = row["test"], row["comparison"]
        # Where a choice says nothing of the hypothesis, it has no conclusion.
        if pair in own and pd.notna(row["conclusion"]) and row["conclusion"] != own[pair]:
            parts.append(
                f"{contrast_label(plan, *pair)} is “{row['conclusion']}” and not “{own[pair]}” "
                f"with {row['label']}"
            )
    return f"The choice changes a conclusion: {'; '.join(parts)}." if parts else ""


def _without_result(rows: pd.DataFrame) -> str:
    """Under which choices a contrast has no result; empty where all have one."""
    lost = rows[~has_result(rows)].drop_duplicates("choice")
    parts = [f"{row['label']} ({row['status']})" for _, row in lost.iterrows()]
    return f"Without a result: {listed(parts)}." if parts else ""
