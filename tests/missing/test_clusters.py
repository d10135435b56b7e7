"""Clusters stay clusters: drawn in the imputations, and in the analysis of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.model import imputation_model
from ipt_outcomes.missing.posterior import posterior_of
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES, made_trial

WITH_SITES = f"{FORMULA} + (1 | site)"


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    """Thirty sites whose effects have a standard deviation of 4."""
    data = made_trial(per_arm=60, seed=2)
    site = data["person"].str[1:].astype(int) % 30
    effect = np.random.default_rng(3).normal(0, 4, 30)
    return data.assign(site=site.astype(str), score=data["score"] + effect[site])


@pytest.mark.parametrize("family", ["us", "cs"])
def test_effects_and_their_variance_are_drawn(sites: pd.DataFrame, family: str) -> None:
    formula = WITH_SITES.replace("us(", f"{family}(")
    model = imputation_model(formula, sites, covariance_by_arm=False, **NAMES)
    assert model.clusters is not None
    drawn = posterior_of(model)(40, np.random.default_rng(1))
    assert drawn.effects is not None and drawn.effects.shape == (40, 30)
    fit = ipt.fit(formula, sites)
    variances = fit.covariance
    own = variances.loc[variances["group"] == "site", "variance_or_covariance"].iloc[0]
    scale = model.clusters.columns.max()
    spread = np.square(drawn.effects * scale).mean()
    assert spread == pytest.approx(own, rel=0.3)
    people = sites.groupby("person").first()
    means = (drawn.effects * scale).mean(axis=0)
    codes = pd.factorize(people["site"])[0]
    raw = sites.groupby("site", sort=False)["score"].mean()
    assert np.corrcoef(means, raw)[0, 1] > 0.85 and len(np.unique(codes)) == 30


def test_the_analysis_has_them_too(sites: pd.DataFrame) -> None:
    made = ipt.impute(WITH_SITES, sites, n_imputations=8, seed=1, **NAMES)
    found = made.ancova()
    frame = next(made.frames())
    last = frame[frame["visit"] == 12]
    fit = ipt.fit("score ~ baseline + arm + (1 | site)", last)
    expected = ipt.contrast(fit, "arm", against="control").iloc[0]
    for name in ("estimate", "se", "df"):
        assert found[name][0] == pytest.approx(expected[name], rel=1e-5)
    assert found["imputation"].tolist() == list(range(1, 9))
    with pytest.raises(ModelError, match=r"has \(1 \| site\), and people of a cluster"):
        made.ancova(formula="score ~ baseline + arm")


@pytest.mark.filterwarnings("ignore::ipt_outcomes.FewImputationsWarning")
def test_the_tipping_map_fits_each_pair_anew(sites: pd.DataFrame) -> None:
    made = ipt.impute(WITH_SITES, sites, n_imputations=5, seed=1, **NAMES)
    found = ipt.tipping_map(made, [0.0, 4.0], [-3.0])
    assert found["delta_test"].tolist() == [0.0, 4.0]
    for _, row in found.iterrows():
        deltas = {"therapy": row["delta_test"], "control": row["delta_comparison"]}
        expected = ipt.pool(made.shifted(deltas).ancova()).iloc[0]
        for name in ("estimate", "se", "df", "ci_lower", "ci_upper"):
            assert row[name] == pytest.approx(expected[name], rel=1e-8)


def test_partly_nested_clusters(sites: pd.DataFrame) -> None:
    """Therapists of one arm, of which the reference arm has none: who jumps there loses theirs."""
    therapist = sites["site"].where(sites["arm"] == "therapy")
    rows = sites.assign(therapist=therapist, on=(sites["arm"] == "therapy").astype(float))
    formula = f"{FORMULA} + (0 + on | therapist)"
    made = ipt.impute(formula, rows, n_imputations=5, seed=1, **NAMES)
    assert (made.ancova()["status"].isin(["ok", "singular"])).all()
    at_random = ipt.impute(formula, rows, n_imputations=60, seed=1, **NAMES)
    schedule = at_random.model.schedule
    gone = schedule.dropped[:, 2] & (schedule.arm_codes == 1)
    raw = sites[sites["arm"] == "therapy"].groupby("site")["score"].mean()
    of_therapist = raw[schedule.frame.iloc[::3]["site"]].to_numpy()[gone]
    follows = []
    for made in (at_random, at_random.under("j2r")):
        scores = np.concatenate(list(made.at_visit(2))).mean(axis=0)[gone]
        start = schedule.frame.iloc[::3]["baseline"].to_numpy()[gone]
        left = scores - np.polyval(np.polyfit(start, scores, 1), start)
        follows.append(np.polyfit(of_therapist - of_therapist.mean(), left, 1)[0])
    assert follows[0] > 0.4 and abs(follows[1]) < 0.5 * follows[0]
    # Where the reference arm has therapists of its own, a counterpart is not known.
    both = rows.assign(therapist=sites["site"] + sites["arm"].astype(str), on=1.0)
    with pytest.raises(ModelError, match="whose effects there are not known"):
        ipt.impute(formula, both, n_imputations=5, seed=1, strategies="j2r", **NAMES)


def test_jumping_keeps_the_site(sites: pd.DataFrame) -> None:
    made = ipt.impute(WITH_SITES, sites, n_imputations=60, seed=1, strategies="j2r", **NAMES)
    scores = np.concatenate(list(made.at_visit(2))).mean(axis=0)
    schedule = made.model.schedule
    gone = schedule.dropped[:, 2] & (schedule.arm_codes == 1)
    people = schedule.frame.iloc[::3].reset_index(drop=True)
    raw = sites.groupby("site")["score"].mean()[people["site"]].to_numpy()
    assert np.corrcoef(scores[gone], raw[gone])[0, 1] > 0.4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign(site=d["site"].where(d.index > 4)), "site is missing in 5 rows"),
        (lambda d: d.assign(site=d["person"]), "are more than the"),
    ],
)
def test_what_is_refused(change: Any, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ipt_outcomes.missing import clusters

    monkeypatch.setattr(clusters, "MOST_COLUMNS", 50)
    with pytest.raises(ModelError, match=message):
        ipt.impute(WITH_SITES, change(made_trial()), n_imputations=2, seed=1, **NAMES)
