"""The command `python -m ipt_outcomes.simulate TRUTH FOLDER`: a truth file's trial as CSV files."""

from __future__ import annotations

import argparse
import sys

from ipt_outcomes.simulate.reading import TruthError, read_truth
from ipt_outcomes.simulate.trial import simulate_trial
from ipt_outcomes.simulate.writing import write_trial


def main() -> int:
    """Write the trial and name the files; 1 with a message where the truth file breaks a rule."""
    parser = argparse.ArgumentParser(
        prog="python -m ipt_outcomes.simulate",
        description="Simulate a trial of synthetic people and write it as CSV files.",
    )
    parser.add_argument("truth", help="the truth file (YAML)")
    parser.add_argument("folder", help="where participants.csv and the other files go")
    parser.add_argument("--seed", type=int, default=None, help="instead of the truth file's seed")
    chosen = parser.parse_args()
    try:
        truth = read_truth(chosen.truth)
    except TruthError as error:
        print(error, file=sys.stderr)
        return 1
    for path in write_trial(simulate_trial(truth, chosen.seed), chosen.folder):
        print(path.as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
