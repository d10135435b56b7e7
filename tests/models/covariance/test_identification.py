"""Covariances that the data cannot tell: the message counts, and names the next simpler one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.covariance.identification import next_simpler
from ipt_outcomes.models.formula import CovarianceTerm


def test_the_next_simpler_covariance() -> None:
    term: CovarianceTerm | None = CovarianceTerm("us", "visit", "id", "arm")
    chain = []
    while term is not None:
        chain.append(str(term))
        term = next_simpler(term)
    assert chain == [
        "us(visit | arm / id)",
        *(f"{name}(visit | id)" for name in ("us", "toeph", "ar1h", "csh", "cs")),
    ]


def keep(data: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    return data.assign(bdi=data["bdi"].where(chosen)).dropna()


@pytest.mark.parametrize(
    ("family", "message"),
    [
        ("us", "0 people were seen at both month 2 and 8"),
        ("toeph", "0 pairs of scores are 3 visits apart.*such as ar1h"),
        ("toep", "0 pairs of scores are 3 visits apart.*such as ar1"),
    ],
)
def test_no_one_at_the_first_and_the_last_visit(
    family: str, message: str, beat_the_blues: pd.DataFrame
) -> None:
    half = beat_the_blues["subject"] % 2 == 0
    chosen = (half & (beat_the_blues["month"] != 8)) | (~half & (beat_the_blues["month"] != 2))
    data = keep(beat_the_blues, chosen)
    with pytest.raises(ModelError, match=message):
        fit(f"bdi ~ treatment + month + {family}(month | subject)", data)
    assert fit("bdi ~ treatment + month + ar1h(month | subject)", data).converged


@pytest.mark.parametrize("family", ["ad", "adh"])
def test_no_one_on_both_sides_of_a_step(family: str, beat_the_blues: pd.DataFrame) -> None:
    half = beat_the_blues["subject"] % 2 == 0
    early = beat_the_blues["month"].astype(int) <= 3
    data = keep(beat_the_blues, half == early)
    with pytest.raises(
        ModelError,
        match="0 people were seen both before and after the step from "
        "month 3 to 5: its correlation cannot be estimated; use a simpler",
    ):
        fit(f"bdi ~ treatment + month + {family}(month | subject)", data)


def test_a_variance_of_one_person(beat_the_blues: pd.DataFrame) -> None:
    last = beat_the_blues.query("month == 8").dropna()["subject"].iloc[0]
    chosen = (beat_the_blues["month"] != 8) | (beat_the_blues["subject"] == last)
    data = keep(beat_the_blues, chosen)
    with pytest.raises(
        ModelError,
        match="1 people at month 8 are too few: they leave 0 residual degrees of "
        r"freedom for a variance of its own; use a simpler covariance, such as cs\(month",
    ):
        fit("bdi ~ month + csh(month | subject)", data)
    assert fit("bdi ~ month + cs(month | subject)", data).converged


def test_an_arm_with_a_gap(beat_the_blues: pd.DataFrame) -> None:
    """Its neighbouring visits are as far apart as in the other arm."""
    chosen = (beat_the_blues["month"] != 3) | (beat_the_blues["treatment"] != "TAU")
    data = keep(beat_the_blues, chosen)
    formula = "bdi ~ treatment * month + {}(month | treatment / subject)"
    toep = fit(formula.format("toep"), data)
    assert [name for name in toep.theta_names if "lag" in name] == [
        f"{arm}: covariance[lag {lag}]" for arm in ("TAU", "BtheB") for lag in (1, 2, 3)
    ]
    assert toep.covariance.loc[("TAU", "2"), "5"] == pytest.approx(toep.theta[2])
    step = fit(formula.format("ad"), data).theta_names
    assert step[1:3] == ("TAU: correlation_t[2, 5]", "TAU: correlation_t[5, 8]")
    assert fit(formula.format("csh"), data).converged


@pytest.mark.parametrize("family", ["csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"])
def test_two_rows_at_one_visit(family: str, beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.dropna()
    with pytest.raises(ModelError, match="1 row repeats a subject at the same month"):
        fit(f"bdi ~ treatment + {family}(month | subject)", pd.concat([data, data.head(1)]))


@pytest.mark.parametrize("family", ["csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"])
def test_scores_that_move_together_are_no_sound_fit(family: str) -> None:
    """Visits that differ without any noise: a correlation of one, an unbounded likelihood."""
    rng = np.random.default_rng(5)
    level = rng.normal(size=30)
    data = pd.DataFrame({"id": np.repeat(np.arange(30), 3), "visit": np.tile([1, 2, 3], 30)})
    data["y"] = np.repeat(level, 3) + data["visit"]
    data["visit"] = pd.Categorical(data["visit"])
    try:
        status = fit(f"y ~ visit + {family}(visit | id)", data).status
    except ModelError as error:
        status = str(error)
    assert status in ("singular", "not converged") or "use a simpler covariance" in status


@pytest.mark.parametrize("options", [{}, {"vcov": "CR0"}])
def test_visits_of_the_fixed_part_are_named_however_few_the_people(
    options: dict[str, str], beat_the_blues: pd.DataFrame
) -> None:
    few = beat_the_blues[beat_the_blues["subject"] < 6]
    with pytest.raises(ModelError, match="5 people at month 2 are too few"):
        fit("bdi ~ treatment * month + us(month | subject)", few, **options)
    turned = few.assign(subject=few["subject"].map("P{}".format))
    with pytest.raises(ModelError) as refused:
        fit("bdi ~ treatment * month + us(subject | month)", turned, **options)
    assert not any(f"P{number}" in str(refused.value) for number in range(6))
