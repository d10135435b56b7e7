from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.plan.score_files import LongScores
from ipt_outcomes.simulate import SimulatedTrial, Truth, simulate_scores, simulate_trial

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def trial(truth: Truth) -> SimulatedTrial:
    return simulate_trial(truth, 5, n_per_arm=500)


def same(one: SimulatedTrial, other: SimulatedTrial) -> bool:
    return (
        one.participants.equals(other.participants)
        and one.sessions.equals(other.sessions)
        and one.scores.equals(other.scores)
    )


def test_the_seed_decides(truth: Truth) -> None:
    assert same(simulate_trial(truth, 3), simulate_trial(truth, 3))
    assert same(simulate_trial(truth), simulate_trial(truth, truth.seed))
    assert not same(simulate_trial(truth, 3), simulate_trial(truth, 4))


def test_the_columns_are_those_that_the_plan_maps(trial: SimulatedTrial) -> None:
    plan = read_plan(ROOT / "config" / "trials" / "demo_ipt.yaml")
    assert plan.sessions is not None
    columns = plan.participants.columns.model_dump(exclude_none=True)
    clusters = {cluster.column for cluster in plan.clusters if cluster.column is not None}
    assert set(trial.participants) == set(columns.values()) | clusters
    columns = set(plan.sessions.columns.model_dump(exclude_none=True).values())
    assert set(trial.sessions) == columns | set(plan.sessions.scores.values())
    assert plan.fidelity is not None and trial.fidelity is not None
    columns = set(plan.fidelity.columns.model_dump(exclude_none=True).values())
    assert set(trial.fidelity) == columns | {one.column for one in plan.fidelity.ratings.values()}
    assert plan.adverse_events is not None and trial.adverse_events is not None
    columns = set(plan.adverse_events.columns.model_dump(exclude_none=True).values())
    assert set(trial.adverse_events) == columns
    (scores,) = plan.scores
    assert isinstance(scores, LongScores)
    mapped = {"participant", "day"}
    for scale in scores.scales.values():
        mapped |= set(scale.items or ()) | ({scale.total} if scale.total else set())
    assert set(trial.scores) == mapped


def test_every_day_lies_in_one_window_of_the_plan(trial: SimulatedTrial) -> None:
    plan = read_plan(ROOT / "config" / "trials" / "demo_ipt.yaml")
    day = trial.scores["day"].to_numpy(dtype=int)
    visit = np.full(day.size, -1)
    for code, planned in enumerate(plan.visits):
        assert planned.window is not None
        visit[(day >= planned.window[0]) & (day <= planned.window[1])] = code
    assert (visit >= 0).all()
    assert not pd.DataFrame({"who": trial.scores["participant"], "visit": visit}).duplicated().any()


def test_the_tables_hold_the_arrays_of_the_same_seed(truth: Truth, trial: SimulatedTrial) -> None:
    drawn = simulate_scores(truth, 5, n_per_arm=500)
    assert len(trial.scores) == drawn.assessed.sum()
    for scale in ("hrsd17", "iip32", "sas_sr"):
        values = trial.scores[scale].to_numpy(dtype=float, na_value=np.nan)
        assert np.array_equal(values, drawn.totals[scale][drawn.assessed], equal_nan=True)
    arm = np.array(list(truth.arms))[drawn.arm]
    assert (trial.participants["arm"] == arm).all()


def test_size_and_arms(truth: Truth) -> None:
    people = simulate_trial(truth).participants
    assert len(people) == 240
    assert people["participant"].is_unique
    assert people["arm"].value_counts().between(74, 86).all()
    # The last block of each of the six strata may be incomplete: two people an arm at most.
    counts = pd.crosstab(people["stratum"], people["arm"])
    assert len(counts) == 6
    assert (counts.max(axis=1) - counts.min(axis=1)).max() <= 2


def test_the_waitlist_has_no_therapist_no_session_and_no_score_after_week_16(
    trial: SimulatedTrial,
) -> None:
    people = trial.participants.set_index("participant")
    waitlist = people.index[people["arm"] == "waitlist"]
    assert people.loc[waitlist, "therapist"].isna().all()
    assert people.loc[people["arm"] != "waitlist", "therapist"].notna().all()
    assert not trial.sessions["participant"].isin(waitlist).any()
    last = trial.scores.loc[trial.scores["participant"].isin(waitlist), "day"].max()
    assert last <= 140


def test_withdrawal_lies_between_the_last_score_and_the_trials_end(trial: SimulatedTrial) -> None:
    people = trial.participants.set_index("participant")
    left = people[people["withdrawal_day"].notna()]
    assert (left["withdrawal_reason"].notna()).all()
    assert people.loc[people["withdrawal_day"].isna(), "withdrawal_reason"].isna().all()
    last = trial.scores.groupby("participant")["day"].max()
    assert (left["withdrawal_day"] > last.loc[left.index]).all()
    assert left["withdrawal_day"].between(1, 306).all()
    assert left.loc[left["arm"] == "waitlist", "withdrawal_day"].max() <= 135


def test_without_dropout_nobody_leaves(truth: Truth) -> None:
    trial = simulate_trial(truth, 2, dropout=False)
    assert trial.participants["withdrawal_day"].isna().all()
    assert trial.participants["withdrawal_reason"].isna().all()
    assert not trial.scores.isna().any(axis=None)
