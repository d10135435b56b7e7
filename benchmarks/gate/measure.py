"""How many made-up identities the gate finds, and how many clean columns it takes for such.

    OMP_NUM_THREADS=1 python -m benchmarks.gate.measure [--seed 2027] [--each 10]

Writes benchmarks/gate/rates.csv: by kind and class how many columns there were and how many were
refused, and their share; and small_trials.csv, of columns of 8 to 18 people. No class is left out.
Then `python -m benchmarks.gate.page > docs/data-protection.md` writes the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pandas as pd
from benchmarks.gate.columns import Column
from benchmarks.gate.sets import FEW, MANY, clean, identities

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.gate import look_at
from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.text_table import TextTable

WRITTEN = {"rates.csv": MANY, "small_trials.csv": FEW}
ALL = "all"


def refused(column: Column) -> bool:
    lines = pd.Index(range(2, len(column.cells) + 2), dtype="int64")
    cells = pd.array(column.cells, dtype="str")
    table = TextTable("people.csv", (column.name,), pd.DataFrame({column.name: cells}, index=lines))
    findings = Findings()
    look_at(table, column.name, Role(column.role), findings)
    return bool(findings.problems)


def rates(columns: Iterable[Column]) -> pd.DataFrame:
    """By kind, and in it by class: columns, refused, rate. A kind's first row is all of it."""
    seen = [(column.kind, column.of, refused(column)) for column in columns]
    looked_at = pd.DataFrame(seen, columns=["kind", "class", "refused"])
    both = pd.concat([looked_at.assign(**{"class": ALL}), looked_at])
    grouped = both.groupby(["kind", "class"], sort=False)["refused"]
    counted = grouped.agg(columns="size", refused="sum").reset_index()
    counted["rate"] = (counted["refused"] / counted["columns"]).round(3)
    order = list(dict.fromkeys(looked_at["kind"]))
    return counted.sort_values("kind", key=lambda kinds: kinds.map(order.index), kind="stable")


def of_seed(seed: int, each: int, people: tuple[int, int] = MANY) -> pd.DataFrame:
    return rates(chain(identities(seed, each, people), clean(seed, each, people)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--into", type=Path, default=Path(__file__).parent)
    asked = parser.parse_args()
    for file, people in WRITTEN.items():
        found = of_seed(asked.seed, asked.each, people)
        found.to_csv(asked.into / file, index=False, lineterminator="\n")
        print(file, found[found["class"] == ALL].to_string(index=False), sep="\n")


if __name__ == "__main__":
    main()
