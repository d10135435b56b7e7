"""Sandwiches with few clusters, and the approximate Hotelling test, against clubSandwich."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import contrast, fit, joint_test, marginal_means, read_fit
from ipt_outcomes.models.f_tests import FTest, f_test
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.t_and_f import f_tail

FOLDER = Path(__file__).parents[2] / "reference"
REFERENCE = pd.read_csv(FOLDER / "few_clusters.csv")
JOINT = REFERENCE[REFERENCE["quantity"] == "joint"]
FORMULAS = {
    "sites": "y ~ arm * visit + (1 | site / id)",
    "treated": "y ~ arm * visit + (1 | therapist / participant)",
    "people": "y ~ arm * visit + (1 + week | participant)",
    "lone": "y ~ arm * visit + (1 | id)",
    "weighted": "y ~ arm * week + (1 | id)",
}
KINDS = ["CR0", "CR2", "CR3"]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    three = pd.read_csv(FOLDER / "random_effects_three_level.csv")
    three["visit"] = pd.Categorical(three["week"])
    three["arm"] = pd.Categorical(three["arm"], ["waitlist", "cbt", "ipt"])
    treated = three[three["treated"] == 1]
    own = {
        name: pd.read_csv(FOLDER / f"few_clusters_{name}.csv")
        for name in ("sites", "lone", "weighted")
    }
    for name in ("sites", "lone"):
        own[name]["visit"] = pd.Categorical(own[name]["visit"])
    return {
        **own,
        "people": three,
        "treated": treated.assign(arm=treated["arm"].cat.remove_unused_categories()),
    }


def by_coefficients(fitted: Fit, term: str) -> FTest:
    """Of the coefficients whose name begins so."""
    chosen = [name.startswith(f"{term}[") and ":" not in name for name in fitted.terms]
    return f_test(fitted.inference, np.eye(len(chosen))[chosen])


@pytest.mark.parametrize(
    ("data", "kind"),
    list(JOINT[["data", "vcov"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_joint_tests_agree_with_htz(data: str, kind: str, frames: dict[str, pd.DataFrame]) -> None:
    fitted = fit(FORMULAS[data], frames[data], vcov=kind)
    for row in JOINT[(JOINT["data"] == data) & (JOINT["vcov"] == kind)].itertuples():
        if row.term.startswith("coefficients "):
            found = by_coefficients(fitted, row.term.split()[1])
            df2, statistic = found.df2, found.statistic
            p_value = f_tail(statistic, row.df1, df2)
        else:
            test = joint_test(fitted, row.term).iloc[0]
            assert (test["df1"], test["status"], test["reason"]) == (row.df1, "ok", "")
            df2, statistic, p_value = test["df2"], test["statistic"], test["p_value"]
        assert df2 == pytest.approx(row.df2, rel=1e-5)
        assert statistic == pytest.approx(row.statistic, rel=1e-5)
        assert p_value == pytest.approx(row.p, rel=1e-4)


@pytest.mark.parametrize(("kind", "rank"), [("CR0", 3), ("CR2", 4), ("CR3", 4)])
def test_more_contrasts_than_clusters_carry(
    kind: str, rank: int, frames: dict[str, pd.DataFrame]
) -> None:
    """clubSandwich: the leading minor of order 6 is not positive definite.

    The uncorrected scores of CR0 sum to zero, which takes one more from the rank.
    """
    test = joint_test(fit(FORMULAS["sites"], frames["sites"], vcov=kind), "arm:visit").iloc[0]
    assert (test["df1"], test["status"]) == (6, "not estimable")
    held = f"the sandwich of 4 clusters has rank {rank}"
    assert test["reason"] == f"6 contrasts, for which {held}"
    assert test[["df2", "statistic", "p_value"]].isna().all()


def test_fewer_degrees_of_freedom_than_contrasts(frames: dict[str, pd.DataFrame]) -> None:
    """The matrix has full rank, but eta - q + 1 is not positive."""
    data = frames["sites"]
    some = data[data["visit"].astype(int) < 3]
    few = some.assign(visit=some["visit"].cat.remove_unused_categories())
    few = few.assign(group=few["site"] % 3)
    fitted = fit("y ~ arm * visit + (1 | group / id)", few, vcov="CR2")
    functions = np.eye(6)[1:4]
    found = f_test(fitted.inference, functions)
    assert fitted.inference.sandwich is not None
    assert fitted.inference.sandwich.wishart(functions) < 3.0
    assert (found.rank, found.valid) == (3, False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("covariance", ["(1 | id)", "cs(visit | id)"])
def test_arm_of_one_person(kind: str, covariance: str, frames: dict[str, pd.DataFrame]) -> None:
    """The other arms keep their standard errors and 18 degrees of freedom; it has none."""
    fitted = fit(f"y ~ arm * visit + {covariance}", frames["lone"], vcov=kind)
    table = contrast(fitted, "arm", against="a")
    right = REFERENCE[(REFERENCE["data"] == "lone") & (REFERENCE["vcov"] == kind)].iloc[0]
    for column, wanted in (("estimate", "estimate"), ("se", "se"), ("df", "df2")):
        assert table[column][0] == pytest.approx(right[wanted], rel=1e-8)
    assert list(table["status"]) == ["ok", "variance not estimable"]
    assert np.isfinite(table["estimate"][1])
    assert table.loc[1, ["se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]].isna().all()
    means = marginal_means(fitted, "arm")
    assert list(means["status"]) == ["ok", "ok", "variance not estimable"]
    assert set(fitted.coefficients["status"]) == {"ok", "variance not estimable"}
    test = joint_test(fitted, "arm").iloc[0]
    assert test["status"] == "variance not estimable"
    assert test["reason"] == "one cluster alone determines part of it"


@pytest.mark.parametrize("df", ["normal", "residual"])
def test_arm_of_one_person_with_other_degrees_of_freedom(
    df: str, frames: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    fitted = fit(FORMULAS["lone"], frames["lone"], vcov="CR2", df=df)
    fitted.save(tmp_path / "fit.json")
    for one in (fitted, read_fit(tmp_path / "fit.json")):
        assert list(contrast(one, "arm", against="a")["status"]) == ["ok", "variance not estimable"]


@pytest.mark.parametrize("kind", KINDS)
def test_precision_weights_with_random_effects(kind: str, frames: dict[str, pd.DataFrame]) -> None:
    """nlme::lme with varFixed(~ 1 / w), which converges to six digits."""
    right = REFERENCE[(REFERENCE["data"] == "weighted") & (REFERENCE["vcov"] == kind)]
    table = fit(FORMULAS["weighted"], frames["weighted"], vcov=kind, weights="w").coefficients
    np.testing.assert_allclose(table["estimate"], right["estimate"], rtol=1e-6)
    np.testing.assert_allclose(table["se"], right["se"], rtol=1e-6)
    np.testing.assert_allclose(table["df"], right["df2"], rtol=1e-5)
