"""Outcomes and the sessions that people attended: OBSERVATIONAL, in three ways.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ipt_outcomes.describe.therapy.clustered import BLOCK, Made, blocks, least_squares, mixed
from ipt_outcomes.describe.therapy.courses import Course
from ipt_outcomes.describe.therapy.dose import attended_each
from ipt_outcomes.describe.therapy.treated import sessions_held
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

NAIVE, LEVEL, SO_FAR = "naive", "good_enough_level", "so_far"
_QUARTERS = (0.25, 0.5, 0.75)


def dose_response(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame,
    outcomes: pd.DataFrame,
    courses: Iterable[Course],
) -> pd.DataFrame:
    """The table `dose_response`, for each course; `sessions` as `sessions_in_phases` gives them.

    naive: the score at the endpoint on sessions attended, adjusted for baseline and arm.
    Who left early had few sessions, and people leave for how they are: the sessions may stand for
    what made them leave.
    good_enough_level: the course of scores, whose rate of change differs by the person's sessions
    in all (Barkham et al. 2006, J Consult Clin Psychol 74:160-167; Baldwin et al. 2009, J Consult
    Clin Psychol 77:203-211): people leave when they are well enough, the sooner the faster.
    so_far: the course of scores on the sessions attended before each of them, the person's own mean
    taken apart, so that people are compared with themselves at the same time.

    # ASSUME: nothing that changes within a person leads to both missed sessions and later scores.
    """
    people = participants.assign(
        attended=attended_each(sessions_held(sessions), participants["participant"]).to_numpy(),
        **{BLOCK: blocks(plan, participants).to_numpy()},
    )
    rows: list[dict[str, object]] = []
    for course in courses:
        rows += _naive(plan, people, outcomes, course)
        rows += _good_enough_level(plan, people, course)
        rows += _so_far(plan, course)
    return checked("dose_response", typed("dose_response", pd.DataFrame(rows)))


def endpoint_rows(
    plan: Plan, people: pd.DataFrame, outcomes: pd.DataFrame, course: Course
) -> pd.DataFrame:
    """The people of the course's arms with a score at the baseline and at the endpoint.

    The columns of `people`, baseline, score, and one for each arm.
    """
    own = outcomes[outcomes["outcome"] == course.outcome]
    wide = own.pivot(index="participant", columns="visit", values="score")
    endpoint = plan.outcome(course.outcome).endpoint
    at = {"baseline": plan.baseline.name, "score": endpoint}
    for name, visit in at.items():
        people = people.assign(
            **{name: people["participant"].map(wide[visit]) if visit in wide else np.nan}
        )
    for place, arm in enumerate(course.arms):
        people = people.assign(**{course.of_arm(place): (people["arm"] == arm).astype("float64")})
    found = people[people["arm"].isin(course.arms)].dropna(subset=[*at])
    return found.reset_index(drop=True)


def _said(
    course: Course,
    model: str,
    made: Made,
    *,
    quantity: str = "association",
    arm: str | None = None,
    at: float = float("nan"),
) -> dict[str, object]:
    return {
        "outcome": course.outcome,
        "arms": ", ".join(course.arms),
        "model": model,
        "quantity": quantity,
        "arm": arm,
        "at": at,
        "scores": course.scores,
        "unit": course.unit,
        **made.size,
    }


def _naive(
    plan: Plan, people: pd.DataFrame, outcomes: pd.DataFrame, course: Course
) -> list[dict[str, object]]:
    rows = endpoint_rows(plan, people, outcomes, course)
    arms = _arms(course)
    made = least_squares(f"score ~ 0 + {arms} + baseline + attended", rows)
    together = made.functions([{"attended": 1.0}], 1 - plan.alpha)
    found = [_said(course, NAIVE, made) | together[0]]
    if len(course.arms) > 1:
        by = [f"attended_{at}" for at in range(len(course.arms))]
        own = {name: rows["attended"] * rows[course.of_arm(at)] for at, name in enumerate(by)}
        each = least_squares(
            f"score ~ 0 + {arms} + baseline + {' + '.join(by)}", rows.assign(**own)
        )
        numbers = each.functions([{name: 1.0} for name in by], 1 - plan.alpha)
        found += [
            _said(course, NAIVE, each, arm=arm) | row
            for arm, row in zip(course.arms, numbers, strict=True)
        ]
    return found


def _good_enough_level(plan: Plan, people: pd.DataFrame, course: Course) -> list[dict[str, object]]:
    """The rate is that of the whole treatment: where the phases bend the course, on the average."""
    total = course.rows["participant"].map(people.set_index("participant")["attended"])
    middle = float(total.groupby(course.rows["participant"]).first().mean())
    rows = course.rows.assign(total=total - middle, elapsed_total=0.0)
    rows["elapsed_total"] = rows["elapsed"] * rows["total"]
    made = mixed(plan, f"{course.fixed()} + total + elapsed_total", rows, (("elapsed",), ()))
    each = total.groupby(course.rows["participant"]).first()
    marks = list(dict.fromkeys(float(each.quantile(q, interpolation="nearest")) for q in _QUARTERS))
    functions = [
        {"elapsed_total": 1.0},
        *({**_whole_rate(course), "elapsed_total": mark - middle} for mark in marks),
    ]
    labels = [("difference", float("nan")), *(("rate", mark) for mark in marks)]
    found = made.functions(functions, 1 - plan.alpha)
    return [
        _said(course, LEVEL, made, quantity=quantity, at=at) | numbers
        for (quantity, at), numbers in zip(labels, found, strict=True)
    ]


def _whole_rate(course: Course) -> dict[str, float]:
    """The change over the whole treatment a unit of time, the mean of the arms."""
    lengths = [end - start for _, start, end in course.phases]
    share = {
        piece: length / sum(lengths) for piece, length in zip(course.pieces, lengths, strict=True)
    }
    return {
        course.of_arm(at, piece): share[piece] / len(course.arms)
        for at in range(len(course.arms))
        for piece in course.pieces
    }


def _so_far(plan: Plan, course: Course) -> list[dict[str, object]]:
    own = course.rows.groupby("participant")["so_far"].transform("mean")
    rows = course.rows.assign(within=course.rows["so_far"] - own, between=own)
    made = mixed(plan, f"{course.fixed()} + between + within", rows, (("elapsed",), ()))
    (numbers,) = made.functions([{"within": 1.0}], 1 - plan.alpha)
    return [_said(course, SO_FAR, made) | numbers]


def _arms(course: Course) -> str:
    return " + ".join(course.of_arm(at) for at in range(len(course.arms)))
