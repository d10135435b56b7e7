from pathlib import Path

import pytest

from ipt_outcomes.simulate import SimulatedScores, Truth, read_truth, simulate_scores

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def truth() -> Truth:
    return read_truth(ROOT / "config" / "simulations" / "demo_ipt.yaml")


@pytest.fixture(scope="session")
def many(truth: Truth) -> SimulatedScores:
    """One very large trial, with dropout."""
    return simulate_scores(truth, 11, n_per_arm=20_000)


@pytest.fixture(scope="session")
def complete(truth: Truth) -> SimulatedScores:
    """The same people with nothing missing."""
    return simulate_scores(truth, 11, n_per_arm=20_000, dropout=False)
