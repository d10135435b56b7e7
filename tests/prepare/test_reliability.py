"""Alpha and omega: held to R, to a published value, and to what is known by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.prepare.omega import mcdonald_omega
from ipt_outcomes.prepare.reliability import reliability

from .test_score import QIDS


@pytest.fixture(scope="module")
def reference(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / "tests/reference/reliability.csv", index_col="items")


def assert_as_in_r(found: pd.Series, reference: pd.Series) -> None:
    assert found["n"] == reference["n"]
    assert found["alpha"] == pytest.approx(reference["alpha"], rel=1e-10)
    # pingouin gives the limits to three decimals.
    assert found["alpha_lower"] == pytest.approx(reference["alpha_lower"], abs=5.1e-4)
    assert found["alpha_upper"] == pytest.approx(reference["alpha_upper"], abs=5.1e-4)
    assert found["omega"] == pytest.approx(reference["omega"], abs=1e-6)


def test_the_phq9_of_the_demonstration_trial(root: Path, reference: pd.DataFrame) -> None:
    scores = pd.read_csv(root / "data/raw/demo_ipt/scores.csv")
    found = reliability(scores.loc[scores["day"] <= 0], "phq9")
    assert found[["scale", "part", "components", "status"]].to_numpy().tolist() == [
        ["phq9", "total", 9, "ok"]
    ]
    assert_as_in_r(found.iloc[0], reference.loc["phq9"])


def test_the_nine_domains_of_the_qids(extra_data: Path, reference: pd.DataFrame) -> None:
    items = pd.read_csv(extra_data / "rogers_qids_ybocs_items.csv")
    found = reliability(items, "qids_sr16", columns=QIDS).iloc[0]
    assert found["components"] == 9
    assert found["alpha"] == pytest.approx(0.793, abs=5e-4)
    assert_as_in_r(found, reference.loc["qids_sr16"])


def test_omega_of_a_known_factor_model() -> None:
    loadings = np.array([0.9, 1.2, 0.5, 2.0])
    uniqueness = np.array([0.5, 1.0, 0.4, 3.0])
    covariance = np.outer(loadings, loadings) + np.diag(uniqueness)
    expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + uniqueness.sum())
    assert mcdonald_omega(covariance) == pytest.approx(expected, abs=1e-6)


def test_omega_of_equal_loadings_is_alpha_and_two_items_have_none() -> None:
    covariance = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
    alpha = 5 / 4 * (1 - 5 / covariance.sum())
    assert mcdonald_omega(covariance) == pytest.approx(alpha, abs=1e-6)
    assert np.isnan(mcdonald_omega(covariance[:2, :2]))


def forms(n: int, scale: str, items: int, low: int, high: int) -> pd.DataFrame:
    """Answers that share one factor, in the scale's coding."""
    rng = np.random.default_rng(7)
    latent = rng.normal(size=(n, 1)) + rng.normal(size=(n, items))
    answers = np.clip(np.round((low + high) / 2 + latent), low, high)
    return pd.DataFrame(answers, columns=[f"{scale}_{i}" for i in range(1, items + 1)])


def test_visits_and_subscales_have_rows_of_their_own_and_gaps_do_not_count() -> None:
    items = forms(120, "mspss", 12, 1, 7).assign(visit=["before", "after"] * 60)
    items.loc[[0, 2, 3], "mspss_1"] = np.nan
    found = reliability(items, "mspss").set_index(["visit", "part"])
    assert found.loc[("before", "total"), "n"] == 58
    assert found.loc[("after", "total"), "n"] == 59
    assert found.loc[("before", "family"), "n"] == 60
    assert found.loc[("before", "family"), "components"] == 4
    assert (found["status"] == "ok").all() and len(found) == 8
    assert (found["alpha_lower"] < found["alpha"]).all()


def test_an_item_turned_twice_shows() -> None:
    items = forms(200, "ucla_ls", 20, 1, 4)
    # Every answer points the same way: as they are after turning.
    right = reliability(items, "ucla_ls", reversed_already=True).iloc[0]
    wrong = reliability(items, "ucla_ls").iloc[0]
    assert right["least_item_rest_correlation"] > 0.3
    assert wrong["least_item_rest_correlation"] < 0
    assert wrong["alpha"] < right["alpha"]


def test_what_cannot_be_said_is_missing_with_its_reason() -> None:
    items = forms(40, "phq9", 9, 0, 3)
    few = reliability(items.head(9), "phq9").iloc[0]
    assert few["status"] == "fewer than 10 complete forms" and np.isnan(few["alpha"])
    same = reliability(items.assign(phq9_4=1.0), "phq9").iloc[0]
    assert same["status"] == "a component does not vary" and np.isnan(same["omega"])
    single = pd.DataFrame({"cgi_s_1": [1.0, 2.0, 3.0] * 5})
    assert reliability(single, "cgi_s").iloc[0]["status"] == "one component"
