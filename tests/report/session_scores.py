"""Made-up tables of scores at sessions: two arms, 16 sessions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.tables.session_scores import GAIN, LOSS

from .made_up import typed


def made_up_session_scores(
    arms: tuple[str, ...] = ("cbt", "ipt"), scale: str = "phq9", outcome: str = "phq9"
) -> dict[str, pd.DataFrame]:
    """The tables that a report shows, by name."""
    courses: list[dict[str, Any]] = []
    shares: list[dict[str, Any]] = []
    for place, arm in enumerate(arms):
        for session in range(1, 17):
            n, fitted = 60 - session, 16.0 - place - 0.4 * session
            courses.append(
                {
                    "scale": scale, "arm": arm, "session": session, "n": n, "few": False,
                    "mean": fitted + 0.2,
                    "sd": 5.1, "fitted": fitted, "se": 0.5, "df": 120.0,
                    "ci_lower": fitted - 1, "ci_upper": fitted + 1, "n_intake": n,
                    "responded": session, "status": "ok",
                }
            )  # fmt: skip
            shares.append(
                {
                    "scale": scale, "arm": arm, "session": session, "n": n, "off_track": 6,
                    "share": 6 / n, "ci_lower": 0.05, "ci_upper": 0.2,
                }
            )  # fmt: skip
    rates = [
        {
            "scale": scale, "kind": kind, "arm": arm, "cutoff": 5.57, "cutoff_from": "as made up",
            "people": 58, "intervals": 500, "found": 9, "reversed": 3, "people_with": 8,
            "share": 8 / 58, "ci_lower": 0.07, "ci_upper": 0.25, "by_chance": 0.1,
            "chance_lower": 0.04, "chance_upper": 0.18, "chance_p": 0.21, "draws": 400,
        }
        for kind in (GAIN, LOSS)
        for arm in arms
    ]  # fmt: skip
    signals = [
        {
            "scale": scale, "outcome": outcome, "session": session, "n": 110, "poor": 70,
            "signals": 2 * session, "true_signals": 2 * session - 1,
        }
        | dict.fromkeys(
            (
                f"{name}{end}"
                for name in ("sensitivity", "specificity", "predictive_value")
                for end in ("", "_lower", "_upper")
            ),
            0.5,
        )
        for session in range(1, 16)
    ]  # fmt: skip
    return {
        "session_courses": typed("session_courses", courses),
        "off_track": typed("off_track", shares),
        "sudden_gain_rates": typed("sudden_gain_rates", rates),
        "early_signals": typed("early_signals", signals),
    }
