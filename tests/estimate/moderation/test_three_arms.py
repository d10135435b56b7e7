"""What moderators meet in a small trial of three arms: rare levels, gaps, numbers of two values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from .conftest import Maker, moderated_by, tables_of

ARMS = ["Cont"] * 26 + ["CBT"] * 29 + ["FT"] * 17
GROUPS = {"cuts": [4], "labels": ["short", "long"]}


def years(unknown: int = 9) -> list[float | None]:
    """1 to 8 in turn; of every so-manieth girl not known."""
    return [None if i % unknown == 0 else float(i % 8 + 1) for i in range(len(ARMS))]


@pytest.fixture(scope="module")
def areas() -> list[str]:
    """Four areas: nobody of the family arm in d, one of the CBT arm in c."""
    found = ["a" if arm == "FT" and i % 4 == 3 else "abcd"[i % 4] for i, arm in enumerate(ARMS)]
    in_c = [i for i, arm in enumerate(ARMS) if arm == "CBT" and found[i] == "c"]
    for i in in_c[1:]:
        found[i] = "b"
    return found


def test_a_level_without_an_arm_is_lost_to_that_arm_alone(
    girls_with: Maker, areas: list[str]
) -> None:
    plan = girls_with({"area": areas}, moderators=[{"name": "area"}])
    found = moderated_by(plan, tables_of(plan))
    levels = found.moderator_levels.set_index(["test", "level"])
    assert levels.loc[("FT", "d"), "reason"] == "an arm has no score there"
    assert levels["estimate"].isna().sum() == 1
    one = levels.loc[("CBT", "c")]
    assert (one["n_test"], one["few"], one["status"]) == (1, True, "ok")
    tests = found.moderator_tests
    assert tests["df1"].tolist() == [5, 3, 2]
    assert tests["status"].tolist() == ["partly estimable", "ok", "partly estimable"]
    assert tests["reason"].dropna().tolist() == ["5 of 6 contrasts", "2 of 3 contrasts"]


@pytest.mark.parametrize("models", [{}, {"covariates": ["years"]}], ids=["alone", "covariate"])
@pytest.mark.parametrize("groups", [{}, {"groups": GROUPS}], ids=["number", "groups"])
def test_who_is_unknown_is_counted_and_in_no_model_also_where_a_mean_was_filled_in(
    girls_with: Maker, models: dict[str, Any], groups: dict[str, Any]
) -> None:
    plan = girls_with({"years": years()}, models=models, moderators=[{"name": "years"} | groups])
    found = moderated_by(plan, tables_of(plan))
    known = pd.Series(years()).notna()
    assert found.moderator_tests["left_out"].eq(len(ARMS) - known.sum()).all()
    assert found.moderator_tests["participants"].eq(known.sum()).all()
    levels = found.moderator_levels
    if groups:
        short = (pd.Series(years()) < 4) & (pd.Series(ARMS) == "CBT")
        assert levels.set_index(["test", "level"]).loc[("CBT", "short"), "n_test"] == short.sum()
    else:
        mean = levels.loc[levels["level"] == "mean", "value"]
        np.testing.assert_allclose(mean, pd.Series(years()).mean())


def test_a_stratum_of_the_randomisation_that_is_not_known_is_not_either(girls_with: Maker) -> None:
    """Whether its arms differ is asked of those whose stratum was recorded."""
    words = [None if year is None else "early" if year < 4 else "late" for year in years()]
    plan = girls_with(
        {"onset": words}, stratification=["onset"], moderators=[{"name": "onset"}]
    )  # fmt: skip
    found = moderated_by(plan, tables_of(plan))
    assert set(found.moderator_levels["level"]) == {"early", "late"}
    assert found.moderator_tests["left_out"].eq(words.count(None)).all()


def test_of_a_number_with_two_values_the_levels_are_those(girls_with: Maker) -> None:
    both = [float(i % 2) for i in range(len(ARMS))]
    plan = girls_with({"years": both}, moderators=[{"name": "years"}])
    found = moderated_by(plan, tables_of(plan))
    own = found.moderator_levels[found.moderator_levels["test"] == "CBT"]
    assert own["level"].tolist() == ["the lower value", "the higher value"]
    assert own["value"].tolist() == [0.0, 1.0]
    words = ["no" if value == 0 else "yes" for value in both]
    plan = girls_with({"years": words}, moderators=[{"name": "years"}])
    again = moderated_by(plan, tables_of(plan)).moderator_levels
    np.testing.assert_allclose(own["estimate"], again.loc[again["test"] == "CBT", "estimate"])


def test_an_arm_whose_people_are_alike_has_no_line(girls_with: Maker) -> None:
    alike = [3.0 if arm == "FT" else float(i % 8 + 1) for i, arm in enumerate(ARMS)]
    plan = girls_with({"years": alike}, moderators=[{"name": "years"}])
    found = moderated_by(plan, tables_of(plan))
    levels = found.moderator_levels.set_index("test")
    assert (
        levels.loc["FT", "reason"].eq("the people of an arm are too alike in it for a line").all()
    )
    assert levels.loc["CBT", "status"].eq("ok").all()
    assert set(found.moderator_curves["test"]) == {"CBT"} == set(found.moderator_regions["test"])
    tests = found.moderator_tests
    assert tests["status"].tolist() == ["partly estimable", "ok", "not estimable"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [([None] * len(ARMS), "it is known of nobody"),
     ([1.0] * len(ARMS), "nobody differs from anybody in it")],
    ids=["unknown", "alike"],
)  # fmt: skip
@pytest.mark.parametrize("groups", [{}, {"groups": GROUPS}], ids=["number", "groups"])
def test_where_nothing_can_be_asked_it_says_why(
    girls_with: Maker, values: list[float | None], reason: str, groups: dict[str, Any]
) -> None:
    plan = girls_with({"years": values}, moderators=[{"name": "years"} | groups])
    tests = moderated_by(plan, tables_of(plan)).moderator_tests
    assert tests["status"].eq("failed").all() and tests["reason"].eq(reason).all()
    assert tests["tests"].eq(0).all()
