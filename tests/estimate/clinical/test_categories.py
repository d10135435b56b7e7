"""What became of a person: every combination of reliable change and sides of the cutoff."""

from __future__ import annotations

import pandas as pd
import pytest

import ipt_outcomes as ipt

from .conftest import NAMES, long_of

# Cutoff 10, a reliable change is 5.54 points (SD 4, reliability .75), lower is better.
CASES = [
    (20, 8, "recovered", "into functional"),
    (20, 10, "recovered", "into functional"),
    (20, 11, "improved", "no"),
    (9, 1, "improved", "no"),
    (10, 2, "improved", "no"),
    (12, 9, "unchanged", "into functional"),
    (20, 19, "unchanged", "no"),
    (8, 12, "unchanged", "into clinical"),
    (20, 30, "deteriorated", "no"),
    (2, 9, "deteriorated", "no"),
    (8, 20, "harmed", "into clinical"),
    (10, 17, "harmed", "into clinical"),
]


@pytest.mark.parametrize(("pre", "post", "category", "crossed"), CASES)
def test_every_combination(pre: float, post: float, category: str, crossed: str) -> None:
    given = NAMES | {"clinical": (22.0, 4.0), "reliability": 0.75, "cutoff": 10}
    found = ipt.clinical_change(long_of([pre], [post]), **given).iloc[0]
    assert (found["category"], found["crossed"]) == (category, crossed)
    assert found["functional_pre"] == (pre <= 10) and found["functional_post"] == (post <= 10)


def test_counts_by_arm_with_those_who_left() -> None:
    pre, post, *_ = zip(*CASES, strict=True)
    scores = long_of([*pre, 20, 20], [*post, float("nan"), 8])
    given = NAMES | {"clinical": (22.0, 4.0), "reliability": 0.75, "cutoff": 10}
    change = ipt.clinical_change(scores, **given)
    people = pd.DataFrame({"person": [f"p{number:03d}" for number in range(15)]})
    people["arm"] = ["ipt"] * 6 + ["tau"] * 9
    found = ipt.clinical_counts(change, people, arm="arm", participant="person")
    counts = found.pivot(index="arm", columns="category", values="count")
    order = ["recovered", "improved", "unchanged", "deteriorated", "harmed"]
    assert counts.loc["ipt", order].tolist() == [2, 3, 1, 0, 0]
    assert counts.loc["tau", order].tolist() == [1, 0, 2, 2, 2]
    of_tau = found[found["arm"] == "tau"].iloc[0]
    assert of_tau[["n_people", "n_observed", "n_missing"]].tolist() == [9, 7, 2]
    assert found.groupby("arm")["share"].sum().tolist() == pytest.approx([1, 1])
    assert of_tau["share"] == pytest.approx(1 / 7)
    alone = ipt.clinical_counts(change)
    assert alone["arm"].unique().tolist() == ["all"]
    assert alone["count"].sum() == 13 and alone["n_missing"].iloc[0] == 1
