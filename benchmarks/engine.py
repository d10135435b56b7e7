"""The bars of the mixed-model engine: times, rates and memory, beside other software.

    python -m benchmarks.engine [--only NAME ...] [--slow] [--rounds 3]

Every measurement is a process of its own on one thread, which makes or reads the data, warms up on
a small trial, and measures the work alone: the best processor time of some repeats. The engine and
its peers take turns, round by round, and the medians over the rounds are written to engine.csv, one
row for each work and peer. A peer that is not installed is said to be so, and one that takes more
than five minutes is given up.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pandas as pd
from benchmarks.bars.rows import ROWS
from benchmarks.bars.table import COLUMNS, compare, merged

PATH = Path(__file__).with_suffix(".csv")
SHOWN = ["name", "people", "bar", "engine", "peer", "peer_value", "unit", "met"]


def main() -> None:
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--slow", action="store_true", help="also the peers that take minutes")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    only = given.only or names
    # "slopes" stands for all of slopes_..., "mmrm_100" for itself.
    chosen = [row for row in ROWS if any(f"{row.name}_".startswith(f"{name}_") for name in only)]
    if not chosen:
        parser.error(f"--only: there are {', '.join(names)}")
    if not PATH.exists():
        pd.DataFrame(columns=COLUMNS).to_csv(PATH, index=False)
    with tempfile.TemporaryDirectory() as folder:
        for row in chosen:
            table = merged(PATH, compare(row, given.rounds, given.slow, Path(folder)))
            shown = table.loc[table["name"] == row.name, SHOWN]
            print(shown.to_string(index=False, header=row is chosen[0]), flush=True)


if __name__ == "__main__":
    main()
