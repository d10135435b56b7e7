"""The demonstration trial, whose truth has no problem area for which a treatment does more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import ipt_outcomes as ipt

from .conftest import moderated_by, tables_of

TRUTH = Path(__file__).parents[2] / "reference" / "demo_ipt_truth.csv"


def test_levels_differ_from_the_truth_by_chance_alone(demo: ipt.Plan) -> None:
    plan = demo.model_copy(update={"moderators": demo.moderators[:1]})
    primary = plan.model_copy(
        update={"outcomes": plan.outcomes[:1], "contrasts": plan.contrasts[:3]}
    )
    found = moderated_by(primary, tables_of(plan))
    truth = pd.read_csv(TRUTH)
    truth = truth[(truth["scale"] == "phq9") & (truth["week"] == 16)]
    wanted = truth.set_index(["test", "comparison"])["estimate"]
    levels = found.moderator_levels
    assert (
        set(levels["moderator"]) == {"problem_area"} and levels["claim"].eq("pre-specified").all()
    )
    keys = pd.MultiIndex.from_frame(levels[["test", "comparison"]])
    away = (levels["estimate"] - wanted[keys].to_numpy()) / levels["se"]
    assert np.abs(away).max() < stats.norm.ppf(1 - 0.001 / len(levels))
    tests = found.moderator_tests
    assert tests["p_value"].min() > 0.05
    assert tests["df1"].tolist() == [6, 3, 3, 3] and tests["tests"].eq(4).all()
    few = levels.set_index(["test", "comparison", "level"])["few"]
    assert few[("cbt", "waitlist", "interpersonal_deficits")]
