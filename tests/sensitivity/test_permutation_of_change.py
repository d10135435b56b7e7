"""The permutation test asks what the analysis asks: the change, or scores beside the baseline."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.cluster_permutation import permuted_contrasts

VILLAGE = Cluster(name="village", column="v", kind="village", randomised=True)


def rows() -> pd.DataFrame:
    """Ten villages of three people; those of IPT begin 4 points higher, and change by 2 less."""
    drawn = np.random.default_rng(7)
    made = []
    for village in range(10):
        arm = ("waitlist", "ipt")[village % 2]
        for person in range(3):
            start = 14 + 4 * (arm == "ipt") + drawn.normal(0, 2)
            end = start - 3 - 2 * (arm == "ipt") + village / 5 + drawn.normal(0, 1)
            who = {"participant": f"{village}-{person}", "arm": arm, "village": str(village)}
            made += [
                {**who, "visit": "week_0", "score": start},
                {**who, "visit": "week_16", "score": end},
            ]
    # Somebody without a baseline score.
    return pd.DataFrame(made[1:])


def permuted(demo: Plan, change: bool) -> pd.Series:
    plan = demo.model_copy(update={"clusters": (VILLAGE,)})
    analysis = SimpleNamespace(outcome="phq9", name="mmrm", grid=SimpleNamespace(change=change))
    planned = cast(Result, SimpleNamespace(rows=rows(), analysis=analysis))
    asked: dict[str, Any] = {"test": ["ipt"], "comparison": ["waitlist"], "status": ["ok"]}
    contrasts = pd.DataFrame(asked | {name: [0.0] for name in NUMBERS})
    return permuted_contrasts(plan, planned, contrasts, plan.clusters[0], ()).iloc[0]


def difference(values: pd.Series, who: pd.DataFrame) -> float:
    """Between the arms' means of the villages' means."""
    means = values.groupby([who["arm"], who["village"]]).mean().groupby("arm").mean()
    return float(means["ipt"] - means["waitlist"])


@pytest.fixture
def wide() -> pd.DataFrame:
    index = ["participant", "arm", "village"]
    return rows().pivot(index=index, columns="visit", values="score").reset_index()


def test_contrasts_of_change_are_tested_by_the_change(demo: Plan, wide: pd.DataFrame) -> None:
    found = permuted(demo, change=True)
    expected = difference(wide["week_16"] - wide["week_0"], wide)
    assert found["estimate"] == pytest.approx(expected)
    assert expected < -1
    assert difference(wide["week_16"], wide) > 1


def test_a_baseline_that_arms_share_is_a_covariate(demo: Plan, wide: pd.DataFrame) -> None:
    found = permuted(demo, change=False)
    start = wide["week_0"].fillna(wide["week_0"].mean())
    slope, intercept = np.polyfit(start, wide["week_16"], 1)
    expected = difference(wide["week_16"] - intercept - slope * start, wide)
    assert found["estimate"] == pytest.approx(expected)
