"""Several effects a study: metafor's rma.mv with clubSandwich's CR2, and the rules for one each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.evidence.effects import EffectColumns, checked_effects
from ipt_outcomes.evidence.working_model import WorkingModel

from .reference import effects, numbers

TERMS = {"none": None, "few": None, "year": ["year"], "year+published": ["year", "published"]}
CASES = [(label, rho) for label in TERMS for rho in (0.0, 0.6, 0.9) if label != "few" or rho == 0.6]


@pytest.mark.parametrize(("label", "rho"), CASES)
def test_as_metafor_and_club_sandwich(label: str, rho: float) -> None:
    frame = numbers("assink")
    if label == "few":
        frame = frame[frame["study"] <= 5]
    found = ipt.pool_studies(
        frame, effect="y", variance="v", several="correlated", rho=rho, moderators=TERMS[label]
    )
    table = numbers("correlated")
    wanted = table[(table["label"] == label) & (table["rho"] == rho)].reset_index(drop=True)
    rows = found.iloc[: len(wanted)]
    # metafor's optimiser stops at seven digits of the variances.
    for name in ("estimate", "se", "df", "p_value", "ci_lower", "ci_upper", "q"):
        assert rows[name].to_numpy() == pytest.approx(wanted[name].to_numpy(), rel=1e-6), name
    for name in ("tau2", "omega2"):
        assert rows[name].to_numpy() == pytest.approx(wanted[name].to_numpy(), rel=1e-6), name
    if TERMS[label]:
        joint = found.iloc[-1]
        assert joint["statistic"] == pytest.approx(wanted["f"][0], rel=1e-6)
        assert joint["df"] == pytest.approx(wanted["f_df"][0], rel=1e-6)
        assert joint["p_value"] == pytest.approx(wanted["f_p"][0], rel=1e-6)


def test_prediction_holds_both_variances() -> None:
    found = pooled(numbers("assink"))
    half = (found["prediction_upper"] - found["prediction_lower"]) / 2
    from scipy import stats

    quantile = stats.t.ppf(0.975, found["df"])
    spread = found["se"] ** 2 + found["tau2"] + found["omega2"]
    assert half == pytest.approx(quantile * np.sqrt(spread), rel=1e-12)
    assert found["prediction_df"] == found["df"]


def test_the_words_say_what_was_done() -> None:
    found = pooled(numbers("assink"))
    assert found["dependence"] == "correlated effects, rho 0.6, CR2 by study"
    assert (found["k_studies"], found["k_effects"], found["interval"]) == (17, 100, "CR2")
    assert found["status"] == "ok"
    few = pooled(numbers("assink").query("study <= 5"))
    assert few["status"] == "fewer than 4 degrees of freedom"


def test_one_effect_a_study_needs_no_variance_within() -> None:
    frame = effects("bcg")
    found = pooled(frame)
    alone = ipt.pool_studies(frame, effect="y", variance="v").iloc[0]
    assert np.isnan(found["omega2"])
    assert found["tau2"] == pytest.approx(alone["tau2"], rel=1e-7)
    assert found["estimate"] == pytest.approx(alone["estimate"], rel=1e-7)


def test_the_maximum_may_lie_at_zero() -> None:
    found = pooled(effects("boundary").assign(study=[1, 1, 2, 2, 3, 4]))
    assert found["tau2"] == 0 and found["omega2"] == 0


def test_many_effects_at_the_highest_point() -> None:
    rng = np.random.default_rng(5)
    study = np.sort(rng.integers(0, 60, 200))
    y = 0.4 + 0.3 * rng.normal(size=60)[study] + rng.normal(0, 0.4, 200)
    frame = pd.DataFrame({"study": study, "y": y, "v": rng.uniform(0.02, 0.2, 200)})
    given = checked_effects(frame, EffectColumns("y", None, "v", "study"))
    model = WorkingModel(given, 0.2)
    theta = model.estimates()
    best = model.at(theta).log_likelihood
    assert theta.min() > 0
    for step in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3), (0.02, -0.02)):
        assert model.at(theta + np.array(step)).log_likelihood < best


def test_effects_beyond_the_standard_errors_by_far() -> None:
    frame = pd.DataFrame({"study": [1, 1, 2, 2], "y": [0.0, 0, 1e9, 1e9], "v": 1e-9})
    with pytest.raises(ipt.ModelError, match="slip of units"):
        pooled(frame)


def test_what_one_study_determines_has_no_standard_error() -> None:
    found = ipt.pool_studies(
        numbers("assink"), effect="y", variance="v", several="correlated", rho=0.6,
        moderators="deltype",
    )  # fmt: skip
    # "covert", from which the others are differences, is measured in one study.
    assert set(found["status"]) == {"variance not estimable"}
    assert found["se"].isna().all() and found["ci_lower"].isna().all()
    assert found["estimate"][:3].notna().all()


def test_the_mean_of_a_studys_effects_as_metafor() -> None:
    found = pooled(numbers("assink"), several="aggregate")
    wanted = numbers("aggregate").squeeze()
    for name in ("estimate", "se", "tau2"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-8)
    assert found["dependence"] == "one effect a study: the mean, rho 0.6"


def test_rules_for_one_effect() -> None:
    frame = effects("five").assign(study=["a", "b", "a", "b", "c"])
    kept = {"first": [0, 1, 4], "lowest": [2, 1, 4], "highest": [0, 3, 4]}
    for rule, rows in kept.items():
        found = ipt.pool_studies(frame, effect="y", variance="v", several=rule).iloc[0]
        alone = ipt.pool_studies(frame.iloc[rows], effect="y", variance="v").iloc[0]
        assert found["estimate"] == pytest.approx(alone["estimate"], rel=1e-12)
        assert (found["k_studies"], found["k_effects"]) == (3, 3)
        assert found["dependence"] == f"one effect a study: {rule}"


def test_a_moderator_that_differs_within_studies_cannot_be_aggregated() -> None:
    frame = effects("five").assign(study=["a", "b", "a", "b", "c"], x=[1, 2, 3, 2, 1])
    with pytest.raises(ipt.ModelError, match="rows 1 and 3"):
        ipt.pool_studies(
            frame, effect="y", variance="v", several="aggregate", rho=0.5, moderators="x"
        )


def pooled(frame: pd.DataFrame, several: str = "correlated") -> pd.Series:
    return ipt.pool_studies(frame, effect="y", variance="v", several=several, rho=0.6).iloc[0]
