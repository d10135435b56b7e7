"""The tables of therapy of a made-up trial: the arms that are treated, one protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .made_up import typed

PHASES = (
    ("initial", 1.0, 4.0, -0.6),
    ("middle", 4.0, 14.0, -0.4),
    ("termination", 14.0, 16.0, 0.1),
)
DEVIATIONS = (
    ("completed", 12), ("fewer", 12), ("more", 16), ("shorter", 45), ("longer", 50),
    ("sooner", 5), ("later", 10),
)  # fmt: skip


def numbers(estimate: float, half: float) -> dict[str, Any]:
    return {
        "estimate": estimate, "se": half / 2, "df": 55.0, "p_value": 0.04, "reason": None,
        "ci_lower": estimate - half, "ci_upper": estimate + half, "status": "ok",
    }  # fmt: skip


def made_up_therapy(
    arms: Sequence[str] = ("cbt", "ipt"), outcome: str = "phq9", endpoint: str = "week_16"
) -> dict[str, pd.DataFrame]:
    return {
        **_dose(arms),
        **_fidelity(arms),
        "phase_slopes": typed("phase_slopes", _slopes(arms, outcome)),
        **_therapists(arms, outcome, endpoint),
        **_associations(arms, outcome),
    }


def _dose(arms: Sequence[str]) -> dict[str, pd.DataFrame]:
    spread = {"few": False, "sd": 3.1, "q1": 10.0, "q3": 15.0, "minimum": 0.0, "maximum": 16.0}
    quantities = ("planned", "attended", "missed", "weeks", "days", "minutes", "homework")
    dose = [
        {"arm": arm, "quantity": quantity, "phase": phase, "n": 40, "mean": 12.4, "median": 14.0}
        | spread
        for arm in arms
        for quantity in quantities
        for phase in ((None, "initial") if quantity == "attended" else (None,))
    ]
    counts = [
        {"arm": arm, "counted": counted, "detail": None, "limit": float(limit), "n": 7 + at,
         "of": 40, "people": 5 + at, "of_people": 40}
        for at, arm in enumerate(arms)
        for counted, limit in DEVIATIONS
    ]  # fmt: skip
    counts += [
        {"arm": arm, "counted": "format", "detail": how, "limit": np.nan, "n": 200, "of": 400,
         "people": 20, "of_people": 40}
        for arm in arms
        for how in ("individual", "online")
    ]  # fmt: skip
    attendance = [
        {"arm": arm, "sessions": k, "people": n}
        for arm in arms
        for k, n in ((0, 2), (4, 3), (11, 5), (14, 12), (16, 18))
    ]
    return {
        "therapy_dose": typed("therapy_dose", dose),
        "therapy_counts": typed("therapy_counts", counts),
        "therapy_attendance": typed("therapy_attendance", attendance),
    }


def _fidelity(arms: Sequence[str]) -> dict[str, pd.DataFrame]:
    of = [*arms, None]
    names = [f"adherence_{arm}" if arm else "competence" for arm in of]
    ratings = [
        {"arm": arm, "rating": name, "of": whose, "sessions": 60, "people": 30, "raters": 3,
         "few": False,
         "mean": 5.5 if whose == arm else 2.1, "sd": 0.8, "minimum": 1.0, "maximum": 7.0}
        for arm in arms
        for name, whose in zip(names, of, strict=True)
    ]  # fmt: skip
    agreement = [
        {"rating": name, "arm": arm, "sessions": 120, "twice": 40, "raters": 3, "icc": 0.72,
         "ci_lower": 0.31, "ci_upper": 0.84, "status": "ok"}
        for name in names
        for arm in (None, *arms)
    ]  # fmt: skip
    apart = [
        {"arm": arm, "measure": "difference", "other": other, "n": 60, "right": None,
         "estimate": 3.4, "ci_lower": 3.0, "ci_upper": 3.8, "status": "ok"}
        for arm in arms
        for other in arms
        if other != arm
    ]  # fmt: skip
    apart += [
        {"arm": arm, "measure": "guessed", "other": None, "n": 80, "right": 72, "estimate": 0.9,
         "ci_lower": 0.81, "ci_upper": 0.95, "status": "ok"}
        for arm in arms
    ]  # fmt: skip
    return {
        "fidelity_ratings": typed("fidelity_ratings", ratings),
        "fidelity_agreement": typed("fidelity_agreement", agreement),
        "fidelity_told_apart": typed("fidelity_told_apart", apart),
    }


def _slopes(arms: Sequence[str], outcome: str) -> list[dict[str, Any]]:
    pairs = [(arms[-1], arms[0])] if len(arms) > 1 else []
    return [
        {"outcome": outcome, "scores": "sessions", "phase": phase, "start": start, "end": end,
         "unit": "session", "test": test, "comparison": comparison, "people": 80,
         "observations": 900, "random": "slope",
         **numbers(slope if comparison is None else 0.05, 0.15)}
        for phase, start, end, slope in PHASES
        for test, comparison in [*((arm, None) for arm in arms), *pairs]
    ]  # fmt: skip


def _therapists(arms: Sequence[str], outcome: str, endpoint: str) -> dict[str, pd.DataFrame]:
    said = {"outcome": outcome, "cluster": "therapist"}
    variance = [
        {**said, "visit": endpoint, "arm": arm, "clusters": 8, "people": 60, "median": 7.5,
         "fewest": 3, "most": 12, "variance_between": np.nan if arm else 1.9,
         "variance_within": np.nan if arm else 13.8, "icc": np.nan if arm else 0.12,
         "ci_lower": np.nan if arm else 0.0, "ci_upper": np.nan if arm else 0.4, "status": "ok"}
        for arm in (None, *arms)
    ]  # fmt: skip
    each = [
        {**said, "treated_by": f"T{at:02d}", "arm": arms[at % len(arms)],
         "people": 4 + at, "se": 0.9,
         "estimate": at - 5.0, "ci_lower": at - 6.8, "ci_upper": at - 3.2}
        for at in range(10)
    ]  # fmt: skip
    return {
        "therapist_variance": typed("therapist_variance", variance),
        "therapists": typed("therapists", each),
    }


def _associations(arms: Sequence[str], outcome: str) -> dict[str, pd.DataFrame]:
    said = {"outcome": outcome, "scores": "sessions", "unit": "session", "people": 80}
    said |= {"observations": 900, "arms": ", ".join(arms)}
    doses = [
        {**said, "model": model, "quantity": quantity, "arm": arm, "at": at, **numbers(slope, 0.2)}
        for model, quantity, arm, at, slope in (
            ("naive", "association", None, np.nan, -0.5),
            *(("naive", "association", arm, np.nan, -0.4) for arm in arms),
            ("good_enough_level", "difference", None, np.nan, 0.01),
            *(("good_enough_level", "rate", None, k, -0.5) for k in (9.0, 13.0, 15.0)),
            ("so_far", "association", None, np.nan, 0.02),
        )
    ]
    alliances = [
        {"outcome": outcome, "arms": ", ".join(arms), "predicted": predicted, "part": part,
         "sd": 4.2, "people": 80, "observations": 200, **numbers(-0.05, 0.08)}
        for predicted, part in (
            ("next_session", "within"), ("next_session", "between"), ("endpoint", "between")
        )
    ]  # fmt: skip
    return {
        "dose_response": typed("dose_response", doses),
        "alliance": typed("alliance", alliances),
    }
