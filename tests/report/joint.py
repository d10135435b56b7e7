"""The tables of a joint model of a made-up trial: PHQ-9 and HRSD-17 of the demonstration plan."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from .made_up import typed

PAIRS = (("ipt", "waitlist"), ("cbt", "waitlist"))
OUTCOMES = ("phq9", "hrsd17")


def made_up_joint(claim: str = "any", *, reason: str | None = None) -> dict[str, pd.DataFrame]:
    """All three by name; with a `reason`, of a model that failed for it."""
    said: dict[str, Any] = {
        "joint": "depression", "claim": claim, "comparison_is": "randomised", "caution": False,
        "reason": reason, "status": "failed" if reason else "ok",
    }  # fmt: skip
    numbers: dict[str, Any] = {
        "estimate": -3.0, "se": 1.0, "df": 190.25, "ci_lower": -4.97, "ci_upper": -1.03,
        "statistic": -3.0, "p_value": 0.003, "p_hypothesis": 0.003, "p_adjusted": 0.01,
        "favours": "ipt",
    }  # fmt: skip
    contrasts = [
        said
        | ({} if reason else numbers)
        | {"outcome": outcome, "test": test, "comparison": comparison, "analysis": "mmrm",
           "role": "primary" if outcome == "phq9" else "secondary", "visit": "week_16",
           "hypothesis": "superiority", "n_test": 60, "n_comparison": 61, "few": False}
        for outcome in OUTCOMES
        for test, comparison in PAIRS
    ]  # fmt: skip
    tests = [
        said
        | {"test": test, "comparison": comparison, "outcomes": 2, "participants": 224,
           "observations": 2054, "scores_a_person": 12}
        | ({} if reason else
           {"df1": 2 if test else 4, "df2": 188.25, "statistic": 22.5, "p_value": 0.0004,
            "p_claim": None if claim == "all" and test is None else 0.01,
            "holds": None if claim == "all" and test is None else "shown"})
        for test, comparison in ((None, None), *PAIRS)
    ]  # fmt: skip
    places = [(outcome, *pair) for outcome in OUTCOMES for pair in PAIRS]
    of = ("outcome", "test", "comparison")
    correlations = [
        {"joint": "depression", "correlation": 0.52 if one[1:] == other[1:] else 0.25}
        | dict(zip(of, one, strict=True))
        | {f"other_{name}": value for name, value in zip(of, other, strict=True)}
        for one, other in combinations(places, 2)
    ]
    return {
        "joint_contrasts": typed("joint_contrasts", contrasts),
        "joint_tests": typed("joint_tests", tests),
        "joint_correlations": typed("joint_correlations", [] if reason else correlations),
    }
