import pandas as pd
import pytest

from ipt_outcomes.simulate import SimulatedTrial, Truth, simulate_trial

IN_SESSION = ["format", "minutes", "homework", "alliance"]


@pytest.fixture(scope="module")
def trial(truth: Truth) -> SimulatedTrial:
    """Without maintenance: what is tested here are the sessions of the treatment."""
    alone = truth.model_copy(update={"maintenance": None})
    return simulate_trial(alone, 6, n_per_arm=400)


def test_a_session_not_attended_has_its_plan_only(trial: SimulatedTrial) -> None:
    attended = trial.sessions["attended"] == "yes"
    assert set(trial.sessions["attended"]) == {"yes", "no"}
    assert trial.sessions.loc[~attended, IN_SESSION].isna().all(axis=None)
    assert trial.sessions.loc[attended, IN_SESSION].notna().all(axis=None)
    assert trial.sessions[["day", "therapist"]].notna().all(axis=None)


def test_values_are_those_of_a_therapy(trial: SimulatedTrial) -> None:
    held = trial.sessions[trial.sessions["attended"] == "yes"]
    assert 0.75 <= (trial.sessions["attended"] == "yes").mean() <= 0.92
    assert held["minutes"].between(45, 50).all()
    assert set(held["homework"]) == {0.0, 0.5, 1.0}
    assert held["alliance"].between(12, 60).all()
    alone = held[held["format"] != "group"]
    assert (alone["format"] == "online").mean() == pytest.approx(0.05, abs=0.02)
    assert set(held["format"]) == {"individual", "group", "online"}


def test_people_of_a_group_have_its_sessions(trial: SimulatedTrial) -> None:
    people = trial.participants.set_index("participant")
    held = trial.sessions[trial.sessions["attended"] == "yes"]
    grouped = people.loc[held["participant"], "therapy_group"].notna().to_numpy()
    assert ((held["format"] == "group").to_numpy() == grouped).all()


def test_alliance_rises_over_the_first_sessions(trial: SimulatedTrial) -> None:
    alliance = trial.sessions["alliance"].astype("float64")
    mean = alliance.groupby(trial.sessions["session"]).mean()
    assert mean[1] == pytest.approx(41, abs=1)
    assert mean[6] - mean[1] > 5
    assert abs(mean[16] - mean[10]) < 1.5


def test_sessions_are_numbered_in_the_order_of_their_days(trial: SimulatedTrial) -> None:
    by_person = trial.sessions.groupby("participant")
    assert (by_person["day"].diff().dropna() >= 5).all()
    assert (by_person["session"].diff().dropna() == 1).all()
    assert (by_person["session"].min() == 1).all()
    assert by_person["session"].max().max() == 16
    assert trial.sessions["day"].min() >= 1


def test_there_is_no_session_from_the_day_of_withdrawal_on(trial: SimulatedTrial) -> None:
    people = trial.participants.set_index("participant")
    left = people.loc[trial.sessions["participant"], "withdrawal_day"].reset_index(drop=True)
    assert (left.isna() | (trial.sessions["day"] < left)).all()
    full = trial.sessions.groupby("participant").size()
    stayed = people.index[people["withdrawal_day"].isna() & (people["arm"] != "waitlist")]
    assert (full.loc[stayed] == 16).all()
    assert full.min() < 16


def test_the_therapist_is_the_participants_own(trial: SimulatedTrial) -> None:
    people = trial.participants.set_index("participant")
    own = people.loc[trial.sessions["participant"], "therapist"].reset_index(drop=True)
    pd.testing.assert_series_equal(own, trial.sessions["therapist"], check_names=False)
