"""Table 1: what people were like at the start, by arm."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Number
from ipt_outcomes.report.design_words import taken_in
from ipt_outcomes.report.numbers import NO_NUMBER, count, number, percent, sentence_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.wording import arm_labels, instrument_of, marked

_ALL = "all"
_SCORE = "baseline:"
NO_TESTS = {
    True: "No p-values: chance drew the arms, so that every difference at the start is its doing, "
    "and a test of that answers no question.",
    False: "No p-values: how far the arms are apart matters, and not whether so many people are "
    "enough to show it.",
}


def characteristics_table(
    plan: Plan, characteristics: pd.DataFrame, differences: pd.DataFrame | None
) -> ShownTable:
    """Rows by variable, a column an arm and one of everybody; the largest difference of two arms.

    `characteristics` and `differences` are the tables `baseline_characteristics` and
    `baseline_differences`.
    """
    labels = arm_labels(plan)
    people = characteristics.assign(people=characteristics["n"] + characteristics["missing"])
    sizes = people.groupby("arm")["people"].first()
    # By position: an arm may have the name of another column.
    arms = {f"arm{place}": name for place, name in enumerate(labels)}
    if len(labels) > 1:
        arms["all"] = _ALL
    largest = _largest(differences)
    columns = [
        Column("row", "", "The number shown, or the category.", roomy=True),
        *(
            Column(
                key,
                f"{labels.get(name, 'All')} (n\u00a0=\u00a0{count(int(sizes[name]))})",
                f"People {taken_in(plan)}.",
                "number",
            )
            for key, name in arms.items()
        ),
    ]
    if len(labels) > 1:
        heading = "SMD" if len(labels) == 2 else "Largest SMD"
        meaning = "The standardised mean difference between two arms, without its sign."
        columns.append(Column("smd", heading, meaning, "number"))
    return ShownTable(
        name="baseline-characteristics",
        title="Table 1: people at the start",
        columns=tuple(columns),
        rows=tuple(
            row
            for variable, own in characteristics.groupby("variable", sort=False)
            for row in _rows(plan, str(variable), own, arms, largest)
        ),
        notes=_notes(plan, characteristics),
    )


def _largest(differences: pd.DataFrame | None) -> dict[str, float]:
    if differences is None:
        return {}
    sizes = differences["smd"].abs().groupby(differences["variable"]).max()
    return {str(variable): float(size) for variable, size in sizes.items()}


def _rows(
    plan: Plan,
    variable: str,
    rows: pd.DataFrame,
    arms: dict[str, str],
    largest: dict[str, float],
) -> Iterator[Row]:
    """A variable's rows: its number or its categories, and how many have no value."""
    group = str(rows["label"].iloc[0])
    smd: dict[str, Cell] = {}
    if len(plan.arms) > 1:
        smd = {"smd": Number(largest[variable], 2) if variable in largest else None}
    blank: dict[str, Cell] = dict.fromkeys(smd)
    first = smd
    if rows["kind"].iloc[0] == "number":
        skewed = bool(rows["skewed"].iloc[0])
        own = _by_arm(rows)
        cells = {key: _number(plan, variable, own[name]) for key, name in arms.items()}
        words = "Median [quartiles]" if skewed else "Mean (SD)"
        yield Row({"row": words} | cells | first, group=group)
        first = blank
    else:
        for level, of_level in rows.groupby("level", sort=False):
            own = _by_arm(of_level)
            cells = {key: _share(own[name]) for key, name in arms.items()}
            words = str(level).replace("_", " ")
            yield Row({"row": words} | cells | first, group=group)
            first = blank
    missing = rows.groupby("arm")["missing"].first()
    if missing.any():
        counts: dict[str, Cell] = {key: Count(int(missing[name])) for key, name in arms.items()}
        yield Row({"row": "Missing"} | counts | blank, group=group)


def _by_arm(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(row["arm"]): row for _, row in rows.iterrows()}


def _number(plan: Plan, variable: str, row: pd.Series) -> str:
    if row["few"]:
        return NO_NUMBER
    decimals = 1
    if variable.startswith(_SCORE):
        decimals = sentence_decimals(instrument_of(plan, variable.removeprefix(_SCORE)))
    if row["skewed"]:
        ends = ", ".join(number(row[name], decimals) for name in ("q1", "q3"))
        return f"{number(row['median'], decimals)} [{ends}]"
    return f"{number(row['mean'], decimals)} ({number(row['sd'], decimals)})"


def _share(row: pd.Series) -> str:
    return NO_NUMBER if row["few"] else f"{count(int(row['count']))} ({percent(row['share'])})"


def _by_chance(plan: Plan, rows: pd.DataFrame) -> str:
    """How far apart chance alone puts arms of this size; empty where it did not draw them."""
    own = rows[(rows["kind"] == "number") & (rows["arm"] != _ALL) & (rows["n"] > 1)]
    if not plan.randomised or own["arm"].nunique() < 2:
        return ""
    smallest = own.groupby("arm")["n"].max().nsmallest(2)
    # ASSUME: the arms' means are normal, and people independent.
    limit = NormalDist().inv_cdf(0.975) * float((1 / smallest).sum()) ** 0.5
    return (
        f" Where chance draws arms of this size, one number in twenty differs by more than "
        f"{number(limit, 2)} between two arms."
    )


def _notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    numbers = rows[rows["kind"] == "number"]
    said = [marked(plan, "Categories: people (% of those with a value).", OF_SCORES)]
    if numbers["skewed"].any():
        said.append("Where a number is skewed (by more than 1), its median and quartiles stand.")
    if len(plan.arms) > 1:
        of_pairs = "; of all pairs of arms the largest" if len(plan.arms) > 2 else ""
        said += [
            "SMD: the difference between two arms in standard deviations (Austin 2009; of "
            f"categories Yang and Dalton 2012){of_pairs}.{_by_chance(plan, rows)}",
            NO_TESTS[plan.randomised],
        ]
    if rows["few"].any():
        said.append(f"A dash: fewer than {plan.few} people, whose own values it would tell.")
    return tuple(said)
