"""What a simulated trial records beside its assessments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.simulate import SimulatedTrial, Truth, simulate_trial
from ipt_outcomes.simulate.maintenance import mean_shift


@pytest.fixture(scope="module")
def trial(truth: Truth) -> SimulatedTrial:
    return simulate_trial(truth, 12, n_per_arm=1_500)


def by_scale(trial: SimulatedTrial) -> pd.Series:
    """The PHQ-9 total of every assessment."""
    items = trial.scores[[f"phq9_{item}" for item in range(1, 10)]]
    return items.sum(axis=1, min_count=9).astype(float)


def test_what_is_added_moves_no_other_draw(truth: Truth) -> None:
    none = {"session_scores": None, "fidelity": None, "adverse_events": None, "maintenance": None}
    without = simulate_trial(truth.model_copy(update={**none, "not_treated": {}}), 4)
    full = simulate_trial(truth, 4)
    assert (without.fidelity, without.adverse_events) == (None, None)
    assert full.scores.equals(without.scores)
    treatment = full.sessions[full.sessions["session"] <= 16].reset_index(drop=True)
    assert treatment[list(without.sessions)].equals(without.sessions)
    assert full.participants[list(without.participants)].equals(without.participants)


def test_scores_at_sessions_lie_on_the_course_between_the_assessments(
    truth: Truth, trial: SimulatedTrial
) -> None:
    sessions = trial.sessions[trial.sessions["session"] <= 16]
    given = sessions["phq9"].notna()
    assert not given[sessions["attended"] == "no"].any()
    assert given[sessions["attended"] == "yes"].mean() == pytest.approx(0.98, abs=0.005)
    near = sessions[given & sessions["day"].between(24, 32)]
    means = near.groupby("participant")["phq9"].mean()
    visit = by_scale(trial)[trial.scores["day"].between(15, 40)]
    seen = visit.groupby(trial.scores["participant"]).mean()
    both = pd.concat([means.astype(float), seen], axis=1).dropna()
    assert len(both) > 1_000
    assert both.iloc[:, 0].mean() == pytest.approx(both.iloc[:, 1].mean(), abs=0.25)
    # One person's: the deviations of a session and of a visit are apart.
    assert 0.5 < both.corr().iloc[0, 1] < 0.9


def test_maintenance_is_allocated_by_chance_and_lowers_later_scores(
    truth: Truth, trial: SimulatedTrial
) -> None:
    people = trial.participants.set_index("participant")
    offered = people["maintenance"]
    assert set(people.loc[offered.notna(), "arm"]) == {"cbt", "ipt"}
    left_before = people["withdrawal_day"] < 95
    assert offered[left_before].isna().all()
    stayed = people["withdrawal_day"].isna() & (people["arm"] != "waitlist")
    assert offered[stayed].notna().all()
    counts = offered.value_counts()
    assert counts["yes"] / counts.sum() == pytest.approx(0.5, abs=0.03)
    total, who = by_scale(trial), trial.scores["participant"]
    group = who.map(offered)
    difference = {}
    for name, first, last in (("before", -14, 135), ("after", 170, 306)):
        at = trial.scores["day"].between(first, last)
        means = total[at].groupby(group[at]).mean()
        difference[name] = means["yes"] - means["no"]
    # Chance alone decides, so nothing differs before; later the groups are two shifts apart.
    assert abs(difference["before"]) < 0.4
    assert mean_shift(truth, "phq9") == pytest.approx(0.47 * 0.5642 / np.sqrt(2), abs=1e-3)
    assert -3 < difference["after"] < -1.2


def test_maintenance_sessions_follow_the_treatment(trial: SimulatedTrial) -> None:
    more = trial.sessions[trial.sessions["session"] > 16]
    offered = trial.participants.set_index("participant")["maintenance"] == "yes"
    assert set(more["participant"]) <= set(offered.index[offered])
    assert more["day"].sub(28 * (more["session"] - 17)).between(141, 147).all()
    assert (more["format"] != "group").all()
    ordered = trial.sessions.sort_values(["participant", "session"], ignore_index=True)
    assert ordered.equals(trial.sessions)


def test_raters_agree_as_far_as_the_truth_says(truth: Truth, trial: SimulatedTrial) -> None:
    rated, told = trial.fidelity, truth.fidelity
    assert rated is not None and told is not None
    held = trial.sessions[(trial.sessions["session"] <= 16) & (trial.sessions["attended"] == "yes")]
    key = ["participant", "session"]
    assert len(rated[key].drop_duplicates()) / len(held) == pytest.approx(0.15, abs=0.01)
    assert not rated.duplicated([*key, "rater"]).any()
    pairs = rated.groupby(key)["competence"].agg(["first", "last", "size"])
    assert set(pairs["size"]) == {1, 2}
    two = pairs[pairs["size"] == 2]
    assert len(two) / len(pairs) == pytest.approx(0.33, abs=0.02)
    rating = told.ratings["competence"]
    shared = rating.therapist_sd**2 + rating.session_sd**2
    # Rounding to whole points adds 1/12 to the error of each.
    own = rating.rater_sd**2 + rating.error_sd**2 + 1 / 12
    assert two["first"].corr(two["last"]) == pytest.approx(shared / (shared + own), abs=0.1)
    arm = rated["participant"].map(trial.participants.set_index("participant")["arm"])
    assert (rated["treatment_seen"] == arm).mean() == pytest.approx(0.93, abs=0.02)
    means = rated.groupby(arm)[["adherence_ipt", "adherence_cbt"]].mean()
    assert means.loc["ipt", "adherence_ipt"] - means.loc["cbt", "adherence_ipt"] > 2.5
    assert means.loc["cbt", "adherence_cbt"] - means.loc["ipt", "adherence_cbt"] > 2.5


def test_adverse_events_come_at_the_rate_of_the_arm(truth: Truth, trial: SimulatedTrial) -> None:
    events, told, people = trial.adverse_events, truth.adverse_events, trial.participants
    assert events is not None and told is not None
    arm = people.set_index("participant")["arm"]
    ends = {name: one.last_week * 7 for name, one in truth.arms.items()}
    days = people["withdrawal_day"].astype(float).fillna(people["arm"].map(ends))
    years = days.groupby(people["arm"]).sum() / 365.25
    rates = events["participant"].map(arm).value_counts() / years
    for name, a_year in told.a_year.items():
        assert rates[name] == pytest.approx(a_year, rel=0.15)
    assert (events["serious"] == "yes").mean() == pytest.approx(told.serious, abs=0.03)
    assert (events.loc[events["serious"] == "yes", "severity"] == "severe").all()
    last = events["participant"].map(people.set_index("participant")["withdrawal_day"])
    assert (last.isna() | (events["day"] < last)).all()


def test_who_came_to_no_session_has_a_reason(trial: SimulatedTrial) -> None:
    came = trial.sessions.loc[trial.sessions["attended"] == "yes", "participant"]
    people = trial.participants
    never = (people["arm"] != "waitlist") & ~people["participant"].isin(came)
    assert never.any()
    assert (people["not_treated_reason"].notna() == never).all()


def test_a_problem_area_may_have_its_own_change(truth: Truth) -> None:
    scale = truth.scales["phq9"]
    moved = scale.model_copy(update={"of_problem_area": {"ipt": {"grief": -0.8}}})
    changed = truth.model_copy(update={"scales": {**truth.scales, "phq9": moved}})
    plain, other = simulate_trial(truth, 3), simulate_trial(changed, 3)
    people = plain.participants.set_index("participant")
    grieving = (people["arm"] == "ipt") & (people["problem_area"] == "grief")
    first = by_scale(plain)[plain.scores["day"].between(99, 135)]
    theirs = plain.scores.loc[first.index, "participant"].map(grieving)
    later = other.scores.assign(total=by_scale(other)).set_index(["participant", "day"])["total"]
    key = pd.MultiIndex.from_frame(plain.scores.loc[first.index, ["participant", "day"]])
    difference = later.reindex(key).to_numpy() - first.to_numpy()
    assert np.nanmean(difference[theirs.to_numpy()]) < -1.5
    assert np.nanmax(np.abs(difference[~theirs.to_numpy()])) == 0


BROKEN = [
    ("session_scores", {"scale": "hrsd17"}, "session_scores.scale"),
    ("maintenance", {"randomised_at": "week_40"}, "maintenance needs"),
    ("maintenance", {"arms": ("waitlist",)}, "maintenance needs"),
    ("adverse_events", {"a_year": {"ipt": 1.0}}, "adverse_events needs"),
]


@pytest.mark.parametrize(("part", "change", "said"), BROKEN)
def test_parts_that_do_not_fit(truth: Truth, part: str, change: dict, said: str) -> None:
    content = truth.model_dump()
    content[part] |= change
    with pytest.raises(ValueError, match=said):
        Truth.model_validate(content)
