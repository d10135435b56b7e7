"""400 trials whose random variances are exactly zero, against lme4.

The data are those of tests/reference/random_effects_zero_variance.R: the same generator of uniform
numbers, turned normal by the inverse distribution function.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.moments import Array

REFERENCE = Path(__file__).parents[2] / "reference" / "random_effects_zero_variance.csv"
PEOPLE = 24


def uniforms(seed: int, n: int) -> Array:
    """Park and Miller's generator."""
    numbers, state = [], seed
    for _ in range(n):
        state = (16807 * state) % 2147483647
        numbers.append(state / 2147483647)
    return np.array(numbers)


def trial(seed: int) -> pd.DataFrame:
    participant = np.repeat(np.arange(PEOPLE), 4)
    week = np.tile([0.0, 4.0, 9.0, 16.0], PEOPLE)
    arm = (participant >= PEOPLE / 2).astype(float)
    noise, seen = np.split(uniforms(1000 * seed + 7, 2 * len(week) + 20)[20:], 2)
    y = 15 - 0.3 * week - 2 * arm + 4 * norm.ppf(noise)
    data = pd.DataFrame({"participant": participant, "week": week, "arm": arm, "y": y})
    return data[(week == 0) | (seen > 0.25)]


@pytest.mark.parametrize("first", range(1, 401, 50))
def test_arm_effect_and_likelihood_are_lme4s(first: int) -> None:
    reference = pd.read_csv(REFERENCE).set_index("seed")
    for seed in range(first, first + 50):
        expected = reference.loc[seed]
        found = fit("y ~ arm * week + (1 + week | participant)", trial(seed))
        arm = found.coefficients.set_index("term").loc["arm"]
        assert found.converged, seed
        assert found.singular == expected["singular"], seed
        assert found.minus_2_log_likelihood <= expected["reml_criterion"] + 1e-6, seed
        assert abs(arm["estimate"] - expected["arm"]) <= 1e-3 * abs(expected["se"]), seed
