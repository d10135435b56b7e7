"""The tables of sessions attended, and of early alliance, with later scores: observational."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, PValue
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import P_VALUE, STATUS, interval_heading
from ipt_outcomes.report.therapy_in_words import (
    IMMORTAL_TIME,
    NOT_THE_CAUSE,
    OBSERVATIONAL,
    alliance_label,
    better_side,
    by_protocol,
    dose_label,
    in_sds,
)
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels
from ipt_outcomes.tables.status import has_result

_DECIMALS = 3
_PEOPLE = Column("people", "People", "People in the model.", "count")


def dose_response_table(plan: Plan, doses: pd.DataFrame) -> ShownTable:
    """The associations and rates; `doses` is the table `dose_response`."""
    labels = arm_labels(plan)
    return ShownTable(
        name="dose-response",
        title="Sessions attended and outcome",
        columns=(
            Column("what", "What", "Which association, or whose rate.", roomy=True),
            Column("arm", "Arm", "The arm; all arms of the model together."),
            _PEOPLE,
            Column(
                "estimate",
                f"Points {interval_heading(plan)}",
                "Points of the scale for one session more; or, of a rate, a session or week.",
                "estimate",
            ),
            P_VALUE,
            STATUS,
        ),
        rows=tuple(
            Row(
                {
                    "what": dose_label(row),
                    "arm": labels.get(row["arm"], "All"),
                    **_numbers(row, there),
                },
                group=group,
            )
            for (_, row), there, group in zip(
                doses.iterrows(), has_result(doses), _groups(plan, doses), strict=True
            )
        ),
        notes=(
            marked(plan, f"{OBSERVATIONAL} {IMMORTAL_TIME}"),
            *_directions(plan, doses),
            "Naive: the score at the endpoint, adjusted for baseline and arm, by all sessions "
            "attended. It takes dropout for dose.",
            "Good enough level: the rate of change, by the person's sessions in all. If people "
            "leave when they are well enough, those with fewer sessions change faster.",
            "So far: people are compared with themselves: are scores lower or higher than at that "
            "time usual, when more sessions were attended by then? Nothing is taken from people "
            "after they have left.",
            f"{confidence(plan.alpha)} confidence intervals, not adjusted for multiplicity.",
        ),
    )


def alliance_table(plan: Plan, alliances: pd.DataFrame) -> ShownTable:
    """Early alliance and later scores; `alliances` is the table `alliance`."""
    shown = in_sds(alliances)
    return ShownTable(
        name="alliance",
        title="Early alliance and later scores",
        columns=(
            Column("what", "Score, and alliance", "Which score, by what of alliance.", roomy=True),
            _PEOPLE,
            Column("sd", "SD", "The standard deviation of that part, points of alliance."),
            Column(
                "estimate",
                f"Points for one SD more {interval_heading(plan)}",
                "Points of the scale, for one standard deviation more of that part.",
                "estimate",
            ),
            P_VALUE,
            STATUS,
        ),
        rows=tuple(
            Row(
                {
                    "what": alliance_label(plan, row),
                    "sd": f"{row['sd']:.1f}" if pd.notna(row["sd"]) else None,
                    **_numbers(row, there),
                },
                group=group,
            )
            for (_, row), there, group in zip(
                shown.iterrows(), has_result(shown), _groups(plan, shown), strict=True
            )
        ),
        notes=(
            marked(plan, f"{OBSERVATIONAL} {NOT_THE_CAUSE}"),
            *_directions(plan, shown),
            "Early sessions are those of the protocol's first phase. Scores are adjusted for the "
            "score before the session, or after the early sessions, and for arm.",
            f"{confidence(plan.alpha)} confidence intervals by standard errors that allow for "
            "people, and for the clusters that they share; not adjusted for multiplicity.",
        ),
    )


def _groups(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """Of each row, the outcome; and the arms, where protocols have models of their own."""
    labels = outcome_labels(plan)
    return [
        f"{labels[outcome]}: {arms}" if arms else labels[outcome]
        for outcome, arms in zip(rows["outcome"], by_protocol(plan, rows), strict=True)
    ]


def _numbers(row: pd.Series, there: bool) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "people": Count(int(row["people"])),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], _DECIMALS),
        "p": PValue(row["p_value"]),
        "status": status_in_words(row),
    }
    return cells if there else cells | dict.fromkeys(("estimate", "p"))


def _directions(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    labels = outcome_labels(plan)
    return tuple(f"{labels[name]}: {better_side(plan, name)}." for name in rows["outcome"].unique())
