"""The tables of scores at sessions of the demonstration trial, and of trials that are made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import mixedlm
from statsmodels.stats.proportion import proportion_confint

import ipt_outcomes as ipt
from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.session_rows import of_scales, responded
from ipt_outcomes.plan.plan import Plan

NAMES = (
    "session_courses", "sudden_gains", "sudden_gain_rates", "expected_courses", "off_track",
    "early_signals",
)  # fmt: skip


def given_of(plan: Plan, study: ipt.Study, session_scores: pd.DataFrame) -> Given:
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    outcomes = outcomes[outcomes["outcome"] == "phq9"]
    tables = {
        "participants": study.participants,
        "session_scores": session_scores,
        "outcomes": outcomes,
    }
    return Given(plan, tables, pd.DataFrame())


@pytest.fixture(scope="module")
def study(demo: Plan) -> ipt.Study:
    return ipt.read_study(demo)


@pytest.fixture(scope="module")
def given(demo: Plan, study: ipt.Study) -> Given:
    return given_of(demo, study, study.session_scores)


def test_the_treatment_ends_before_maintenance_begins(demo: Plan, given: Given) -> None:
    (scale,) = of_scales(
        demo, given.read("participants"), given.read("session_scores"), given.read("outcomes")
    )
    assert scale.numbers == list(range(1, 17))
    assert (scale.scale, scale.outcome, scale.toward) == ("phq9", "phq9", 1.0)


def test_growth_curves_are_those_of_statsmodels(given: Given, study: ipt.Study) -> None:
    courses = given.table("session_courses")
    rows = study.session_scores.merge(study.participants[["participant", "arm"]])
    rows = rows[rows["session"] <= 16].assign(time=lambda each: (each["session"] - 1.0) / 10)
    found = mixedlm("value ~ arm * time", rows, groups="participant", re_formula="~time").fit()
    b = found.fe_params
    cbt = courses[courses["arm"] == "cbt"].set_index("session")["fitted"]
    ipt_arm = courses[courses["arm"] == "ipt"].set_index("session")["fitted"]
    assert cbt[11] == pytest.approx(b["Intercept"] + b["time"], abs=2e-3)
    expected = b["Intercept"] + b["arm[T.ipt]"] + b["time"] + b["arm[T.ipt]:time"]
    assert ipt_arm[11] == pytest.approx(expected, abs=2e-3)


def test_observed_scores_and_responses(given: Given, study: ipt.Study) -> None:
    courses = given.table("session_courses").set_index(["arm", "session"])
    rows = study.session_scores.merge(study.participants[["participant", "arm"]])
    own = rows[(rows["arm"] == "ipt") & (rows["session"] == 12)]
    row = courses.loc[("ipt", 12)]
    assert (row["n"], row["mean"]) == (len(own), pytest.approx(own["value"].mean()))
    outcomes = given.read("outcomes")
    first = outcomes[outcomes["visit"] == "week_0"].set_index("participant")["score"]
    intake = own["participant"].map(first)
    assert row["n_intake"] == intake.notna().sum()
    # The entry of the PHQ-9: a reduction by half.
    assert row["responded"] == (own["value"] <= intake / 2).sum()


def test_of_few_people_no_score_is_told(demo: Plan, study: ipt.Study) -> None:
    seen = study.session_scores.merge(study.participants[["participant", "arm"]])
    one = seen.loc[(seen["arm"] == "ipt") & (seen["session"] == 12), "participant"].iloc[0]
    others = (seen["arm"] == "cbt") | (seen["session"] != 12) | (seen["participant"] == one)
    courses = given_of(demo, study, seen[others].drop(columns="arm")).table("session_courses")
    row = courses.set_index(["arm", "session"]).loc[("ipt", 12)]
    assert (row["n"], row["few"]) == (1, True)
    assert row[["mean", "sd"]].isna().all()
    assert not courses.loc[courses["n"] >= demo.few, "mean"].isna().any()


def test_rates_are_counts_of_the_gains_and_near_what_chance_gives(given: Given) -> None:
    gains, rates = given.table("sudden_gains"), given.table("sudden_gain_rates")
    for _, row in rates.iterrows():
        own = gains[(gains["kind"] == row["kind"]) & (gains["arm"] == row["arm"])]
        assert row["found"] == len(own)
        assert row["people_with"] == own["participant"].nunique()
        assert row["reversed"] == own["reversed"].sum()
        limits = proportion_confint(row["people_with"], row["people"], method="wilson")
        assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(limits)
        # There are none but those of chance in this trial.
        assert row["chance_p"] > 0.025
        assert row["chance_lower"] <= row["by_chance"] <= row["chance_upper"]
    assert (gains["percent"] >= 25).all()
    assert (gains["magnitude"] >= gains["cutoff"]).all()


def test_one_in_ten_is_not_on_track(given: Given) -> None:
    courses = given.table("expected_courses")
    assert courses["off_track"].mean() == pytest.approx(0.1, abs=0.025)
    assert ((courses["percent_worse"] < 10) == courses["off_track"]).all()
    # A percentile of a model that is right is uniform.
    assert np.histogram(courses["percent_worse"], 5, (0, 100))[0].std() / len(courses) < 0.04
    shares = given.table("off_track")
    assert shares["off_track"].sum() == courses["off_track"].sum()
    assert shares["n"].sum() == len(courses)


def test_early_signals_by_hand(given: Given) -> None:
    row = given.table("early_signals").set_index("session").loc[5]
    courses, outcomes = given.table("expected_courses"), given.read("outcomes")
    wide = outcomes.pivot(index="participant", columns="visit", values="score")
    poor = (wide["week_16"] > wide["week_0"] / 2)[wide[["week_0", "week_16"]].notna().all(axis=1)]
    until = courses[(courses["session"] <= 5) & courses["participant"].isin(poor.index)]
    signal = until.groupby("participant")["off_track"].any()
    ended = poor.loc[signal.index]
    assert (row["n"], row["poor"]) == (len(signal), ended.sum())
    assert row["sensitivity"] == pytest.approx(signal[ended].mean())
    assert row["specificity"] == pytest.approx(1 - signal[~ended].mean())
    assert row["predictive_value"] == pytest.approx(ended[signal].mean())
    limits = proportion_confint((signal & ended).sum(), ended.sum(), method="wilson")
    assert (row["sensitivity_lower"], row["sensitivity_upper"]) == pytest.approx(limits)


def test_a_trial_without_scores_at_sessions_has_empty_tables(demo: Plan, study: ipt.Study) -> None:
    given = given_of(demo, study, study.session_scores.iloc[:0])
    for name in NAMES:
        assert len(given.table(name)) == 0


def test_a_therapy_of_28_sessions(demo: Plan, study: ipt.Study) -> None:
    """Of one arm, with nobody's scores at other visits but the baseline."""
    rng = np.random.default_rng(4)
    people = study.participants.loc[study.participants["arm"] == "ipt", "participant"][:40]
    sessions = np.arange(1, 29)
    start = rng.normal(18, 3, len(people))
    values = start[:, None] - 0.3 * sessions + rng.normal(0, 2, (len(people), 28))
    scores = pd.DataFrame(
        {
            "participant": np.repeat(people.to_numpy(), 28),
            "session": np.tile(sessions, len(people)),
            "day": np.nan,
            "scale": "phq9",
            "value": np.clip(np.round(values.ravel()), 0, 27),
        }
    ).astype({"session": "Int64", "participant": "str", "scale": "str"})
    # By the trial's protocol, sessions after the sixteenth are maintenance.
    shorter = given_of(demo, study, scores).table("session_courses")
    assert list(shorter["session"]) == list(sessions[:16])
    given = given_of(demo.model_copy(update={"protocol": ()}), study, scores)
    courses = given.table("session_courses")
    assert list(courses["session"]) == list(sessions)
    assert courses["fitted"].iloc[0] - courses["fitted"].iloc[-1] == pytest.approx(8.1, abs=0.8)
    assert len(given.table("off_track")) == 28
    assert set(given.table("sudden_gain_rates")["arm"]) == {"ipt"}


def test_few_people_have_no_curve_and_no_expected_course(demo: Plan, study: ipt.Study) -> None:
    some = study.session_scores["participant"].unique()[:4]
    few = study.session_scores[study.session_scores["participant"].isin(some)]
    given = given_of(demo, study, few)
    courses = given.table("session_courses")
    assert (courses["status"] == "not estimable").all()
    assert courses["fitted"].isna().all()
    assert len(given.table("expected_courses")) == 0
    assert (given.table("sudden_gain_rates")["draws"] == 0).all()


def test_of_an_intake_score_of_0_no_response_is_counted(demo: Plan, given: Given) -> None:
    (scale,) = of_scales(
        demo, given.read("participants"), given.read("session_scores"), given.read("outcomes")
    )
    scores, intake = pd.Series([0.0, 0.0, 6.0]), pd.Series([0.0, 10.0, 10.0])
    found = responded(scale, scores, intake)
    assert found.isna().tolist() == [True, False, False]
    assert found.dropna().tolist() == [True, False]
