"""What moderators do, by what is put into the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.moderation.made import Moderation
from ipt_outcomes.estimate.moderation.moderated import EXPLORATORY, PLANNED

from .conftest import GROUPS, Maker, moderated_by, tables_of

KEYS = ["moderator", "level"]


@pytest.fixture(scope="module")
def plan(blues_with: Maker) -> ipt.Plan:
    return blues_with()


@pytest.fixture(scope="module")
def tables(plan: ipt.Plan) -> dict[str, pd.DataFrame]:
    return tables_of(plan)


@pytest.fixture(scope="module")
def found(plan: ipt.Plan, tables: dict[str, pd.DataFrame]) -> Moderation:
    return moderated_by(plan, tables)


def shifted(tables: dict[str, pd.DataFrame], by: pd.Series) -> dict[str, pd.DataFrame]:
    """Scores after the baseline moved by so many points, by participant."""
    outcomes = tables["outcomes"]
    moved = outcomes["participant"].map(by).where(outcomes["visit"] != "baseline", 0.0)
    return tables | {"outcomes": outcomes.assign(score=outcomes["score"] + moved)}


def of(found: Moderation, moderator: str) -> pd.DataFrame:
    levels = found.moderator_levels
    return levels[levels["moderator"] == moderator].set_index("level")


def test_what_is_put_into_a_level_is_found_there_and_nowhere_else(
    plan: ipt.Plan, tables: dict[str, pd.DataFrame], found: Moderation
) -> None:
    """A shift that the model has a coefficient for leaves the variances as they were."""
    people = tables["participants"].set_index("participant")
    there = (people["arm"] == "ccbt") & (people["episode_length"] == ">6m")
    again = moderated_by(plan, shifted(tables, there * -5.0))
    before, after = of(found, "episode_length"), of(again, "episode_length")
    moved = after["estimate"] - before["estimate"]
    np.testing.assert_allclose(moved[[">6m", "<6m"]], [-5.0, 0.0], atol=1e-4)
    np.testing.assert_allclose(after["se"], before["se"], rtol=1e-4)
    p = [each.moderator_tests.set_index("moderator").loc["episode_length", "p_value"]
         for each in (found, again)]  # fmt: skip
    assert p[1] < 0.01 < p[0]
    assert of(again, "episode_length").loc[">6m", "favours"] == "ccbt"


def test_what_is_put_into_a_line_is_found_in_its_slope(
    plan: ipt.Plan, tables: dict[str, pd.DataFrame], found: Moderation
) -> None:
    outcomes = tables["outcomes"]
    first = outcomes[outcomes["visit"] == "baseline"].set_index("participant")
    again = moderated_by(plan, shifted(tables, first["score"] * (first["arm"] == "ccbt") * 0.5))
    slope = [each.moderator_tests.set_index("moderator").loc["baseline"] for each in (found, again)]
    assert slope[1]["estimate"] - slope[0]["estimate"] == pytest.approx(0.5, abs=1e-4)
    assert slope[1]["df1"] == 1 and slope[1]["scale"] == "number"
    assert slope[1]["statistic"] == pytest.approx((slope[1]["estimate"] / slope[1]["se"]) ** 2)


def test_what_was_not_named_beforehand_is_exploratory_everywhere(found: Moderation) -> None:
    for table in vars(found).values():
        claims = table.drop_duplicates("moderator").set_index("moderator")["claim"]
        assert claims.drop("episode_length", errors="ignore").eq(EXPLORATORY).all()
        assert claims.get("episode_length", PLANNED) == PLANNED
    assert found.moderator_tests["tests"].eq(3).all()


def test_people_are_counted_where_they_are(
    tables: dict[str, pd.DataFrame], found: Moderation
) -> None:
    there = tables["outcomes"].query("visit == 'month_2' and score.notna()")
    area = tables["participants"].set_index("participant")["antidepressant"]
    counts = there.groupby([there["participant"].map(area), "arm"]).size()
    levels = of(found, "antidepressant")
    assert levels.loc["Yes", "n_test"] == counts["Yes", "ccbt"]
    assert levels.loc["No", "n_comparison"] == counts["No", "tau"]
    assert "p_value" not in levels


def test_nobody_whose_moderator_is_unknown_is_in_the_model(
    blues_with: Maker, tables: dict[str, pd.DataFrame]
) -> None:
    plan = blues_with(stratification=[])
    people = tables["participants"].copy()
    people.loc[people.index[:7], "antidepressant"] = None
    outcomes = tables["outcomes"].copy()
    lost = outcomes["participant"].isin(people["participant"].iloc[:4])
    outcomes.loc[lost & (outcomes["visit"] == "baseline"), "score"] = np.nan
    again = moderated_by(plan, {"participants": people, "outcomes": outcomes})
    after = outcomes[(outcomes["visit"] != "baseline") & outcomes["score"].notna()]
    seen = set(after["participant"])
    tests = again.moderator_tests.set_index("moderator")
    for moderator, first in (("antidepressant", 7), ("baseline", 4), ("episode_length", 0)):
        own = len(seen & set(people["participant"].iloc[:first]))
        assert tests.loc[moderator, "left_out"] == own
        assert tests.loc[moderator, "participants"] == len(seen) - own


def test_a_missing_stratum_is_no_level(blues_with: Maker, tables: dict[str, pd.DataFrame]) -> None:
    """As a covariate it is a category of its own; as a moderator it says nothing."""
    people = tables["participants"].copy()
    people.loc[people.index[:7], "antidepressant"] = None
    again = moderated_by(blues_with(), tables | {"participants": people})
    assert list(of(again, "antidepressant").index) == ["No", "Yes"]
    assert again.moderator_tests.set_index("moderator").loc["antidepressant", "left_out"] > 0


def test_a_number_in_groups(blues_with: Maker, tables: dict[str, pd.DataFrame]) -> None:
    plan = blues_with(moderators=[{"name": "baseline", "groups": GROUPS}])
    again = moderated_by(plan, tables)
    levels = of(again, "baseline")
    assert list(levels.index) == ["low", "middle", "high"]
    first = tables["outcomes"].query("visit == 'baseline'").set_index("participant")
    there = tables["outcomes"].query("visit == 'month_2' and score.notna()")["participant"]
    low = first.loc[there].query("score < 15 and arm == 'ccbt'")
    assert levels.loc["low", "n_test"] == len(low)
    assert levels["value"].isna().all()
    test = again.moderator_tests.iloc[0]
    assert (test["scale"], test["df1"]) == ("category", 2)
    assert again.moderator_curves.empty and again.moderator_regions.empty


def test_an_arm_without_anybody_of_a_level_is_not_estimable_there(
    plan: ipt.Plan, tables: dict[str, pd.DataFrame]
) -> None:
    people = tables["participants"]
    gone = (people["arm"] == "ccbt") & (people["antidepressant"] == "No")
    rest = tables | {
        "participants": people[~gone],
        "outcomes": tables["outcomes"][
            ~tables["outcomes"]["participant"].isin(people.loc[gone, "participant"])
        ],
    }
    again = moderated_by(plan, rest)
    levels = of(again, "antidepressant")
    assert levels.loc["No", "status"] == "not estimable"
    assert levels.loc["No", "reason"] == "an arm has no score there"
    assert np.isnan(levels.loc["No", "estimate"]) and np.isfinite(levels.loc["Yes", "estimate"])
    test = again.moderator_tests.set_index("moderator").loc["antidepressant"]
    assert test["status"] == "not estimable" and np.isnan(test["p_value"])
    assert again.moderator_tests["tests"].eq(2).all()


def test_a_moderator_that_is_the_same_for_all_tells_nothing(
    plan: ipt.Plan, tables: dict[str, pd.DataFrame]
) -> None:
    people = tables["participants"].assign(antidepressant="No")
    again = moderated_by(plan, tables | {"participants": people})
    test = again.moderator_tests.set_index("moderator").loc["antidepressant"]
    assert test["status"] == "failed" and test["reason"] == "nobody differs from anybody in it"


def test_the_curve_goes_from_the_5th_to_the_95th_percentile(
    tables: dict[str, pd.DataFrame], found: Moderation
) -> None:
    """Its ends, and the regions' ends, are nobody's least or largest value."""
    outcomes = tables["outcomes"]
    after = outcomes[(outcomes["visit"] != "baseline") & outcomes["score"].notna()]
    first = outcomes[outcomes["visit"] == "baseline"].set_index("participant")["score"]
    people = first.loc[after["participant"].unique()]
    low, high = people.quantile([0.05, 0.95])
    curve, regions = found.moderator_curves, found.moderator_regions
    assert (curve["value"].min(), curve["value"].max()) == pytest.approx((low, high))
    assert (regions["lower"].min(), regions["upper"].max()) == pytest.approx((low, high))
    deciles = curve[curve["percent"].notna()].set_index("percent")["value"]
    np.testing.assert_allclose(deciles, people.quantile(deciles.index / 100))
    np.testing.assert_array_equal(regions["lower"].iloc[1:], regions["upper"].iloc[:-1])
    excludes = (curve["ci_lower"] > 0) | (curve["ci_upper"] < 0)
    inside = regions[regions["says"] == "test arm better"].iloc[0]
    between = curve["value"].between(inside["lower"], inside["upper"])
    np.testing.assert_array_equal(excludes, between)


def test_without_moderators_the_tables_have_no_rows(
    blues_with: Maker, tables: dict[str, pd.DataFrame]
) -> None:
    for table in vars(moderated_by(blues_with(moderators=[]), tables)).values():
        assert table.empty


@pytest.mark.parametrize(
    "models",
    [
        {"mmrm": {"baseline": "constrained"}, "growth": None},
        {"mmrm": {"baseline": "free"}, "growth": None},
        {"mmrm": None, "growth": {"last_visit": "month_8"}},
    ],
    ids=["constrained", "free", "growth"],
)
def test_every_kind_of_primary_analysis_finds_what_was_put_in(
    blues_with: Maker, tables: dict[str, pd.DataFrame], models: dict[str, object]
) -> None:
    """Points that grow with time, so that a line has them too."""
    plan = blues_with(models=models, moderators=[{"name": "episode_length"}])
    people = tables["participants"].set_index("participant")
    there = (people["arm"] == "ccbt") & (people["episode_length"] == ">6m")
    outcomes = tables["outcomes"]
    moved = outcomes["participant"].map(there) * outcomes["week"] * -0.5
    again = tables | {"outcomes": outcomes.assign(score=outcomes["score"] + moved)}
    before, after = (
        of(moderated_by(plan, each), "episode_length")["estimate"] for each in (tables, again)
    )
    difference = (after - before)[[">6m", "<6m"]]
    np.testing.assert_allclose(difference, [-0.5 * 8.7, 0.0], atol=1e-3)
