"""Standardised effects against R's effectsize, and by their definitions."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from ipt_outcomes.estimate.ledger.intervals import (
    APPROXIMATE,
    EXACT,
    NONE,
    beside,
    by_delta,
    by_noncentral_t,
    correction,
)

# R's mtcars: miles per gallon of 19 cars with an automatic and 13 with a manual gearbox.
N, M = 19, 13
MEANS, SDS = (17.147368421052632, 24.39230769230769), (3.833966407, 6.166503809)


@pytest.fixture(scope="module")
def published(root: Path) -> pd.DataFrame:
    path = root / "tests/reference/effect_sizes.csv"
    return pd.read_csv(path, index_col="what")


@pytest.fixture
def raw() -> tuple[float, float, float, float, float]:
    df = N + M - 2
    sd = math.sqrt(((N - 1) * SDS[0] ** 2 + (M - 1) * SDS[1] ** 2) / df)
    return MEANS[0] - MEANS[1], sd * math.sqrt(1 / N + 1 / M), float(df), sd, float(df)


@pytest.mark.parametrize(("kind", "name"), [(NONE, "cohens_d"), (EXACT, "hedges_g")])
def test_noncentral_limits_are_those_of_effectsize(
    raw: tuple[float, float, float, float, float], published: pd.DataFrame, kind: str, name: str
) -> None:
    found = by_noncentral_t(*raw, correction(kind, raw[-1]), 0.05)
    for column in ("estimate", "ci_lower", "ci_upper"):
        # effectsize searches its limits to about six digits.
        assert getattr(found, column) == pytest.approx(published.loc[name, column], rel=1e-6)
    t = raw[0] / raw[1]
    for limit, share in ((found.ci_lower, 0.975), (found.ci_upper, 0.025)):
        shift = limit / correction(kind, raw[-1]) * raw[3] / raw[1]
        assert stats.nct.cdf(t, raw[2], shift) == pytest.approx(share, abs=1e-7)


def test_corrections() -> None:
    assert correction(NONE, 30) == 1
    assert correction(APPROXIMATE, 121) == 1 - 3 / (4 * 121 - 1)
    assert correction(EXACT, 10) == pytest.approx(0.9227, abs=5e-5)


def test_elkin_1989_as_meta_analyses_have_it() -> None:
    """IPT against placebo: HRSD 9.8 (7.9) of 61 and 13.2 (7.8) of 62, g = 0.4304."""
    df = 61 + 62 - 2
    for means, sds, known in (
        ((9.8, 13.2), (7.9, 7.8), 0.430444753748),
        ((12.0, 15.0), (10.6, 10.5), 0.282601872492),
    ):
        sd = math.sqrt((60 * sds[0] ** 2 + 61 * sds[1] ** 2) / df)
        se = sd * math.sqrt(1 / 61 + 1 / 62)
        factor = correction(APPROXIMATE, df)
        found = by_delta(means[1] - means[0], se, df, sd, df, factor, 0.05)
        assert found.estimate == pytest.approx(known, abs=1e-11)


def test_the_delta_interval_by_hand() -> None:
    found = by_delta(-3.0, 1.2, 40.0, 6.0, 80.0, 0.99, 0.1)
    error = 0.99 * math.sqrt(0.2**2 + 0.5**2 / 160)
    assert found.se == pytest.approx(error)
    assert found.estimate == pytest.approx(-0.495)
    reach = stats.t.ppf(0.95, 40) * error
    assert (found.ci_lower, found.ci_upper) == pytest.approx((-0.495 - reach, -0.495 + reach))


def test_beside_d_are_superiority_and_overlap_of_effectsize(
    raw: tuple[float, float, float, float, float], published: pd.DataFrame
) -> None:
    found = beside(raw[0] / raw[3])
    assert found.superiority == pytest.approx(published.loc["p_superiority", "estimate"], rel=1e-7)
    assert found.overlap == pytest.approx(published.loc["p_overlap", "estimate"], rel=1e-7)


@pytest.mark.parametrize("d", [-0.8, 0.2, 1.5])
def test_beside_d_by_definition(d: float) -> None:
    found = beside(d)
    common = integrate.quad(lambda x: min(stats.norm.pdf(x), stats.norm.pdf(x - d)), -9, 9)[0]
    assert found.overlap == pytest.approx(common, abs=1e-6)
    chance = integrate.quad(lambda x: stats.norm.cdf(x) * stats.norm.pdf(x - d), -9, 9)[0]
    assert found.superiority == pytest.approx(chance, abs=1e-6)
    assert found.nnt == pytest.approx(1 / (2 * chance - 1), rel=1e-5)


def test_no_effect_needs_everybody() -> None:
    found = beside(0.0)
    assert (found.overlap, found.superiority, found.nnt) == (1.0, 0.5, np.inf)
