"""Writing a simulated trial as raw CSV files: the same bytes for the same trial."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ipt_outcomes.instruments import read_instrument, registered_instruments
from ipt_outcomes.simulate.trial import SimulatedTrial


def write_trial(trial: SimulatedTrial, folder: str | Path) -> tuple[Path, ...]:
    """Write participants.csv, sessions.csv, scores.csv, fidelity.csv and adverse_events.csv.

    To `folder`; returns their paths. A table that the trial does not have is no file.

    UTF-8, line ends `\\n`, a missing value is an empty cell, numbers with a fixed number of
    decimals: those of the scale's registry entry, and one for homework.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in ("participants", "sessions", "scores", "fidelity", "adverse_events"):
        table: pd.DataFrame | None = getattr(trial, name)
        if table is None:
            continue
        path = place / f"{name}.csv"
        text = table.apply(_fixed_decimals).to_csv(index=False, lineterminator="\n")
        path.write_bytes(text.encode())
        paths.append(path)
    return tuple(paths)


def _fixed_decimals(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_float_dtype(column.dtype):
        return column
    name = str(column.name)
    decimals = read_instrument(name).decimals if name in registered_instruments() else 1
    return column.map(lambda value: f"{value:.{decimals}f}", na_action="ignore")
