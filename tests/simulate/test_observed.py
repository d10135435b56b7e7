from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.simulate import SimulatedScores, Truth, observed_truth, simulate_scores

ROOT = Path(__file__).resolve().parents[2]
KEY = ["scale", "visit", "test", "comparison"]


@pytest.fixture(scope="module")
def committed() -> pd.DataFrame:
    return pd.read_csv(ROOT / "tests" / "reference" / "demo_ipt_truth.csv").set_index(KEY)


@pytest.fixture(scope="module")
def small(truth: Truth) -> pd.DataFrame:
    return observed_truth(truth, 30_000, seed=8, chunk=7_000).set_index(KEY)


def test_the_committed_truth_is_the_truth_files(
    committed: pd.DataFrame, small: pd.DataFrame
) -> None:
    assert list(small.index) == list(committed.index)
    error = np.hypot(small["mc_se"], committed["mc_se"])
    # A difference that is the same for nearly everyone has an error of nearly zero: allow for the
    # committed file's rounding.
    assert ((small["estimate"] - committed["estimate"]).abs() <= 5 * error + 1e-6).all()
    assert (committed["people"] == 1_000_000).all()


@pytest.fixture(scope="module")
def many_therapists(truth: Truth) -> SimulatedScores:
    """Twenty thousand people an arm without dropout, of four hundred therapists at each site."""
    arms = {
        name: arm.model_copy(
            update={
                "therapists": {
                    site: tuple(f"{name} {site} {number}" for number in range(400))
                    for site in arm.therapists
                }
            }
        )
        for name, arm in truth.arms.items()
    }
    crowded = truth.model_copy(update={"arms": arms})
    return simulate_scores(crowded, 11, n_per_arm=20_000, dropout=False)


def test_the_truth_is_the_contrast_among_randomised_people(
    committed: pd.DataFrame, many_therapists: SimulatedScores, truth: Truth
) -> None:
    complete, arms = many_therapists, list(truth.arms)
    # People without a therapist are clusters of their own.
    alone = complete.therapist < 0
    cluster = np.where(alone, -1 - np.arange(alone.size), complete.therapist)
    for (scale, visit, test, comparison), row in committed.iterrows():
        at = [one.name for one in truth.visits].index(visit)
        scores = complete.totals[scale][:, at]
        groups = [
            pd.Series(scores[there]).groupby(cluster[there])
            for there in (complete.arm == arms.index(arm) for arm in (test, comparison))
        ]
        means = [group.sum().sum() / group.size().sum() for group in groups]
        difference = means[0] - means[1]
        # Clusters' sums around the mean: people of one therapist are alike.
        sums = [
            (group.sum() - mean * group.size()) / group.size().sum()
            for group, mean in zip(groups, means, strict=True)
        ]
        error = np.sqrt(sum((one**2).sum() for one in sums))
        assert abs(difference - row["estimate"]) < 4.5 * error


def test_arms_are_equal_at_baseline(committed: pd.DataFrame) -> None:
    first = committed.xs("week_0", level="visit")
    assert (first[["estimate", "mc_se"]] == 0).all(axis=None)


def test_no_arm_is_compared_with_the_waitlist_after_it_crossed_over(
    committed: pd.DataFrame,
) -> None:
    later = committed.reset_index().query("week > 16")
    assert set(later["test"]) == {"ipt"}
    assert set(later["comparison"]) == {"cbt"}
    assert set(later["visit"]) == {"week_28", "week_40"}


def test_items_with_floors_show_less_than_was_planted(
    committed: pd.DataFrame, truth: Truth
) -> None:
    # Far from its limits a total shows the planted effect.
    change = truth.scales["sas_sr"].change
    planted = change["ipt"] - change["waitlist"]
    found = committed.loc[("sas_sr", "week_16", "ipt", "waitlist"), "estimate"]
    assert found == pytest.approx(planted, rel=0.01)
    # Items have floors: the last four weeks show less than the first four.
    phq9 = committed.xs(("phq9", "ipt", "waitlist"), level=("scale", "test", "comparison"))
    gains = phq9["estimate"].diff()
    assert abs(gains["week_16"]) < abs(gains["week_4"]) - 5 * phq9["mc_se"].max()


def test_the_demonstration_is_what_its_description_says(committed: pd.DataFrame) -> None:
    end = committed.xs("week_16", level="visit")["estimate"]
    assert end["phq9", "ipt", "waitlist"] == pytest.approx(-4, abs=0.3)
    assert end["phq9", "ipt", "cbt"] == pytest.approx(-0.3, abs=0.05)


def test_the_same_seed_gives_the_same_truth(truth: Truth) -> None:
    one, other = (observed_truth(truth, 500, seed=1, chunk=200) for _ in range(2))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_one_person_is_too_few(truth: Truth) -> None:
    with pytest.raises(ValueError, match="two people"):
        observed_truth(truth, 1)
