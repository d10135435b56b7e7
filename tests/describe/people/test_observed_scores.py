"""Scores as they were given: by hand, and none of few people."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.describe.people.observed_scores import observed_scores
from ipt_outcomes.plan.plan import Plan


def table(plan: Plan, few: int) -> pd.DataFrame:
    people = pd.DataFrame({"participant": list("abcde"), "arm": ["cbt"] * 3 + ["ipt"] * 2})
    scores = {"a": 3.0, "b": 8.0, "c": 4.0, "d": 20.0, "e": None}
    rows = [
        {"outcome": "phq9", "visit": "week_4", "participant": who, "arm": arm, "score": scores[who]}
        for who, arm in zip(people["participant"], people["arm"], strict=True)
    ]
    made = observed_scores(plan.model_copy(update={"few": few}), people, pd.DataFrame(rows))
    return made.set_index(["outcome", "visit", "arm"])


NUMBERS = ["mean", "sd", "minimum", "median", "maximum"]


def test_by_hand(demo: Plan) -> None:
    made = table(demo, 3)
    assert len(made) == 4 * 7 * 3
    row = made.loc[("phq9", "week_4", "cbt")]
    assert (row["randomised"], row["n"], row["few"]) == (3, 3, False)
    assert row[NUMBERS].to_list() == pytest.approx([5.0, 2.6457513110645907, 3.0, 4.0, 8.0])


@pytest.mark.parametrize("few", [4, 3, 0])
def test_one_persons_score_is_never_told(demo: Plan, few: int) -> None:
    """Of fewer than `few`, and of one person whatever the plan says."""
    made = table(demo, few)
    alone = made.loc[("phq9", "week_4", "ipt")]
    assert (alone["n"], alone["few"]) == (1, True) and alone[NUMBERS].isna().all()
    three = made.loc[("phq9", "week_4", "cbt")]
    assert bool(three["few"]) == (few > 3) == bool(three[NUMBERS].isna().all())
    nobody = made.loc[("phq9", "week_8", "ipt")]
    assert (nobody["n"], nobody["randomised"]) == (0, 2) and nobody[NUMBERS].isna().all()
