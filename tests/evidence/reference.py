"""The numbers of metafor and clubSandwich, and the effects that they are of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[1] / "reference" / "evidence"
METHODS = {"REML": "reml", "DL": "dl", "PM": "pm", "EE": "common"}
INTERVALS = {"knha": "knapp-hartung", "adhoc": "knapp-hartung-adhoc", "z": "normal"}


def numbers(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def effects(of: str) -> pd.DataFrame:
    """One of the sets of effects.csv."""
    frame = numbers("effects")
    return frame[frame["set"] == of].reset_index(drop=True)
