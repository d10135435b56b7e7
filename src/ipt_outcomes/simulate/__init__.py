"""Trials of synthetic people, drawn from a truth that is known: to demonstrate, and to check."""

from ipt_outcomes.simulate.observed import observed_truth
from ipt_outcomes.simulate.reading import TruthError, read_truth
from ipt_outcomes.simulate.scores import SimulatedScores, simulate_scores
from ipt_outcomes.simulate.trial import SimulatedTrial, simulate_trial
from ipt_outcomes.simulate.truth import Truth
from ipt_outcomes.simulate.writing import write_trial

__all__ = [
    "SimulatedScores",
    "SimulatedTrial",
    "Truth",
    "TruthError",
    "observed_truth",
    "read_truth",
    "simulate_scores",
    "simulate_trial",
    "write_trial",
]
