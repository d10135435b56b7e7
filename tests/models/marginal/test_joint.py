"""Joint tests against pbkrtest (Kenward-Roger) and lmerTest (Fai-Cornelius)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, joint_test

FOLDER = Path(__file__).parents[2] / "reference"
REFERENCE = pd.read_csv(FOLDER / "joint_tests.csv")
FORMULAS = {
    "intercept": "bdi ~ bdi_pre + treatment * month + length + (1 | subject)",
    "slope": "bdi ~ treatment * bdi_pre + treatment * month + (1 + months | subject)",
    "three_level": "y ~ arm * visit + (1 + week | participant) + (0 + treated | therapist)",
    "empty": "bdi ~ bdi_pre + treatment * month + (1 | subject)",
}


@pytest.fixture(scope="module")
def frames(beat_the_blues: pd.DataFrame) -> dict[str, pd.DataFrame]:
    btheb = beat_the_blues.assign(months=beat_the_blues["month"].astype(float))
    gone = (btheb["treatment"] == "BtheB") & (btheb["month"] == 8)
    three_level = pd.read_csv(FOLDER / "random_effects_three_level.csv")
    return {
        "intercept": btheb,
        "slope": btheb,
        "three_level": three_level.assign(
            arm=pd.Categorical(three_level["arm"], ["waitlist", "cbt", "ipt"]),
            visit=pd.Categorical(three_level["week"]),
        ),
        "empty": btheb.assign(bdi=btheb["bdi"].where(~gone)),
    }


@pytest.mark.parametrize("df_method", ["kenward-roger", "satterthwaite"])
@pytest.mark.parametrize("model", FORMULAS)
def test_agrees_with_pbkrtest_and_lmer_test(
    model: str, df_method: str, frames: dict[str, pd.DataFrame]
) -> None:
    chosen = (REFERENCE["model"] == model) & (REFERENCE["df_method"] == df_method)
    fitted = fit(FORMULAS[model], frames[model], df=df_method)
    for row in REFERENCE[chosen].itertuples():
        test = joint_test(fitted, row.term).iloc[0]
        assert test["df1"] == row.df1
        assert test["df2"] == pytest.approx(row.df2, rel=1e-5)
        assert test["statistic"] == pytest.approx(row.statistic, rel=1e-5)
        assert test["p_value"] == pytest.approx(row.p_value, rel=1e-4)
        assert test["status"] == ("partly estimable" if model == "empty" else "ok")


@pytest.mark.parametrize("term", ["arm", "visit", "arm:visit"])
def test_reference_levels_and_order_do_not_matter(
    term: str, frames: dict[str, pd.DataFrame]
) -> None:
    data = frames["three_level"]
    other = data.assign(
        arm=pd.Categorical(data["arm"], ["ipt", "waitlist", "cbt"]),
        visit=pd.Categorical(data["visit"], [16, 0, 9, 4]),
    )
    one = joint_test(fit(FORMULAS["three_level"], data), term)
    reordered = FORMULAS["three_level"].replace("arm * visit", "visit * arm")
    two = joint_test(fit(reordered, other), ":".join(reversed(term.split(":"))))
    for column in ("df1", "df2", "statistic", "p_value"):
        np.testing.assert_allclose(one[column], two[column], rtol=1e-5)


def test_a_cell_without_people_leaves_the_average_unknown(frames: dict[str, pd.DataFrame]) -> None:
    test = joint_test(fit(FORMULAS["empty"], frames["empty"]), "treatment").iloc[0]
    assert (test["df1"], test["status"]) == (0, "not estimable")
    assert np.isnan(test["statistic"])


BENT = "y ~ arm * week + arm * I(week**2) + log(week + 1) + (1 | participant)"


@pytest.mark.parametrize(
    "term", ["week", "arm:week", "I(week**2)", "arm:I(week ** 2)", "log(week+1)", "log(week + 1)"]
)
def test_a_number_without_one_slope_is_refused(term: str, frames: dict[str, pd.DataFrame]) -> None:
    fitted = fit(BENT, frames["three_level"], df="residual")
    with pytest.raises(ModelError, match="has no one slope"):
        joint_test(fitted, term)
    assert joint_test(fitted, "arm")["status"][0] == "ok"


@pytest.mark.parametrize("origin", [0.0, 1e5])
def test_a_function_that_cancels_leaves_one_slope(
    origin: float, frames: dict[str, pd.DataFrame]
) -> None:
    data = frames["three_level"]
    data = data.assign(days=7.0 * data["week"] + origin)
    formula = "y ~ arm * week + log(week + 1) + (1 | participant)"
    one = fit(formula, data, df="residual")
    functions = np.zeros((2, len(one.terms)))
    names = ["arm[T.cbt]:week", "arm[T.ipt]:week"]
    for row, name in enumerate(names):
        functions[row, list(one.terms).index(name)] = 1.0
    beta = functions @ one.inference.beta
    expected = beta @ np.linalg.solve(functions @ one.inference.phi @ functions.T, beta) / 2.0
    assert joint_test(one, "arm:week")["statistic"][0] == pytest.approx(expected, rel=1e-6)
    other = fit(formula.replace("arm * week", "arm * days"), data, df="residual")
    assert joint_test(other, "arm:days")["statistic"][0] == pytest.approx(expected, rel=1e-6)
