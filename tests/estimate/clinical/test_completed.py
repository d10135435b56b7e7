"""Categories among those observed beside the same in completed scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

FORMULA = "score ~ baseline * week + arm * week + us(week | person)"
IMPUTED: dict[str, Any] = {
    "participant": "person", "visit": "week", "arm": "arm", "reference": "tau",
    "n_imputations": 40, "seed": 3,
}  # fmt: skip
ASKED: dict[str, Any] = {"participant": "person", "arm": "arm", "against": "tau"}


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    """Eighty people at weeks 4 and 12; the worse somebody is at week 4, the likelier to leave."""
    draw = np.random.default_rng(20)
    n = 80
    arm = np.repeat(["ipt", "tau"], n // 2)
    baseline = draw.normal(24, 5, n).round()
    middle = baseline - 3 - 2 * (arm == "ipt") + draw.normal(0, 4, n)
    end = middle - 4 - 4 * (arm == "ipt") + draw.normal(0, 4, n)
    end[draw.random(n) < 0.6 * (middle > np.median(middle))] = np.nan
    wide = pd.DataFrame(
        {"person": [f"p{i:02d}" for i in range(n)], "arm": arm, "baseline": baseline,
         "site": [f"s{i}" for i in draw.integers(0, 10, n)], 4: middle, 12: end}
    )  # fmt: skip
    long = wide.melt(["person", "arm", "baseline", "site"], [4, 12], "week", "score")
    return long.assign(week=pd.Categorical(long["week"].astype(int)))


@pytest.fixture(scope="module")
def change(trial: pd.DataFrame) -> pd.DataFrame:
    first = trial[trial["week"] == 4].assign(week=0, score=lambda d: d["baseline"])
    both = pd.concat([first, trial.assign(week=trial["week"].astype(int))])
    return ipt.clinical_change(
        both, participant="person", time="week", score="score", pre=0, post=12, reliability=0.86,
        functional=(7.0, 4.0),
    )  # fmt: skip


@pytest.fixture(scope="module")
def people(trial: pd.DataFrame) -> pd.DataFrame:
    return trial.drop_duplicates("person")[["person", "arm", "site"]]


@pytest.fixture(scope="module")
def made(trial: pd.DataFrame) -> ipt.Imputations:
    return ipt.impute(FORMULA, trial, **IMPUTED)


def test_both_stand_side_by_side(
    change: pd.DataFrame, people: pd.DataFrame, made: ipt.Imputations
) -> None:
    table = ipt.clinical_effects(change, people, **ASKED, imputations=made, baseline="baseline")
    keys = ["event", "measure", "test", "comparison"]
    sources = [
        table[table["source"] == source][keys].reset_index(drop=True)
        for source in ("observed", "imputed")
    ]
    pd.testing.assert_frame_equal(*sources)
    imputed = table[(table["source"] == "imputed") & (table["event"] == "recovered")]
    event = ipt.clinical_event(change, "recovered", baseline="baseline")
    rates = ipt.event_rates(made, event, visit=12, against="tau")
    for name in ("measure", "test", "estimate", "ci_lower", "ci_upper", "status"):
        assert imputed[name].tolist() == rates[name].tolist()
    assert imputed["n_test"].tolist()[:2] == [40, 40]
    assert imputed["events_test"].isna().all()
    assert (imputed["ci_method"] == "Rubin's rules").all()
    needed = imputed[imputed["measure"] == "number needed to treat"]
    assert needed["in_words"].str.startswith("NNTB").all()


def test_the_dropouts_are_in_the_imputed_shares(
    change: pd.DataFrame, people: pd.DataFrame, made: ipt.Imputations
) -> None:
    """Those who left were worse: among those who stayed, too many recovered."""
    table = ipt.clinical_effects(
        change, people, **ASKED, imputations=made, baseline="baseline",
        events="recovered or improved",
    )  # fmt: skip
    risks = table[table["measure"] == "risk"].pivot(
        index="test", columns="source", values="estimate"
    )
    assert (risks["imputed"] < risks["observed"] - 0.02).all()
    assert table.loc[table["source"] == "observed", "n_test"].iloc[0] < 40


def test_odds_ratios_of_completed_scores_by_hand(made: ipt.Imputations) -> None:
    found = ipt.event_rates(made, ipt.remission(14)).set_index("measure").loc["odds ratio"]
    scores = np.concatenate(list(made.at_visit(1)))
    treated = made.model.schedule.arm_codes == made.model.schedule.arms.index("ipt")
    p1, p0 = ((scores[:, rows] <= 14).mean(axis=1) for rows in (treated, ~treated))
    logs = np.log(p1 / (1 - p1)) - np.log(p0 / (1 - p0))
    se = np.sqrt(1 / (40 * p1 * (1 - p1)) + 1 / (40 * p0 * (1 - p0)))
    pooled = ipt.pool(pd.DataFrame({"estimate": logs, "se": se, "df": 78.0})).iloc[0]
    for name in ("estimate", "ci_lower", "ci_upper"):
        assert found[name] == pytest.approx(np.exp(pooled[name]), rel=1e-9)


def test_clusters_are_heeded_on_both_sides_or_neither(
    trial: pd.DataFrame, change: pd.DataFrame, people: pd.DataFrame, made: ipt.Imputations
) -> None:
    clustered = ipt.impute(FORMULA + " + (1 | site)", trial, **IMPUTED | {"n_imputations": 5})
    asked = ASKED | {"baseline": "baseline", "events": "recovered"}
    table = ipt.clinical_effects(change, people, **asked, imputations=clustered, cluster="site")
    assert set(table["ci_method"]) == {
        "t, sums over clusters", "Rubin's rules, sums over clusters",
    }  # fmt: skip
    with pytest.raises(ModelError, match="cluster None: the clusters of the imputation model are"):
        ipt.clinical_effects(change, people, **asked, imputations=clustered)
    with pytest.raises(ModelError, match=r"are none; put \(1 \| site\) into its formula"):
        ipt.clinical_effects(change, people, **asked, imputations=made, cluster="site")


def test_where_nothing_is_missing_both_sides_agree_over_clusters(
    trial: pd.DataFrame, change: pd.DataFrame, people: pd.DataFrame
) -> None:
    seen = change.loc[change["status"] == "ok", "participant"]
    whole = trial[trial["person"].isin(seen)]
    made = ipt.impute(FORMULA + " + (1 | site)", whole, **IMPUTED | {"n_imputations": 2})
    table = ipt.clinical_effects(
        change[change["participant"].isin(seen)], people[people["person"].isin(seen)], **ASKED,
        events="recovered", cluster="site", imputations=made, baseline="baseline",
    )  # fmt: skip
    numbers = ["estimate", "ci_lower", "ci_upper"]
    observed, imputed = (
        table.loc[table["source"] == source, numbers].to_numpy(dtype=float)
        for source in ("observed", "imputed")
    )
    assert np.isfinite(observed).all()
    np.testing.assert_allclose(observed, imputed, rtol=1e-9)


def test_imputations_of_something_else_are_refused(
    trial: pd.DataFrame, change: pd.DataFrame, people: pd.DataFrame, made: ipt.Imputations
) -> None:
    with pytest.raises(ModelError, match="name their column of scores before"):
        ipt.clinical_effects(change, people, **ASKED, imputations=made)
    centred = trial.assign(baseline=trial["baseline"] - trial["baseline"].mean())
    other = ipt.impute(FORMULA, centred, **IMPUTED | {"n_imputations": 2})
    with pytest.raises(ModelError, match="not the score before treatment for 80 of 80 people"):
        ipt.clinical_effects(change, people, **ASKED, imputations=other, baseline="baseline")
    renamed = people.assign(arm=people["arm"].replace("ipt", "cbt"))
    with pytest.raises(ModelError, match="imputations are of the arms 'ipt', 'tau', and the peop"):
        ipt.clinical_effects(change, renamed, **ASKED, imputations=made, baseline="baseline")
    later = change.assign(post_time=24)
    with pytest.raises(ModelError, match="visit 24: there are 4, 12"):
        ipt.clinical_effects(later, people, **ASKED, imputations=made, baseline="baseline")
    points = change.assign(method="mid")
    with pytest.raises(ModelError, match="takes the categories of 'jacobson-truax'"):
        ipt.clinical_effects(points, people, **ASKED, imputations=made, baseline="baseline")
    with pytest.raises(ModelError, match="baseline 'baseline' is missing for 1 people"):
        event = ipt.clinical_event(change, "recovered", baseline="baseline")
        event(np.zeros((2, 2)), pd.DataFrame({"baseline": [20.0, np.nan]}))
