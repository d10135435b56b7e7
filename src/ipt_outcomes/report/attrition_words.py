"""Who left the trial, in words."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cluster_words import as_independent
from ipt_outcomes.report.numbers import NO_BREAK, number, p_equals
from ipt_outcomes.report.wording import arm_labels, contrast_label, instrument_of

_BY_DAY = "Leaving is told by the day of withdrawal that the trial recorded."
_BY_SCORES = (
    "Leaving is told by scores, as the trial records no day of it: a person left between the last "
    "planned visit with a score of any outcome and the next one at which the arm was assessed. "
    "When is not known, so that curves have their steps at the visits (a life table), and no day "
    "is made up."
)
NOBODY_LEFT = "Nobody left: there is no one to compare with those who stayed."
PATTERN_WORDS = {
    "complete": "a score at every visit",
    "left": "up to a visit, none after",
    "gaps": "with gaps",
    "none": "no score",
}


def told_by(arms: pd.DataFrame) -> str:
    """How leaving is known; `arms` is the table `attrition_arms`."""
    if (arms["basis"] == "withdrawal day").all():
        return _BY_DAY
    without = int(arms["without_day"].max())
    also = f" {people(without)} left on a day that is not recorded." if without else ""
    return _BY_SCORES + also


def how_many_left(plan: Plan, arms: pd.DataFrame) -> str:
    """`Waitlist: 17 of 79 (22%) left; ...`."""
    labels = arm_labels(plan)
    said = [
        f"{labels[row['arm']]}: {row['left']} of {row['n']} ({100 * row['share']:.0f}%)"
        for _, row in arms.iterrows()
        if row["n"]
    ]
    ends = _followed_to(plan)
    until = "while its arm was followed" if ends else "before its end"
    return " ".join([f"Left the trial {until}: {'; '.join(said)}.", *ends])


def _followed_to(plan: Plan) -> list[str]:
    """Of each arm to which something happens by design, until when it is followed here."""
    visits = {visit.name: visit.label for visit in plan.visits}
    return [
        f"{arm.label} is followed here up to {visits[event.after]} ({event.label}): who left it "
        "later counts as one who stayed, and stands in the flow."
        for arm in plan.arms
        for event in plan.events
        if event.after is not None and event.concerns(arm.name)
    ]


def tests_in_words(plan: Plan, tests: pd.DataFrame) -> str:
    """The log-rank tests; empty where there is none. `tests` is the table `attrition_tests`."""
    known = tests[tests["status"] == "ok"]
    if known.empty:
        return ""
    said = [f"{_pair(plan, row)}: {_tested(row)}" for _, row in known.iterrows()]
    tests_said = f"Log-rank tests of leaving at different rates. {'; '.join(said)}."
    return " ".join([tests_said, *as_independent(plan, "in these tests")])


def _pair(plan: Plan, row: pd.Series) -> str:
    if not isinstance(row["test"], str):
        return "All arms"
    return contrast_label(plan, row["test"], row["comparison"])


def _tested(row: pd.Series) -> str:
    return f"χ²({row['df']}){NO_BREAK}= {number(row['statistic'], 2)}, {p_equals(row['p_value'])}"


def term_label(plan: Plan, row: pd.Series) -> str:
    """`IPT, against Waitlist`; of a score, how much higher."""
    if row["term"] == "arm":
        labels = arm_labels(plan)
        return f"{labels[row['test']]}, against {labels[row['comparison']]}"
    scale = instrument_of(plan, row["outcome"]).name
    what = "at baseline" if row["term"] == "baseline score" else "at the last visit with a score"
    points = f"{number(row['points'], 1)} points" if pd.notna(row["points"]) else "1 SD"
    return f"{scale} {what}, {points} higher"
