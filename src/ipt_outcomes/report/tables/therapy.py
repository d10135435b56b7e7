"""The tables of dose and adherence: how much therapy there was, and how it kept to the protocol."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell
from ipt_outcomes.report.numbers import NO_NUMBER, count, number, percent, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.few_people import few_people
from ipt_outcomes.report.wording import arm_labels, marked

_QUANTITIES = {
    "planned": ("Sessions recorded as planned", "Each person"),
    "attended": ("Sessions attended", "Each person"),
    "missed": ("Sessions missed", "Each person"),
    "weeks": ("Weeks from the first session to the last", "Each person"),
    "days": ("Days from one session to the next", "Each session"),
    "minutes": ("Minutes", "Each session"),
    "homework": ("Homework done, 0 (none) to 1 (all)", "Each session"),
}
_COUNTED = {
    "completed": "Completed: {limit} sessions or more",
    "fewer": "Fewer than {limit} sessions",
    "more": "More than {limit} sessions",
    "shorter": "Shorter than {limit} minutes",
    "longer": "Longer than {limit} minutes",
    "sooner": "Less than {limit} days after the one before",
    "later": "More than {limit} days after the one before",
    "missed": "Planned and not attended",
    "format": "Held: {detail}",
}
_OF_PEOPLE = ("completed", "fewer", "more")


def _arms(plan: Plan, rows: pd.DataFrame) -> list[str]:
    return [arm.name for arm in plan.arms if arm.name in set(rows["arm"])]


def _arm_columns(plan: Plan, arms: list[str], meaning: str) -> tuple[Column, ...]:
    labels = arm_labels(plan)
    return tuple(Column(f"arm-{at}", labels[arm], meaning) for at, arm in enumerate(arms))


def dose_table(plan: Plan, dose: pd.DataFrame) -> ShownTable:
    """How much therapy there was, a column an arm; `dose` is the table `therapy_dose`."""
    arms = _arms(plan, dose)
    keys = list(dict.fromkeys(zip(dose["quantity"], dose["phase"].fillna(""), strict=True)))
    named = dose.assign(phase=dose["phase"].fillna(""))
    own = {(row["arm"], row["quantity"], row["phase"]): row for _, row in named.iterrows()}
    rows = []
    for quantity, phase in keys:
        name, group = _QUANTITIES[quantity]
        cells: dict[str, Cell] = {
            f"arm-{at}": _summary(own[arm, quantity, phase])
            if (arm, quantity, phase) in own
            else None
            for at, arm in enumerate(arms)
        }
        if all(cell is None for cell in cells.values()):
            continue
        of_phase = f"… in the phase {phase.replace('_', ' ')}" if phase else name
        rows.append(Row({"quantity": of_phase} | cells, group=group))
    rows.sort(key=lambda row: [group for _, group in _QUANTITIES.values()].index(str(row.group)))
    return ShownTable(
        name="therapy-dose",
        title="How much therapy there was",
        columns=(
            Column("quantity", "What", "What is described.", roomy=True),
            *_arm_columns(plan, arms, "Mean (SD), median and range; how many."),
        ),
        rows=tuple(rows),
        notes=(
            marked(
                plan,
                "Mean (standard deviation); median, range; n. Sessions are counted of everybody "
                "in the arm: who never came has none.",
            ),
            "Sessions of a phase after the treatment count in that phase alone, among the people "
            "for whom they were planned.",
            *few_people(plan, dose["few"] & (dose["n"] > 0)),
        ),
    )


def counts_table(plan: Plan, counts: pd.DataFrame) -> ShownTable:
    """What was done as the protocol asks, and each deviation; `counts` is `therapy_counts`."""
    arms = _arms(plan, counts)
    named = counts.assign(detail=counts["detail"].fillna(""), limit=counts["limit"].fillna(-1.0))
    own = {
        (row["arm"], row["counted"], row["detail"], row["limit"]): row
        for _, row in named.iterrows()
    }
    keys = {
        (counted, detail, limit): list(_COUNTED).index(counted) for _, counted, detail, limit in own
    }
    rows = []
    for counted, detail, limit in sorted(keys, key=lambda key: (keys[key], key[1], key[2])):
        said = _COUNTED[counted].format(limit=plain_number(limit), detail=detail)
        cells: dict[str, Cell] = {
            f"arm-{at}": _count(counted, own[arm, counted, detail, limit])
            if (arm, counted, detail, limit) in own
            else None
            for at, arm in enumerate(arms)
        }
        group = "People" if counted in _OF_PEOPLE else "Sessions"
        rows.append(Row({"counted": said} | cells, group=group))
    without = [arm for arm in arms if not any(arm in each.arms for each in plan.protocol)]
    labels = arm_labels(plan)
    lacking = (
        f"The plan has no protocol for {', '.join(labels[arm] for arm in without)}: nothing is "
        "counted against one."
    )
    return ShownTable(
        name="therapy-protocol",
        title="Held against the protocol",
        columns=(
            Column("counted", "What", "What is counted.", roomy=True),
            *_arm_columns(plan, arms, "How many of how many; of how many people."),
        ),
        rows=tuple(rows),
        notes=(
            marked(
                plan,
                "How many of how many (percent). Of sessions, those attended and of which it is "
                "known; after them, the people with at least one such session.",
            ),
            *((lacking,) if without else ()),
        ),
    )


def _summary(row: pd.Series) -> str | None:
    n = int(row["n"])
    if n == 0:
        return None
    if row["few"]:
        return f"{NO_NUMBER}; n = {count(n)}"
    spread = f" ({number(row['sd'], 1)})" if pd.notna(row["sd"]) else ""
    ends = f"{plain_number(round(row['minimum'], 1))} to {plain_number(round(row['maximum'], 1))}"
    middle = plain_number(round(row["median"], 1))
    return f"{number(row['mean'], 1)}{spread}; {middle}, {ends}; n = {count(n)}"


def _count(counted: str, row: pd.Series) -> str:
    n, of = int(row["n"]), int(row["of"])
    if not of:
        return "no one" if counted in _OF_PEOPLE else "no session"
    share = f" ({percent(n / of)})"
    whose = "" if counted in _OF_PEOPLE or n == 0 else f"; {people(int(row['people']))}"
    return f"{count(n)} of {count(of)}{share}{whose}"
