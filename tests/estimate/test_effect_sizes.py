"""Effect sizes against pingouin, and by their definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ipt_outcomes.errors import DataError
from ipt_outcomes.estimate.effect_sizes import effect_sizes, hedges_correction, pooled_sd


@pytest.mark.parametrize(
    ("df", "table"), [(2, 0.5642), (10, 0.9228), (20, 0.9619), (50, 0.9849), (400, 0.9981)]
)
def test_correction_is_hedges_table(df: int, table: float) -> None:
    """Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)), as in Hedges 1981, table 1, to 4 digits."""
    assert hedges_correction(df) == pytest.approx(table, abs=6e-5)


def test_correction_does_not_exist_on_one_degree_of_freedom() -> None:
    assert np.isnan(hedges_correction(1))


@pytest.fixture
def two_groups() -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    return draw.normal(10, 4, 14), draw.normal(12, 5, 21)


def test_two_raw_means_give_pingouins_hedges_g(two_groups: tuple[np.ndarray, np.ndarray]) -> None:
    import pingouin

    a, b = two_groups
    scores = pd.Series(np.concatenate([a, b]))
    sd, df = pooled_sd(scores, pd.Series(["a"] * len(a) + ["b"] * len(b)))
    se = sd * np.sqrt(1 / len(a) + 1 / len(b))
    limit = stats.t.ppf(0.975, df) * se
    estimate = a.mean() - b.mean()
    contrasts = pd.DataFrame(
        {
            "estimate": [estimate], "se": [se], "df": [df],
            "ci_lower": [estimate - limit], "ci_upper": [estimate + limit],
        }
    )  # fmt: skip
    g = effect_sizes(contrasts, sd=sd, sd_df=df).iloc[0]
    # pingouin uses Hedges' approximation 1 - 3 / (4 df - 1) of the exact factor.
    assert g["effect_size"] == pytest.approx(
        pingouin.compute_effsize(a, b, eftype="hedges"), rel=2e-4
    )
    d = estimate / sd
    borenstein = 1 / len(a) + 1 / len(b) + d**2 / (2 * df)
    assert g["effect_size_se"] == pytest.approx(hedges_correction(df) * np.sqrt(borenstein))
    half = (g["effect_size_upper"] - g["effect_size_lower"]) / 2
    assert half == pytest.approx(stats.t.ppf(0.975, df) * g["effect_size_se"])


def test_pooled_sd_leaves_out_missing_scores_and_pools_within_arms() -> None:
    scores = pd.Series([1.0, 3.0, np.nan, 10.0, 12.0, 14.0])
    arms = pd.Series(pd.Categorical(["a", "a", "a", "b", "b", "b"]))
    sd, df = pooled_sd(scores, arms)
    assert df == 3
    assert sd == pytest.approx(np.sqrt((2 + 8) / 3))


def test_no_scores_no_sd() -> None:
    sd, df = pooled_sd(pd.Series([np.nan, 1.0]), pd.Series(["a", "b"]))
    assert np.isnan(sd) and df == 0


def test_what_is_not_estimable_stays_so() -> None:
    row = {key: [np.nan] for key in ("estimate", "se", "df", "ci_lower", "ci_upper")}
    assert effect_sizes(pd.DataFrame(row), sd=5.0, sd_df=90).isna().all(axis=None)


CONTRASTS = pd.DataFrame(
    {"estimate": [2.0], "se": [1.0], "df": [90.0], "ci_lower": [0.0], "ci_upper": [4.0]}
)


@pytest.mark.parametrize(
    ("contrasts", "sd", "sd_df", "rule"),
    [
        (CONTRASTS, -1.0, 90, "sd is -1, and must be positive"),
        (CONTRASTS, 0.0, 90, "sd is 0, and must be positive"),
        (CONTRASTS, np.inf, 90, "sd is inf"),
        (CONTRASTS, 5.0, 0, "sd_df is 0"),
        (CONTRASTS.drop(columns="se"), 5.0, 90, "the columns se are not there"),
        (CONTRASTS.assign(status="ok"), 5.0, 90, "the rows are means"),
        ("contrasts", 5.0, 90, "no DataFrame"),
    ],
)
def test_what_has_no_effect_size(contrasts: Any, sd: float, sd_df: float, rule: str) -> None:
    with pytest.raises(DataError, match=rule):
        effect_sizes(contrasts, sd=sd, sd_df=sd_df)


def test_scores_and_arms_are_of_the_same_people() -> None:
    scores = pd.Series([10.0, 12.0, 15.0, 18.0])
    arms = pd.Series(["a", "a", "b", "b"])
    with pytest.raises(DataError, match="the 4 scores and the 3 arms are not of the same rows"):
        pooled_sd(scores, arms[:3])
    with pytest.raises(DataError, match="not of the same rows"):
        pooled_sd(scores, arms.set_axis([1, 2, 3, 4]))
    with pytest.raises(DataError, match="must be pandas Series"):
        pooled_sd(scores, ["a", "a", "b", "b"])  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no numbers"):
        pooled_sd(arms, arms)
    with pytest.raises(DataError, match="missing in 1 rows"):
        pooled_sd(scores, arms.where(arms.index > 0))
    assert pooled_sd(scores, arms) == (pytest.approx(np.sqrt(3.25)), 2)
