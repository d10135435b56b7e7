"""The tables of clinically significant change of a made-up trial."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.number_needed import number_needed_in_words

from .made_up import typed

CATEGORIES = ("recovered", "improved", "unchanged", "deteriorated", "harmed")
SHARES = {
    "waitlist": (0.1, 0.15, 0.6, 0.1, 0.05),
    "cbt": (0.3, 0.25, 0.4, 0.05, 0.0),
    "ipt": (0.35, 0.25, 0.35, 0.05, 0.0),
}
LIMITS: dict[str, tuple[float, str, str, str]] = {
    "reliability": (0.84, "share", "test-retest, primary care", "Kroenke 2001."),
    "clinical mean": (15.6, "points", "", "this trial: everyone with a score at baseline"),
    "clinical sd": (4.8, "points", "", "this trial: everyone with a score at baseline"),
    "functional mean": (2.9, "points", "the general population", "Kocalevent 2013."),
    "functional sd": (3.5, "points", "the general population", "Kocalevent 2013."),
    "reliable change": (5.32, "points of change", "1.96 standard errors", "made from these"),
    "cutoff": (8.25, "points", "c: between the two", "made from the numbers above"),
    "response": (50.0, "percent of baseline", "", "Kroenke 2002."),
    "remission": (5.0, "points", "below", "Kroenke 2002."),
    "minimal important difference": (5.0, "points of change", "", "Löwe 2004."),
    "missing scores": (30.0, "people", "100 completed data sets", "the primary analysis’s model"),
}


def made_up_clinical(
    outcome: str = "phq9",
    visit: str = "week_16",
    shares: dict[str, tuple[float, ...]] | None = None,
    pairs: tuple[tuple[str, str], ...] = (("ipt", "waitlist"), ("ipt", "cbt")),
) -> dict[str, pd.DataFrame]:
    """One entry: 30 of 40 people an arm observed."""
    of = {"outcome": outcome, "role": "primary", "visit": visit}
    arms = shares or SHARES
    limits = [
        of | {"limit": name, "value": value, "unit": unit, "words": words or None, "source": source}
        for name, (value, unit, words, source) in LIMITS.items()
    ]
    return {
        "clinical_limits": typed("clinical_limits", limits),
        "clinical_counts": typed("clinical_counts", _counts(of, arms)),
        "clinical_effects": typed("clinical_effects", _effects(of, arms, pairs)),
        "clinical_methods": typed("clinical_methods", _methods(of, arms)),
    }


def _counts(of: dict[str, str], arms: dict[str, tuple[float, ...]]) -> list[dict[str, Any]]:
    return [
        of | {"arm": arm, "source": source, "category": category, "people": share * n,
              "share": share, "n": n, "few": False}
        for source, n in (("observed", 30), ("imputed", 40))
        for arm, shares in arms.items()
        for category, share in zip(CATEGORIES, shares, strict=True)
    ]  # fmt: skip


def _effects(
    of: dict[str, str], arms: dict[str, tuple[float, ...]], pairs: tuple[tuple[str, str], ...]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    events = {"response": 2, "recovered": 1, "reliable improvement": 2}
    for event, first in events.items():
        for source, n in (("observed", 30), ("imputed", 40)):
            seen = source == "observed"
            for arm, shares in arms.items():
                risk = sum(shares[:first])
                rows.append(
                    _row(of, event, source, "risk", arm, None, risk, 0.1)
                    | {"n_test": n, "events_test": round(risk * n) if seen else None}
                )
            for test, other in pairs:
                difference = sum(arms[test][:first]) - sum(arms[other][:first])
                words = number_needed_in_words(difference, difference - 0.2, difference + 0.2)
                for measure, estimate in (
                    ("risk difference", difference), ("risk ratio", 1.5), ("odds ratio", 2.0),
                ):  # fmt: skip
                    rows.append(_row(of, event, source, measure, test, other, estimate, 0.2))
                needed = _row(of, event, source, "number needed to treat", test, other, 1.0, 0.2)
                rows.append(needed | {"in_words": words})
    return rows


def _row(
    of: dict[str, str], event: str, source: str, measure: str, test: str, other: str | None,
    estimate: float, apart: float,
) -> dict[str, Any]:  # fmt: skip
    return of | {
        "event": event, "source": source, "measure": measure, "test": test, "comparison": other,
        "estimate": estimate, "ci_lower": estimate - apart, "ci_upper": estimate + apart,
        "ci_method": "made up", "few": False, "status": "ok",
    }  # fmt: skip


def _methods(of: dict[str, str], arms: dict[str, tuple[float, ...]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for arm, shares in arms.items():
        counts = {name: round(30 * share) for name, share in zip(CATEGORIES, shares, strict=True)}
        base = of | {"arm": arm, "few": False}
        rows.append(
            base | counts | {"method": "jacobson-truax", "n": 30, "cutoff": 8.25, "agreement": 1.0,
                             "status": "ok"}
        )  # fmt: skip
        rows.append(
            base | {"method": "hierarchical-linear-model", "cutoff": np.nan, "agreement": np.nan,
                    "status": "failed", "reason": "needs scores at three times or more"}
        )  # fmt: skip
    return rows
