"""Whether early alliance goes before later change, within people and between them: OBSERVATIONAL.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ipt_outcomes.describe.therapy.clustered import BLOCK, Made, blocks, least_squares
from ipt_outcomes.describe.therapy.courses import SESSIONS, Course
from ipt_outcomes.describe.therapy.dose_response import endpoint_rows
from ipt_outcomes.describe.therapy.treated import sessions_held
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


def alliance(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame,
    outcomes: pd.DataFrame,
    courses: Iterable[Course],
) -> pd.DataFrame:
    """The table `alliance`, for each course; `sessions` as `sessions_in_phases` gives them.

    Early sessions are those of the protocol's first phase; alliance is that after each. Its person
    mean and the deviations from it are apart (Curran and Bauer 2011, Annu Rev Psychol 62:583-619).
    next_session: the score before the next session attended, on both parts, adjusted for the score
    before this one, the session's number and arm. endpoint: the score at the endpoint on the person
    mean, adjusted for the score at the first session after the early ones and arm; where scores are
    those of visits, for the last one before the end of the early sessions, and the baseline.

    Least squares with standard errors by people, or by the clusters that they share. There is no
    random intercept of people: beside the score before it would be biased (Nickell 1981,
    Econometrica 49:1417-1426).
    """
    people = participants.assign(**{BLOCK: blocks(plan, participants).to_numpy()})
    rows: list[dict[str, object]] = []
    for course in courses:
        early = _early(sessions, course)
        if early.empty:
            continue
        if course.scores == SESSIONS:
            rows += _next_session(plan, people, early, course)
        rows += _endpoint(plan, people, early, outcomes, course)
    return checked("alliance", typed("alliance", pd.DataFrame(rows)))


def _early(sessions: pd.DataFrame, course: Course) -> pd.DataFrame:
    """The early sessions with an alliance, and its two parts."""
    first = course.phases[0][0]
    own = sessions[sessions["arm"].isin(course.arms) & (sessions["phase"] == first)]
    own = sessions_held(own).dropna(subset="alliance")
    mean = own.groupby("participant")["alliance"].transform("mean")
    return own.assign(between=mean, within=own["alliance"] - mean)


def _next_session(
    plan: Plan, people: pd.DataFrame, early: pd.DataFrame, course: Course
) -> list[dict[str, object]]:
    scored = course.rows[["participant", "time", "score"]].sort_values(["participant", "time"])
    later = scored.groupby("participant")["score"].shift(-1)
    scored = scored.assign(score=later, before=scored["score"]).dropna()
    rows = early.assign(time=early["session"].astype("float64")).merge(
        scored, on=["participant", "time"]
    )
    rows = _with_people(rows, people, course)
    arms = " + ".join(course.of_arm(at) for at in range(len(course.arms)))
    made = least_squares(f"score ~ 0 + {arms} + before + time + within + between", rows)
    found = made.functions([{"within": 1.0}, {"between": 1.0}], 1 - plan.alpha)
    spreads = (rows["within"].std(), rows.groupby("participant")["between"].first().std())
    return [
        _said(course, "next_session", part, spread, made) | numbers
        for part, spread, numbers in zip(("within", "between"), spreads, found, strict=True)
    ]


def _endpoint(
    plan: Plan,
    people: pd.DataFrame,
    early: pd.DataFrame,
    outcomes: pd.DataFrame,
    course: Course,
) -> list[dict[str, object]]:
    mean = early.groupby("participant")["between"].first()
    rows = endpoint_rows(plan, people, outcomes, course)
    rows = rows.assign(
        between=rows["participant"].map(mean),
        before=rows["participant"].map(_before_later_change(course, early)),
    )
    rows = rows.dropna(subset=["between", "before"])
    arms = " + ".join(course.of_arm(at) for at in range(len(course.arms)))
    made = least_squares(f"score ~ 0 + {arms} + before + between", rows)
    found = made.functions([{"between": 1.0}], 1 - plan.alpha)
    return [_said(course, "endpoint", "between", rows["between"].std(), made) | found[0]]


def _before_later_change(course: Course, early: pd.DataFrame) -> pd.Series:
    """By participant, the score from which later change begins."""
    scored = course.rows.sort_values(["participant", "time"], kind="stable")
    if course.scores == SESSIONS:
        _, _, following = course.phases[0]
        return scored[scored["time"] >= following].groupby("participant")["score"].first()
    weeks = early.groupby("participant")["day"].max() / 7.0
    seen = scored[scored["time"] <= scored["participant"].map(weeks)]
    return seen.groupby("participant")["score"].last()


def _with_people(rows: pd.DataFrame, people: pd.DataFrame, course: Course) -> pd.DataFrame:
    rows = rows.assign(**{BLOCK: rows["participant"].map(people.set_index("participant")[BLOCK])})
    for at, arm in enumerate(course.arms):
        rows = rows.assign(**{course.of_arm(at): (rows["arm"] == arm).astype("float64")})
    return rows.reset_index(drop=True)


def _said(
    course: Course, predicted: str, part: str, spread: float, made: Made
) -> dict[str, object]:
    return {
        "outcome": course.outcome,
        "arms": ", ".join(course.arms),
        "predicted": predicted,
        "part": part,
        "sd": float(spread),
        **made.size,
    }
