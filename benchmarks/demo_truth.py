"""What is true in the demonstration trial (synthetic people), on the scales that people fill in.

    python benchmarks/demo_truth.py

One million simulated people without dropout, each observed under every arm. Writes
tests/reference/demo_ipt_truth.csv: scale, visit, week, test, comparison, estimate (test minus
comparison, scale points), mc_se (its Monte Carlo standard error), people.
"""

from __future__ import annotations

import time
from pathlib import Path

from ipt_outcomes.simulate import observed_truth, read_truth

ROOT = Path(__file__).resolve().parent.parent
TRUTH = ROOT / "config" / "simulations" / "demo_ipt.yaml"
OUTPUT = ROOT / "tests" / "reference" / "demo_ipt_truth.csv"
PEOPLE = 1_000_000
# Not the truth file's own seed: these people are no relations of the trial's.
SEED = 1_000_003


def main() -> None:
    started = time.perf_counter()
    table = observed_truth(read_truth(TRUTH), PEOPLE, seed=SEED)
    decimals = {"week": "{:g}", "estimate": "{:.6f}", "mc_se": "{:.8f}"}
    written = table.assign(**{name: table[name].map(how.format) for name, how in decimals.items()})
    OUTPUT.write_bytes(written.to_csv(index=False, lineterminator="\n").encode())
    print(table[table["visit"] == "week_16"].to_string(index=False))
    print(f"{OUTPUT.relative_to(ROOT)}: {len(table)} rows, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
