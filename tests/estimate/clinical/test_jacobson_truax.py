"""Jacobson and Truax's index and cutoffs: the published example, the limits, the events."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .conftest import BLUES, NAMES, long_of

# Jacobson and Truax 1991, table 1: clinical 40 (7.5), functional 60 (7.5), reliability .80; a
# person goes from 32.5 to 47.5.
MARITAL = NAMES | {
    "clinical": (40.0, 7.5), "functional": (60.0, 7.5), "reliability": 0.80, "direction": "higher",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "printed"), [("a", 55.0), ("b", 45.0), ("c", 50.0), (None, 50.0)])
def test_the_published_example(kind: str | None, printed: float) -> None:
    """RC = 15 / 4.74 = 3.16; cutoffs a, b and c are 55, 45 and 50."""
    found = ipt.clinical_change(long_of([32.5], [47.5]), **MARITAL, cutoff=kind).iloc[0]
    assert found["statistic"] == pytest.approx(3.16, abs=0.005)
    assert found["change"] / found["statistic"] == pytest.approx(4.74, abs=0.005)
    assert found["cutoff"] == pytest.approx(printed)
    assert found["category"] == ("recovered" if kind == "b" else "improved")
    assert found["cutoff_type"] == (kind or "c")


def test_cutoff_c_lies_as_many_sds_from_either_mean() -> None:
    given = MARITAL | {"clinical": (24.0, 8.0), "functional": (6.0, 4.0), "direction": "lower"}
    cutoffs = {
        kind: ipt.clinical_change(long_of([30], [10]), **given, cutoff=kind)["cutoff"].iloc[0]
        for kind in "abc"
    }
    assert cutoffs == {"a": 8.0, "b": 14.0, "c": 12.0}


def test_a_turned_scale_makes_the_same_categories() -> None:
    draw = np.random.default_rng(1)
    pre = draw.normal(24, 7, 60).round()
    post = (pre - draw.normal(8, 9, 60)).round()
    low = ipt.clinical_change(
        long_of(pre, post), **NAMES, reliability=0.8, functional=(6.0, 4.0), direction="lower"
    )
    high = ipt.clinical_change(
        long_of(-pre, -post), **NAMES, reliability=0.8, functional=(-6.0, 4.0), direction="higher"
    )
    assert low["category"].tolist() == high["category"].tolist()
    assert set(low["category"]) >= {"recovered", "improved", "unchanged"}
    np.testing.assert_allclose(low["statistic"], -high["statistic"])
    np.testing.assert_allclose(low["post_lower"], -high["post_upper"])


def test_the_sd_is_that_of_everyone_assessed_before() -> None:
    scores = long_of([10, 20, 30, 44], [5, 12, 30, np.nan])
    found = ipt.clinical_change(scores, **NAMES, reliability=0.75)
    assert found["clinical_sd"].unique() == pytest.approx([np.std([10, 20, 30, 44], ddof=1)])
    assert found["status"].tolist() == ["ok", "ok", "ok", "no post score"]
    assert found["category"].isna().tolist() == [False, False, False, True]
    assert found.loc[3, ["statistic", "change"]].isna().all()


def test_the_limits_are_where_the_category_turns() -> None:
    scores = long_of([20, 20, 20, 20], [11.7, 11.6, 28.3, 28.4])
    given = NAMES | {"clinical": (20.0, 6.0), "reliability": 0.75}
    found = ipt.clinical_change(scores, **given)
    # 1.96 sqrt(2) 6 sqrt(.25) = 8.3154
    assert found["post_lower"].iloc[0] == pytest.approx(20 - 8.3154, abs=1e-4)
    assert found["category"].tolist() == ["unchanged", "improved", "unchanged", "deteriorated"]
    wider = ipt.clinical_change(scores, **given, level=0.99)
    assert set(wider["category"]) == {"unchanged"}


def test_nobody_recovers_without_a_cutoff() -> None:
    found = ipt.clinical_change(long_of([30, 20, 10], [1, 20, 40]), **NAMES, reliability=0.9)
    assert found["category"].tolist() == ["improved", "unchanged", "deteriorated"]
    assert list(found["category"].cat.categories) == ["improved", "unchanged", "deteriorated"]
    assert found[["cutoff", "crossed", "functional_pre", "functional_post"]].isna().all().all()


def test_what_happened_to_a_person_is_an_event_of_completed_scores(
    blues_long: pd.DataFrame,
) -> None:
    """Held against the categories of those observed, who need no completing."""
    change = ipt.clinical_change(blues_long, **BLUES)
    seen = change[change["status"] == "ok"]
    people = pd.DataFrame({"start": seen["pre"].to_numpy()})
    post, gained = (seen[name].to_numpy()[None] for name in ("post", "change"))
    groups = {
        "recovered": ["recovered"],
        "recovered or improved": ["recovered", "improved"],
        "deteriorated or harmed": ["deteriorated", "harmed"],
        "harmed": ["harmed"],
    }
    for name, categories in groups.items():
        expected = seen["category"].isin(categories).to_numpy()
        of_score = ipt.clinical_event(change, name, baseline="start")
        np.testing.assert_array_equal(of_score(post, people)[0], expected)
        of_change = ipt.clinical_event(change, name, baseline="start", of_change=True)
        np.testing.assert_array_equal(of_change(gained, people)[0], expected)
    remitted = ipt.clinical_event(change, "remission", baseline="start")(post, people)[0]
    np.testing.assert_array_equal(remitted, seen["functional_post"].to_numpy(dtype=bool))
    assert 0 < remitted.sum() < len(seen)
