"""Conditional means: R's numbers, and the jackknife with everything done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.analysis import visit_analysis
from ipt_outcomes.missing.conditional_scores import CompletedMeans
from ipt_outcomes.missing.groups import groups_under
from ipt_outcomes.missing.leave_one_out import without_each
from ipt_outcomes.missing.model import imputation_model
from ipt_outcomes.missing.posterior import fitted_parameters
from ipt_outcomes.missing.resampling import drawn, refitted, shares_of, without
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES, made_trial

REFERENCE = Path(__file__).parents[1] / "reference" / "missing" / "conditional_mean.csv"
NUMBERS = ["estimate", "se"]


def estimated(data: pd.DataFrame, formula: str = FORMULA, **chosen: Any) -> pd.Series:
    return ipt.conditional_mean(formula, data, **NAMES | chosen).iloc[0]


def estimate_alone(data: pd.DataFrame, formula: str, strategy: Any, by_arm: bool) -> float:
    """The estimate without its standard error."""
    model = imputation_model(formula, data, covariance_by_arm=by_arm, **NAMES)
    groups = groups_under(model, strategy)
    analysis = visit_analysis(model, None, None, "control")
    completed = CompletedMeans(model, groups, analysis, np.zeros(model.schedule.n_people))
    everybody = np.ones((1, model.schedule.n_people))
    return float(completed.estimates(fitted_parameters(model), everybody)[0, 0])


@pytest.mark.parametrize("strategy", ["mar", "j2r", "cr", "cir"])
def test_beat_the_blues_by_gls(blues: pd.DataFrame, strategy: str) -> None:
    expected = pd.read_csv(REFERENCE).set_index("strategy").loc[strategy, "estimate"]
    found = ipt.conditional_mean(
        "bdi ~ pre * month + treatment * month + us(month | subject)",
        blues,
        participant="subject",
        visit="month",
        arm="treatment",
        reference="TAU",
        strategies=strategy,
    ).iloc[0]
    assert found["estimate"] == pytest.approx(expected, rel=1e-5)
    assert found["n"] == 100 and np.isinf(found["df"])


def test_at_random_it_is_the_mixed_models_estimate(small: pd.DataFrame) -> None:
    direct = ipt.contrast(ipt.fit(FORMULA, small), "arm", against="control", by="visit")
    for row, visit in enumerate((4, 8, 12)):
        found = estimated(small, at=visit)
        assert found["estimate"] == pytest.approx(direct["estimate"][row], rel=1e-8)
        assert found["se"] == pytest.approx(direct["se"][row], rel=0.15)


def test_a_fit_that_is_hard_to_reach_is_left_to_the_engine(small: pd.DataFrame) -> None:
    """Few people and a covariance an arm: the information of everybody is no guide."""
    model = imputation_model(FORMULA, small, covariance_by_arm=True, **NAMES)
    _, _, converged = without_each(model, shares_of(model), np.arange(60))
    assert 0 < (~converged).sum() < 30
    assert estimated(small, covariance_by_arm=True)["se"] > 0


@pytest.mark.parametrize(
    ("strategy", "family", "by_arm"),
    [("j2r", "us", False), ({"therapy": "cir"}, "cs", True), ("mar", "toeph", False)],
)
def test_the_jackknife_is_everything_done_again(strategy: Any, family: str, by_arm: bool) -> None:
    data = made_trial(per_arm=12, seed=3)
    formula = FORMULA.replace("us(", f"{family}(")
    chosen = {"strategies": strategy, "covariance_by_arm": by_arm}
    people = data["person"].unique()
    again = [
        estimate_alone(data[data["person"] != person], formula, strategy, by_arm)
        for person in people
    ]
    n = len(people)
    expected = np.sqrt((n - 1) / n * np.square(again - np.mean(again)).sum())
    assert estimated(data, formula, **chosen)["se"] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("by_arm", [False, True])
def test_side_by_side_is_one_by_one(by_arm: bool) -> None:
    data = made_trial(per_arm=50)
    model = imputation_model(FORMULA, data, covariance_by_arm=by_arm, **NAMES)
    shares = shares_of(model)
    people = np.array([0, 7, 31, 44, 59, 99])
    theta, beta, converged = without_each(model, shares, people)
    assert converged.all()
    for row, person in enumerate(people):
        fit = refitted(without(model, shares, int(person)))
        assert fit is not None
        np.testing.assert_allclose(theta[row], fit[0], rtol=1e-7)
        np.testing.assert_allclose(beta[row], fit[1], rtol=1e-6, atol=1e-8)


def test_everybody_drawn_once_is_the_fit(small: pd.DataFrame) -> None:
    model = imputation_model(FORMULA, small, covariance_by_arm=False, **NAMES)
    fit = refitted(drawn(model, shares_of(model), np.ones(60, dtype=np.intp)))
    assert fit is not None
    np.testing.assert_allclose(fit[0], model.optimum.theta, rtol=1e-9)


def test_the_same_bits_in_every_run(small: pd.DataFrame) -> None:
    first, second = (estimated(small, strategies="j2r")[NUMBERS].tolist() for _ in range(2))
    assert first == second
    chosen = {"inference": "bootstrap", "n_resamples": 20}
    one, two, other = (estimated(small, seed=seed, **chosen)["se"] for seed in (1, 1, 2))
    assert one == two != other


def test_the_bootstrap_is_near_the_jackknife(small: pd.DataFrame) -> None:
    one = estimated(small, strategies="j2r")
    two = estimated(small, strategies="j2r", inference="bootstrap", seed=3, n_resamples=150)
    assert one["estimate"] == two["estimate"]
    assert two["se"] == pytest.approx(one["se"], rel=0.2)
    assert (one["n_resamples"], two["n_resamples"]) == (60, 150)


def test_deltas_enter_linearly(small: pd.DataFrame) -> None:
    plain, one, two = (estimated(small, delta={"therapy": d})["estimate"] for d in (0.0, 1.0, 2.0))
    assert two - one == pytest.approx(one - plain) and one > plain


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"inference": "delta"}, "'jackknife' and 'bootstrap'"),
        ({"inference": "bootstrap"}, "give a seed"),
        ({"inference": "bootstrap", "seed": 1, "n_resamples": 1}, "at least 2"),
        ({"formula": f"{FORMULA} + (1 | site)"}, "people are not independent"),
        ({"level": 95}, "a share between 0 and 1"),
    ],
)
def test_what_is_refused(small: pd.DataFrame, chosen: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        estimated(small, **chosen)


def test_one_person_who_alone_tells_of_an_arm_at_a_visit() -> None:
    data = made_trial(per_arm=12, seed=3)
    last = (data["arm"] == "therapy") & (data["visit"] == 12) & data["score"].notna()
    kept = last & (data["person"] != data.loc[last, "person"].iloc[0])
    with pytest.raises(ModelError, match="without 1 of 24 people"):
        estimated(data.assign(score=data["score"].mask(kept)))


def test_the_antidepressant_trial(antidepressant: pd.DataFrame) -> None:
    """At random the mixed model's estimate (SAS: -2.802); the jackknife beside Rubin's 1.128."""
    for strategy, estimate in (("mar", -2.802), ("j2r", -2.124)):
        found = ipt.conditional_mean(
            "CHANGE ~ BASVAL * VISIT + THERAPY * VISIT + us(VISIT | PATIENT)",
            antidepressant,
            participant="PATIENT",
            visit="VISIT",
            arm="THERAPY",
            reference="PLACEBO",
            strategies=strategy,
        ).iloc[0]
        assert found["estimate"] == pytest.approx(estimate, abs=0.01)
    assert found["se"] < 0.9
