"""The whole procedure: silent where there is nothing, heard where there is, never its own judge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.advantage.benefit import BEYOND, FOLLOWED, QUANTITIES
from ipt_outcomes.estimate.advantage.evaluated import evaluated
from ipt_outcomes.estimate.advantage.folds import drawn_folds, learned, out_of_fold
from ipt_outcomes.estimate.advantage.learners import LEARNERS
from ipt_outcomes.estimate.advantage.people import trial_people
from ipt_outcomes.estimate.advantage.trials import (
    mean_difference,
    observed_trial,
    permuted_trials,
)


def names(count: int) -> list[str]:
    return [f"x{place}" for place in range(count)]


def beyond(benefits: pd.DataFrame) -> pd.Series:
    return benefits.set_index(["people", "quantity"]).loc[("all", BEYOND)]


@pytest.fixture(scope="module")
def moderated(trial: Any, asked: dict[str, Any], few: dict[str, Any]) -> ipt.PersonalizedAdvantage:
    return ipt.personalized_advantage(
        trial(1, moderation=8.0, average=-1.0), **asked, **few, predictors=names(3), seed=1
    )


def test_a_moderator_is_found(moderated: ipt.PersonalizedAdvantage) -> None:
    """By 8 points an SD: following the true rule is worth 8 E|x| / ... = 6.4 points beyond."""
    row = beyond(moderated.benefits)
    assert moderated.summary["conclusion"].item() == "shown to help"
    assert row["ci_lower"] > 0 and row["p_value"] == pytest.approx(1 / 40)
    true = 8 * np.sqrt(2 / np.pi)
    assert row["ci_lower"] < true < row["ci_upper"]
    kept = moderated.predictors.set_index("predictor")
    assert kept.loc["x0", "kept"] == 1.0
    # Lower is better, and ipt - cbt rises with x0: cbt is for those above the mean.
    assert kept.loc["x0", "slope"] == pytest.approx(8.0, abs=2.5)
    assert moderated.summary["calibration_slope"].item() == pytest.approx(1.0, abs=0.4)
    assert repr(moderated) == "<PersonalizedAdvantage: 120 people, shown to help>"


def test_higher_is_better_is_the_mirror_image(
    trial: Any, asked: dict[str, Any], few: dict[str, Any], moderated: ipt.PersonalizedAdvantage
) -> None:
    frame = trial(1, moderation=8.0, average=-1.0)
    frame["outcome"] *= -1
    mirrored = ipt.personalized_advantage(
        frame,
        **(asked | {"direction": "higher_is_better"}),
        **few,
        predictors=names(3),
        seed=1,
    )
    columns = ["estimate", "se", "ci_lower", "ci_upper", "p_value"]
    pd.testing.assert_frame_equal(mirrored.benefits[columns], moderated.benefits[columns])
    assert (mirrored.people["recommended"] == moderated.people["recommended"]).all()


def test_of_200_predictors_of_noise_nothing_remains_out_of_sample(
    trial: Any, asked: dict[str, Any], few: dict[str, Any]
) -> None:
    """In its own people the index seems to help a lot. Were predictors chosen before the folds,
    it would seem so in the folds too, as with those that were chosen in all people here.
    """
    every = names(200)
    honest, leaking, apparent = [], [], []
    for seed in (11, 12, 13):
        frame = trial(seed, predictors=200)
        people = trial_people(frame, **asked, predictors=every)
        own = observed_trial(people)
        all_people = np.ones(120, bool)
        folds = drawn_folds(120, 4, 1, np.random.default_rng(seed))
        ridge = LEARNERS["ridge"][1]
        found, columns = learned(people, own, all_people, ridge, 0.02)
        inside = evaluated(people, own, found.of(columns)[None], np.zeros((1, 120), int))
        chosen = [name for name, kept in zip(every, found.kept[0], strict=True) if kept]
        before = trial_people(frame, **asked, predictors=chosen)
        place = QUANTITIES.index(BEYOND)
        apparent.append(inside["all"].estimate[place, 0])
        for into, of, keep in ((honest, people, 0.02), (leaking, before, 1.0)):
            index = out_of_fold(of, own, folds, ridge, keep).index
            into.append(evaluated(of, own, index, folds)["all"].estimate[place, 0])
    assert np.mean(apparent) > 2
    assert np.mean(leaking) > 2
    assert abs(np.mean(honest)) < 1
    assert max(honest) < min(leaking)


def test_an_outcome_moves_nobody_elses_fold_but_its_own_peoples(
    trial: Any, asked: dict[str, Any]
) -> None:
    """The index of the people of a fold does not know their outcomes, at any step."""
    frame = trial(2, moderation=4.0)
    folds = drawn_folds(120, 4, 1, np.random.default_rng(0))
    here = folds[0] == 2
    other = frame.copy()
    other.loc[here, "outcome"] = np.random.default_rng(1).normal(0, 500, int(here.sum()))
    ridge = LEARNERS["ridge"][0]
    indices = []
    for each in (frame, other):
        people = trial_people(each, **asked, predictors=names(3))
        indices.append(out_of_fold(people, observed_trial(people), folds, ridge, 0.2).index[0, 0])
    np.testing.assert_array_equal(indices[0][here], indices[1][here])
    assert np.abs(indices[0][~here] - indices[1][~here]).max() > 1


def test_an_average_difference_is_no_advantage(
    trial: Any, asked: dict[str, Any], few: dict[str, Any]
) -> None:
    """One arm is better by 6 points for all, and no index helps."""
    frame = trial(3, average=-6.0)
    found = ipt.personalized_advantage(frame, **asked, **few, predictors=names(3), seed=1)
    rows = found.benefits.set_index(["people", "quantity"])
    assert rows.loc[("all", FOLLOWED), "ci_lower"] > 2
    assert beyond(found.benefits)["ci_lower"] <= 0 <= beyond(found.benefits)["ci_upper"]
    assert found.summary["conclusion"].item() == "not shown to help"
    assert found.summary["recommended_test"].item() > 0.9


def test_permuted_trials_keep_the_average_difference_and_the_strata(
    trial: Any, asked: dict[str, Any]
) -> None:
    frame = trial(4, average=3.0).assign(site=np.arange(120) % 2)
    people = trial_people(frame, **asked, predictors=["x0"], strata="site")
    drawn = permuted_trials(people, 50, np.random.default_rng(2))
    own = observed_trial(people)
    for stratum in (0, 1):
        inside = people.strata == stratum
        assert (drawn.arm[:, inside].sum(axis=1) == own.arm[0, inside].sum()).all()
    # Less everybody's effect in the arm that they are in, the outcomes are those of the trial.
    half = 0.5 * mean_difference(people)
    np.testing.assert_allclose(
        drawn.outcome - half * drawn.arm, np.repeat(own.outcome - half * own.arm, 50, axis=0)
    )
    assert (drawn.arm != own.arm).any(axis=1).all()


def test_the_same_seed_gives_the_same_numbers(
    trial: Any, asked: dict[str, Any], few: dict[str, Any]
) -> None:
    frame = trial(5)
    one, two, other = (
        ipt.personalized_advantage(frame, **asked, **few, predictors=names(3), seed=seed)
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one.benefits, two.benefits)
    assert not one.benefits["se"].equals(other.benefits["se"])


def test_the_elastic_net_finds_it_too(trial: Any, asked: dict[str, Any]) -> None:
    found = ipt.personalized_advantage(
        trial(6, moderation=9.0),
        **asked,
        predictors=names(3),
        learner="elastic-net",
        folds=2,
        repeats=1,
        permutations=19,
    )
    assert found.summary["conclusion"].item() == "shown to help"
    assert found.predictors.set_index("predictor").loc["x0", "kept"] == 1.0


def test_those_without_an_outcome_are_counted_and_said(
    trial: Any, asked: dict[str, Any], few: dict[str, Any]
) -> None:
    frame = trial(7)
    frame.loc[frame.index[:9], "outcome"] = np.nan
    lost = frame[frame["outcome"].isna()]["arm"].value_counts()
    said = {
        how: ipt.personalized_advantage(
            frame, **asked, **few, predictors=names(3), missing_outcomes=how
        ).summary.iloc[0]
        for how in ("weighted", "completers")
    }
    for how, row in said.items():
        assert row["missing_outcomes"] == how
        assert (row["missing_test"], row["missing_comparison"]) == (lost["ipt"], lost["cbt"])
        assert row["n_test"] + row["n_comparison"] == 111
    whole = ipt.personalized_advantage(trial(7), **asked, **few, predictors=names(3))
    assert whole.summary["missing_outcomes"].item() == "none missing"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"predictors": ["x0", "arm"]}, "'arm' cannot be a predictor"),
        ({"predictors": ["x0", "x0"]}, "each once"),
        ({"predictors": ["x9"]}, "no column 'x9'"),
        ({"predictors": ["same"]}, "nobody differs from anybody in the predictor 'same'"),
        ({"predictors": ["unknown"]}, "nobody differs from anybody in the predictor 'unknown'"),
        ({"test": "act"}, "0 people of act and 60 of cbt have an outcome, .* at least 40"),
        ({"learner": "forest"}, "take ridge or elastic-net"),
        ({"folds": 1}, "at least 2 folds"),
        ({"permutations": 9}, "at least 19"),
        ({"strata": "ward"}, "no column 'ward'"),
    ],
)
def test_what_cannot_be_is_refused(
    trial: Any, asked: dict[str, Any], few: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    given = asked | few | {"predictors": names(3)} | changes
    with pytest.raises(ipt.ModelError, match=said):
        ipt.personalized_advantage(trial(1).assign(same=1.0, unknown=np.nan), **given)


def test_two_rows_of_a_person_are_refused(trial: Any, asked: dict[str, Any]) -> None:
    frame = pd.concat([trial(1), trial(1)])
    with pytest.raises(ipt.ModelError, match="there twice; give one row a person"):
        ipt.personalized_advantage(frame, **asked, predictors=names(3))
