"""The table `session_courses`: scores by session and arm, the growth curve, and responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipt_outcomes.describe.therapy.session_model import Course, Shape, fitted_course
from ipt_outcomes.describe.therapy.session_rows import OfScale, responded
from ipt_outcomes.models.marginal.means import marginal_means
from ipt_outcomes.models.status import NOT_ESTIMABLE

_NAMES = {name: name for name in ("se", "df", "ci_lower", "ci_upper")} | {"estimate": "fitted"}
_NOTHING = dict.fromkeys(_NAMES.values(), float("nan")) | {"status": NOT_ESTIMABLE}


@dataclass(frozen=True, repr=False, eq=False)
class Fitted:
    """A scale's scores with their growth model, a course an arm; None where they do not tell it."""

    given: OfScale
    shape: Shape
    course: Course | None


def fitted_by_arm(given: OfScale, shape: Shape) -> Fitted:
    """The scores with the model."""
    time = shape.columns(given.rows["session"], given.numbers[0])
    several = given.rows["arm"].nunique() > 1
    parts = [f"arm * {term}" if several else term for term in shape.terms]
    rows = pd.concat([given.rows, time], axis=1)
    return Fitted(given, shape, fitted_course(rows, " + ".join(parts)))


def session_courses(fitted: Fitted, arms: list[str], alpha: float, few: int) -> pd.DataFrame:
    """The rows of one scale, of those of `arms` that have any.

    Of fewer people than `few` at a session there is neither mean nor SD: of so few they are
    somebody's scores.
    """
    return pd.DataFrame(list(_rows(fitted, arms, alpha, few)))


def _rows(fitted: Fitted, arms: list[str], alpha: float, few: int) -> Iterator[dict[str, Any]]:
    given = fitted.given
    means = _means(fitted, alpha)
    for arm in arms:
        own = given.rows[given.rows["arm"] == arm]
        for session in given.numbers if len(own) else ():
            here = own[own["session"] == session]
            row: dict[str, Any] = {
                "scale": given.scale,
                "arm": arm,
                "session": session,
                "n": len(here),
                "few": len(here) < few,
            }
            known = here["value"] if len(here) >= few else here["value"].iloc[:0]
            row |= {"mean": known.mean(), "sd": known.std()}
            yield row | means.get((arm, session), _NOTHING) | _responses(given, here)


def _means(fitted: Fitted, alpha: float) -> dict[tuple[str, int], dict[str, Any]]:
    """The growth model's means, by arm and session."""
    given, course, shape = fitted.given, fitted.course, fitted.shape
    found: dict[tuple[str, int], dict[str, Any]] = {}
    arms = list(given.rows["arm"].unique())
    for session in given.numbers if course is not None else ():
        at = shape.columns(pd.Series([session]), given.numbers[0]).iloc[0]
        times: dict[str, Any] = {term: [float(at[term])] for term in shape.terms}
        # Of one arm the model has no such factor.
        by = "arm" if len(arms) > 1 else "time"
        assert course is not None
        means = marginal_means(course.fitted, by, at=times, level=1 - alpha)
        for _, row in means.iterrows():
            numbers = {ours: row[theirs] for theirs, ours in _NAMES.items()}
            arm = str(row["arm"]) if by == "arm" else arms[0]
            found[arm, session] = numbers | {"status": str(row["status"])}
    return found


def _responses(given: OfScale, here: pd.DataFrame) -> dict[str, Any]:
    if given.response is None:
        return {"n_intake": 0, "responded": 0}
    found = responded(given, here["value"], here["intake"])
    return {"n_intake": int(found.notna().sum()), "responded": int(found.fillna(False).sum())}
