"""The tables of moderators of a made-up trial: IPT against the waitlist and against CBT."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .made_up import typed

PAIRS = (("ipt", "waitlist"), ("cbt", "waitlist"), ("ipt", "cbt"))
AREAS = ("grief", "interpersonal_deficits", "role_dispute", "role_transition")
PLACES = {"mean − 1 SD": 10.7, "mean": 15.7, "mean + 1 SD": 20.7}


def _of(moderator: str, pair: tuple[str | None, str | None]) -> dict[str, Any]:
    return {
        "outcome": "phq9",
        "analysis": "mmrm",
        "moderator": moderator,
        "claim": "pre-specified" if moderator == "problem_area" else "exploratory",
        "comparison_is": "randomised",
        "visit": "week_16",
        "test": pair[0],
        "comparison": pair[1],
        "caution": False,
    }


def _numbers(estimate: float) -> dict[str, float]:
    return {
        "estimate": estimate, "se": 1.0, "df": 180.0, "ci_lower": estimate - 2,
        "ci_upper": estimate + 2,
    }  # fmt: skip


def made_up_tests() -> pd.DataFrame:
    """Of problem areas and baseline scores, 8 tests."""
    rows = []
    for moderator, df1 in (("problem_area", 3), ("baseline", 1)):
        for pair in ((None, None), *PAIRS):
            row = _of(moderator, pair) | {"scale": "number" if df1 == 1 else "category"}
            row |= dict.fromkeys(("estimate", "se", "df", "ci_lower", "ci_upper"), np.nan)
            if df1 == 1 and pair[0]:
                row |= _numbers(-0.5)
            rows.append(
                row
                | {"df1": df1 if pair[0] else 2 * df1, "df2": 185.4, "statistic": 2.6}
                | {"p_value": 0.054, "tests": 8, "participants": 118, "left_out": 2}
                | {"reason": None, "status": "ok"}
            )
    return typed("moderator_tests", rows)


def made_up_levels() -> pd.DataFrame:
    """Without anybody of CBT among one area, so that two contrasts are not estimable there."""
    rows = []
    for pair in PAIRS:
        for place, level in enumerate((*AREAS, *PLACES)):
            moderator = "problem_area" if level in AREAS else "baseline"
            lost = "cbt" in pair and level == "interpersonal_deficits"
            row = _of(moderator, pair) | _numbers(-4.0 - 0.5 * place)
            row |= {"level": level, "value": PLACES.get(level, np.nan), "favours": pair[0]}
            row |= {"n_test": 12, "n_comparison": 3 if place == 0 else 17, "few": place == 0}
            row |= {"reason": None, "status": "ok"}
            if lost:
                row |= dict.fromkeys(("estimate", "se", "df", "ci_lower", "ci_upper"), np.nan)
                row |= {"reason": "an arm has no score there", "status": "not estimable"}
                row |= {"favours": None}
            rows.append(row)
    return typed("moderator_levels", rows)


def made_up_curves() -> pd.DataFrame:
    """Lines of the baseline score, with deciles."""
    points = [(value, np.nan) for value in np.linspace(7, 24, 18)]
    points += [(8.0 + decile / 7, float(decile)) for decile in range(10, 100, 10)]
    rows = [
        _of("baseline", pair) | _numbers(5.0 - 0.5 * value) | {"value": value, "percent": percent}
        for pair in PAIRS
        for value, percent in points
    ]
    return typed("moderator_curves", rows)


def made_up_regions() -> pd.DataFrame:
    """A bound where 5 - 0.5 x is 2 to either side of zero."""
    rows = []
    for pair in PAIRS:
        ends = (7.0, 14.0, 24.0)
        for place, says in enumerate(("no difference shown", "test arm better")):
            row = _of("baseline", pair) | {"lower": ends[place], "upper": ends[place + 1]}
            row |= {"lower_is": "bound" if place else "end"}
            row |= {"upper_is": "end" if place else "bound"}
            rows.append(row | {"says": says, "share": 0.3 + 0.3 * place})
    return typed("moderator_regions", rows)


def made_up_moderators() -> dict[str, pd.DataFrame]:
    """All four by name."""
    return {
        "moderator_tests": made_up_tests(),
        "moderator_levels": made_up_levels(),
        "moderator_curves": made_up_curves(),
        "moderator_regions": made_up_regions(),
    }
