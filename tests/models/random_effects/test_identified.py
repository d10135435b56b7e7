"""Variances that the fixed effects leave no data for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit

FORMULA = "y ~ treated * week + (0 + treated | therapist) + (1 + week | id)"


def trial(people: int) -> pd.DataFrame:
    """Forty people on a waitlist; `people` treated ones, each by a therapist of their own."""
    rng = np.random.default_rng(9)
    rows = pd.DataFrame([(who, week) for who in range(40 + people) for week in range(4)])
    rows.columns = ["id", "week"]
    rows["treated"] = (rows["id"] >= 40).astype(float)
    rows["therapist"] = rows["id"].where(rows["id"] >= 40) // 2
    rows["y"] = rng.normal(size=len(rows)) + np.repeat(rng.normal(size=40 + people), 4)
    return rows


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_a_variance_that_the_fixed_effects_absorb_is_refused(unit: float) -> None:
    """With one therapist of the treated arm, its effect and the arm's are one and the same."""
    data = trial(people=2)
    data["y"] *= unit
    with pytest.raises(ModelError, match="do not identify its 5"):
        fit(FORMULA, data)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("spread", [0.0, 1.0, 1e4])
def test_several_therapists_identify_it(unit: float, spread: float) -> None:
    """Whatever its size beside the rest, and whatever the unit."""
    data = trial(people=12)
    effect = np.random.default_rng(10).normal(size=100)
    therapist = data["therapist"].fillna(0).astype(int)
    data["y"] = unit * (data["y"] + spread * data["treated"] * effect[therapist])
    assert fit(FORMULA, data).converged
