"""Weights for dropout: the logistic model is statsmodels', the weights its products."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.logistic import logistic
from ipt_outcomes.models.errors import ModelError

from .conftest import made_trial

NAMES = {"response": "score", "participant": "person", "visit": "visit", "arm": "arm"}


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    return made_trial(per_arm=80, seed=11)


def at_risk(trial: pd.DataFrame) -> pd.DataFrame:
    """A row for everybody who was in at the visit before, by hand."""
    wide = trial.pivot(index="person", columns="visit", values="score")
    people = trial.groupby("person").first()
    last = wide.apply(lambda row: row.last_valid_index() or 0, axis=1).astype(int)
    rows = []
    for visit, before in ((4, None), (8, 4), (12, 8)):
        inside = last >= (before or 0) if before else last >= 0
        known = wide.ffill(axis=1)[before] if before else wide[4] * np.nan
        rows.append(
            pd.DataFrame(
                {
                    "person": wide.index[inside],
                    "visit": visit,
                    "stayed": (last >= visit)[inside].to_numpy(),
                    "arm": people["arm"][inside].to_numpy(),
                    "baseline": people["baseline"][inside].to_numpy(),
                    "last": known[inside].fillna(np.nanmean(wide)).to_numpy(),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


@pytest.mark.parametrize("stabilised", [True, False])
def test_against_statsmodels(trial: pd.DataFrame, stabilised: bool) -> None:
    import statsmodels.api as sm

    rows = at_risk(trial)
    base = pd.get_dummies(rows[["visit", "arm"]].astype(str), drop_first=True, dtype=float)
    base = sm.add_constant(base.assign(baseline=rows["baseline"]))
    outcome = rows["stayed"].astype(float)
    slopes = base.assign(last=rows["last"], by_arm=rows["last"] * (rows["arm"] == "therapy"))
    whole = sm.Logit(outcome, slopes).fit(disp=0)
    part = sm.Logit(outcome, base).fit(disp=0)
    rows["weight"] = (part.predict() if stabilised else 1.0) / whole.predict()
    found = ipt.dropout_weights(trial, covariates=["baseline"], stabilised=stabilised, **NAMES)
    seen = trial[(trial["visit"] == 12) & trial["score"].notna()]["person"]
    expected = rows.groupby("person")["weight"].prod()[seen]
    np.testing.assert_allclose(found.rows["dropout_weight"], expected, rtol=1e-7)
    model = found.model.set_index("term")
    assert model.loc["last_score", "estimate"] == pytest.approx(whole.params["last"], rel=1e-6)
    assert model.loc["last_score", "se"] == pytest.approx(whole.bse["last"], rel=1e-5)
    assert model["estimate"].iloc[-1] == pytest.approx(whole.params["by_arm"], rel=1e-6)


def test_one_slope_where_few_left_an_arm(trial: pd.DataFrame) -> None:
    """Nine leavers of an arm cannot tell how leaving there hangs on the last score."""
    last = trial.groupby("person")["score"].transform(lambda scores: scores.notna().any())
    stays = trial.groupby("person")["score"].transform(lambda scores: scores.notna().iloc[-1])
    gone = trial.loc[(trial["arm"] == "therapy") & ~stays.astype(bool), "person"].unique()
    fewer = trial[last.notna() & ~trial["person"].isin(gone[9:])]
    terms = ipt.dropout_weights(fewer, covariates=["baseline"], **NAMES).model["term"].tolist()
    assert "last_score" in terms and not [term for term in terms if ":last_score" in term]


def test_the_summary_and_the_fit(trial: pd.DataFrame) -> None:
    found = ipt.dropout_weights(trial, covariates=["baseline"], **NAMES)
    summary, weight = found.summary, found.rows["dropout_weight"]
    assert summary["arm"].iloc[:2].tolist() == ["control", "therapy"]
    assert summary["people"].tolist()[:2] == found.rows["arm"].value_counts().sort_index().tolist()
    whole = summary.iloc[-1]
    assert whole["effective_people"] == pytest.approx(weight.sum() ** 2 / (weight**2).sum())
    assert whole["mean"] == pytest.approx(1.0, abs=0.05)
    fit = ipt.fit(
        "score ~ baseline + arm + us(visit | person)",
        found.rows,
        probability_weights="dropout_weight",
        vcov="CR2",
    )
    row = ipt.contrast(fit, "arm", against="control").iloc[0]
    assert row["status"] == "ok" and abs(row["estimate"] + 3) < 3 * row["se"]


def test_visits_before_which_nobody_left_do_not_matter(trial: pd.DataFrame) -> None:
    first = trial[trial["visit"] == 4].assign(visit=2, score=15.0)
    both = pd.concat([first, trial.astype({"visit": int})])
    stayed = trial.groupby("person")["score"].transform(lambda column: column.notna().any())
    inside = both[both["person"].isin(trial.loc[stayed, "person"])]
    found = ipt.dropout_weights(inside, **NAMES)
    assert np.isfinite(found.rows["dropout_weight"]).all()
    assert "visit[T.2]" not in found.model["term"].tolist()


def test_people_of_an_arm_that_nobody_left_count_once() -> None:
    """Whether they stay is certain, and no logistic model could say so."""
    trial = made_trial(per_arm=80, seed=11, gaps=0.0)
    gone = trial.groupby("person")["score"].transform(lambda column: column.isna().iloc[-1])
    inside = trial[~(gone & (trial["arm"] == "control"))]
    found = ipt.dropout_weights(inside, covariates=["baseline"], **NAMES)
    control = found.rows["arm"] == "control"
    assert (found.rows.loc[control, "dropout_weight"] == 1.0).all()
    alone = ipt.dropout_weights(
        inside[inside["arm"] == "therapy"], covariates=["baseline"], **NAMES
    )
    np.testing.assert_allclose(
        found.rows.loc[~control, "dropout_weight"], alone.rows["dropout_weight"], rtol=1e-9
    )


@pytest.mark.parametrize(
    ("change", "chosen", "message"),
    [
        (lambda d: d.assign(score=d["score"].fillna(1.0)), {}, "nobody left before visit 12"),
        (lambda d: d.assign(dropout_weight=1.0), {}, "column 'dropout_weight'"),
        (lambda d: d, {"covariates": ["age"]}, "no column 'age'"),
        (lambda d: d, {"at": 3}, "there are 4, 8, 12"),
    ],
)
def test_what_is_refused(
    trial: pd.DataFrame, change: Any, chosen: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.dropout_weights(change(trial), **NAMES | chosen)


def test_what_is_known_for_certain_has_no_estimate() -> None:
    x = np.column_stack([np.ones(20), np.arange(20.0) - 9.5])
    with pytest.raises(ModelError, match="the model: the covariates tell some of it for certain"):
        logistic(x, np.arange(20) > 9, "the model")
