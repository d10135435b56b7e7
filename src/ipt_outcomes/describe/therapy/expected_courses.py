"""The course that was expected of each person, from the intake score: who is not on track.

Formulas: docs/methods.md, "The course that was expected".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from ipt_outcomes.describe.therapy.session_model import (
    FEWEST_PEOPLE,
    Course,
    Shape,
    fitted_course,
)
from ipt_outcomes.describe.therapy.session_rows import OfScale, responded
from ipt_outcomes.models.wilson import share_with_limits
from ipt_outcomes.plan.plan import Plan

FOLDS = 5
# ASSUME: not on track is worse than nine in ten people with the same intake score: the limit of an
# 80% interval, as in Finch, Lambert & Schaalje (2001), Clin Psychol Psychother 8:231-242.
WORSE_THAN = 0.90


def expected_courses(plan: Plan, given: OfScale, shape: Shape) -> pd.DataFrame:
    """The rows of one scale; none where the intake or the courses are not told.

    Out of sample: a person's limits are those of a model of the people in other folds. All arms
    with sessions together, and no arm in the model: what is expected of a person in treatment.
    """
    rows = given.rows[given.rows["intake"].notna()]
    time = shape.columns(rows["session"], given.numbers[0])
    centred = rows["intake"] - given.intake.mean()
    rows = pd.concat([rows.assign(centred=centred), time], axis=1)
    people = rows["participant"].unique()
    if len(people) < FOLDS * FEWEST_PEOPLE:
        return pd.DataFrame()
    order = plan.stream("expected course", given.scale).permutation(len(people))
    fold = pd.Series(order % FOLDS, index=people)
    rows = rows.assign(fold=rows["participant"].map(fold))
    fixed = " + ".join(f"centred * {term}" for term in shape.terms)
    parts = []
    for held in range(FOLDS):
        course = fitted_course(rows[rows["fold"] != held], fixed)
        if course is None:
            return pd.DataFrame()
        parts.append(_predicted(given, rows[rows["fold"] == held], course, shape))
    found = pd.concat(parts).sort_index()
    columns = ["scale", "participant", "arm", "session", "value", "expected", "worse_limit"]
    return found[[*columns, "percent_worse", "off_track"]].reset_index(drop=True)


def _predicted(given: OfScale, rows: pd.DataFrame, course: Course, shape: Shape) -> pd.DataFrame:
    """The band of people whom the model has not seen.

    ASSUME: scores are normal about the line; near the ends of a scale they are not quite.
    """
    terms = list(course.fitted.terms)
    estimates = course.fitted.coefficients.set_index("term")["estimate"].loc[terms].to_numpy()
    parts = {"Intercept": np.ones(len(rows)), "centred": rows["centred"].to_numpy()}
    for term in shape.terms:
        parts[term] = rows[term].to_numpy()
        parts[f"centred:{term}"] = rows["centred"].to_numpy() * parts[term]
    x = np.column_stack([parts[term] for term in terms])
    mean = x @ estimates
    of_mean = np.einsum("ki,ij,kj->k", x, course.fitted.coefficient_covariance.to_numpy(), x)
    sd = np.sqrt(of_mean + course.between_and_within(rows["time"].to_numpy()))
    limit = mean + given.toward * norm.ppf(WORSE_THAN) * sd
    worse = given.toward * (rows["value"].to_numpy() - mean) / sd
    return rows.assign(
        scale=given.scale,
        expected=mean,
        worse_limit=limit,
        percent_worse=100 * norm.sf(worse),
        off_track=given.toward * (rows["value"].to_numpy() - limit) > 0,
    )


def off_track(plan: Plan, courses: pd.DataFrame) -> pd.DataFrame:
    """The table of that name, of the table `expected_courses`."""
    rows = []
    for (scale, arm, session), own in courses.groupby(["scale", "arm", "session"], sort=False):
        n, found = len(own), int(own["off_track"].sum())
        share, lower, upper = share_with_limits(found, n, plan.alpha)
        rows.append(
            {
                "scale": scale,
                "arm": arm,
                "session": session,
                "n": n,
                "off_track": found,
                "share": share,
                "ci_lower": lower,
                "ci_upper": upper,
            }
        )
    order = {arm.name: place for place, arm in enumerate(plan.arms)}
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    key = table["arm"].map(order)
    return table.assign(key=key).sort_values(["scale", "key", "session"]).drop(columns="key")


def early_signals(
    plan: Plan, given: OfScale, courses: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """The rows of one scale: signals by each session against no response at the endpoint.

    Only people with a score at the endpoint count: of others nobody knows how they ended.
    """
    own = courses[courses["scale"] == given.scale] if len(courses) else courses
    if given.outcome is None or given.response is None or own.empty:
        return pd.DataFrame()
    endpoint = plan.outcome(given.outcome).endpoint
    at_end = outcomes[(outcomes["outcome"] == given.outcome) & (outcomes["visit"] == endpoint)]
    end = at_end.set_index("participant")["score"]
    good = responded(given, end, given.intake.reindex(end.index)).dropna()
    return pd.DataFrame(list(_signals(plan, given, own, ~good.astype(bool))))


def _signals(
    plan: Plan, given: OfScale, courses: pd.DataFrame, poor: pd.Series
) -> Iterator[dict[str, Any]]:
    known = courses[courses["participant"].isin(poor.index)]
    # By the last session everybody's end is near: no early signal.
    for session in given.numbers[:-1]:
        until = known[known["session"] <= session]
        signal = until.groupby("participant")["off_track"].any()
        ended = poor.reindex(signal.index).to_numpy(dtype=bool)
        warned = signal.to_numpy(dtype=bool)
        row: dict[str, Any] = {
            "scale": given.scale,
            "outcome": given.outcome,
            "session": session,
            "n": len(signal),
            "poor": int(ended.sum()),
            "signals": int(warned.sum()),
            "true_signals": int((warned & ended).sum()),
        }
        for name, found, of in (
            ("sensitivity", warned & ended, ended),
            ("specificity", ~warned & ~ended, ~ended),
            ("predictive_value", warned & ended, warned),
        ):
            limits = share_with_limits(int(found.sum()), int(of.sum()), plan.alpha)
            row |= dict(zip((name, f"{name}_lower", f"{name}_upper"), limits, strict=True))
        yield row
