"""How many made-up identities the gate finds, and how many clean columns it takes for such.

    python -m benchmarks.gate.measure [--seed 2026] [--each 4]

Writes benchmarks/gate/rates.csv: by kind and class how many columns there were and how many were
refused, and their share. The columns are made anew from the seed. No class is left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pandas as pd
from benchmarks.gate.columns import Column
from benchmarks.gate.sets import clean, identities

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.gate import look_at
from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.text_table import TextTable

WRITTEN = Path(__file__).with_name("rates.csv")
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


def of_seed(seed: int, each: int) -> pd.DataFrame:
    return rates(chain(identities(seed, each), clean(seed, each)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--each", type=int, default=4)
    parser.add_argument("--written", type=Path, default=WRITTEN)
    asked = parser.parse_args()
    found = of_seed(asked.seed, asked.each)
    found.to_csv(asked.written, index=False, lineterminator="\n")
    print(found[found["class"] == ALL].to_string(index=False))


if __name__ == "__main__":
    main()
