"""Slopes of the hierarchical linear model against lme4 and Henderson's equations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.clinical.slopes import person_slopes
from ipt_outcomes.estimate.clinical.two_scores import two_scores
from ipt_outcomes.models.errors import ModelError

from .conftest import BLUES, NAMES, long_of

REFERENCE = Path(__file__).parents[2] / "reference"
METHOD = "hierarchical-linear-model"


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "clinical_slopes.csv")


def held(scores: pd.DataFrame, printed: pd.DataFrame, **names: str) -> None:
    two = two_scores(scores, pre=0, post=2, **names)
    slope, se = person_slopes(two)
    found = pd.DataFrame({"slope": slope, "se": se}, index=two.participants.to_numpy())
    expected = printed.set_index("person").loc[found.index]
    np.testing.assert_allclose(found["slope"], expected["slope"], rtol=2e-5)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=2e-5)


def test_slopes_of_the_sleep_study(printed: pd.DataFrame) -> None:
    data = pd.read_csv(REFERENCE / "random_effects_sleepstudy.csv")
    names = {"participant": "subject", "time": "days", "score": "reaction"}
    held(data, printed[printed["data"] == "sleepstudy"], **names)


def test_slopes_of_people_who_left(printed: pd.DataFrame, blues_long: pd.DataFrame) -> None:
    """A hundred people with one to five scores."""
    names = {name: str(BLUES[name]) for name in ("participant", "time", "score")}
    held(blues_long, printed[printed["data"] == "beat_the_blues"], **names)


def test_a_category_needs_both_scores_all_the_same(blues_long: pd.DataFrame) -> None:
    found = ipt.clinical_change(blues_long, **BLUES | {"post": 8}, method=METHOD)
    left = found["status"] != "ok"
    assert left.sum() == 48 and found.loc[left, "category"].isna().all()
    assert found["statistic"].notna().all()
    assert found[["post_lower", "post_upper", "reliability"]].isna().all().all()
    improved = found["statistic"] <= -1.959964
    seen = found[~left]
    assert (seen["category"].isin(["recovered", "improved"]) == improved[~left]).all()


def test_what_has_no_slope() -> None:
    pre, post = [20.0, 22, 18, 25], [10.0, 11, 12, 20]
    with pytest.raises(ModelError, match="three times or more, and there are 2"):
        ipt.clinical_change(long_of(pre, post), **NAMES, method=METHOD)
    words = long_of(pre, post).assign(week=lambda d: d["week"].map({0: "pre", 12: "post"}))
    with pytest.raises(ModelError, match="times must be numbers"):
        ipt.clinical_change(words, **NAMES | {"pre": "pre", "post": "post"}, method=METHOD)
    middle = long_of(pre, post).query("week == 12").assign(week=6)
    twice = pd.concat([long_of(pre, post), middle, middle.iloc[:1]])
    with pytest.raises(ModelError, match="1 people have two rows at one time"):
        ipt.clinical_change(twice, **NAMES, method=METHOD)


def test_slopes_that_do_not_differ_are_refused() -> None:
    draw = np.random.default_rng(11)
    level, noise = draw.normal(20, 6, 30), draw.normal(0, 2, 30)
    rows = [
        pd.DataFrame({"person": range(30), "week": week, "points": level - week + wave})
        for week, wave in ((0, noise), (4, -noise), (8, -noise), (12, noise))
    ]
    with pytest.raises(ModelError, match="no differences between people's slopes"):
        ipt.clinical_change(pd.concat(rows), **NAMES, method=METHOD)


def test_scores_on_a_line_have_no_error() -> None:
    """One person alone has three scores, and they lie on a line: what is a slope's error?"""
    rows = [("a", 8, 20.0), ("b", 4, 21.0), ("b", 8, 14.0), ("c", 0, 20.0), ("c", 4, 18.0),
            ("c", 8, 16.0), ("d", 8, 12.0), ("e", 0, 17.0), ("e", 4, 19.34), ("f", 0, 22.0),
            ("f", 4, 21.0)]  # fmt: skip
    scores = pd.DataFrame(rows, columns=["person", "week", "points"])
    with pytest.raises(ModelError, match="every person's scores lie on a line"):
        ipt.clinical_change(scores, **NAMES | {"post": 8}, method=METHOD)
