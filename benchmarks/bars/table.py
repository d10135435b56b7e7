"""The table: one row for each work and peer, with what was asked, what was found, whether met."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.bars.measure import in_own_process
from benchmarks.bars.peers import installed
from benchmarks.bars.rows import ROWS, Row

COLUMNS = [
    "name",
    "work",
    "people",
    "bar",
    "engine",
    "peer",
    "peer_value",
    "unit",
    "met",
    "engine_wall_s",
    "peer_wall_s",
]
MEMORY_RATIO = 1.1
"""How much more memory ten times the people may take: what a process's peak varies by."""


def compare(row: Row, rounds: int, slow: bool, folder: Path) -> pd.DataFrame:
    """The engine and the peers of a row in turns; numbers are the medians of the rounds."""
    wanted = row.peers + (row.slow if slow else ())
    running = ["engine", *(peer for peer in wanted if installed(peer))]
    found: dict[str, list[dict[str, float]]] = {peer: [] for peer in running}
    for _ in range(rounds):
        for peer in list(running):
            measured = in_own_process(row, peer, folder)
            if measured is None:
                running.remove(peer)
            else:
                found[peer].append(measured)
    middle = {peer: pd.DataFrame(runs).median() for peer, runs in found.items() if runs}
    engine = middle["engine"]
    lines = []
    for peer in wanted or ("",):
        value: float | str = ""
        wall = float("nan")
        if peer in middle:
            value, wall = float(middle[peer]["value"]), float(middle[peer]["wall"])
        elif peer:
            value = "not finished" if installed(peer) else "not installed"
        lines.append(
            {
                "name": row.name,
                "work": row.work,
                "people": row.people,
                "bar": row.bar,
                "engine": float(engine["value"]),
                "peer": peer,
                "peer_value": value,
                "unit": row.unit,
                "met": met(row, float(engine["value"]), peer, value),
                "engine_wall_s": float(engine["wall"]),
                "peer_wall_s": wall,
            }
        )
    if row.memory:
        memory = {"bar": "", "engine": float(engine["memory"]), "unit": "MB", "met": ""}
        lines.append({**lines[0], **memory})
    return pd.DataFrame(lines, columns=COLUMNS)


def met(row: Row, engine: float, peer: str, value: float | str) -> str:
    """ "yes" or "no"; empty without a bar, or where the bar is a peer that gave no number."""
    within = (row.most is None or engine <= row.most) and (row.least is None or engine >= row.least)
    own = row.most is not None or row.least is not None
    if row.faster is not None and peer == row.faster[0]:
        if isinstance(value, str):
            return "" if within else "no"
        return "yes" if within and engine * row.faster[1] <= value else "no"
    if not own:
        return ""
    return "yes" if within else "no"


def with_memory(table: pd.DataFrame) -> pd.DataFrame:
    """The memory of ten million people held to that of one million."""
    in_mb = table["unit"] == "MB"
    large = in_mb & (table["name"] == "stream_10000000")
    small = in_mb & (table["name"] == "stream_1000000")
    if not (large.any() and small.any()):
        return table
    most = MEMORY_RATIO * float(table.loc[small, "engine"].iloc[0])
    found = float(table.loc[large, "engine"].iloc[0])
    kept = table.copy()
    kept.loc[large, "bar"] = f"as at 1 000 000 people, at most {MEMORY_RATIO:g} x"
    kept.loc[large, "met"] = "yes" if found <= most else "no"
    return kept


def merged(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """The file's rows with those of `table` in place of older ones, written and returned."""
    names = [row.name for row in ROWS]
    old = pd.read_csv(path, dtype={"peer": str, "peer_value": str}, keep_default_na=False)
    kept = old[old["name"].isin(set(names) - set(table["name"]))]
    whole = pd.concat([kept, table.astype(object)], ignore_index=True)
    place = {name: index for index, name in enumerate(names)}
    whole = whole.sort_values("name", key=lambda column: column.map(place), kind="stable")
    whole = with_memory(whole.reset_index(drop=True))
    for column in ("engine", "peer_value", "engine_wall_s", "peer_wall_s"):
        whole[column] = whole[column].map(_short)
    whole.to_csv(path, index=False)
    return whole


def _short(value: object) -> str:
    """A number with four digits, words as they are."""
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    return "" if np.isnan(number) else f"{number:.4g}"
