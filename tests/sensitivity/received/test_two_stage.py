"""Two-stage least squares against AER and clubSandwich: tests/reference/treatment_received.R."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.sensitivity.received.two_stage import NoInstrumentError, TwoStage, two_stage


@pytest.fixture(scope="module")
def people(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / "tests/reference/treatment_received_data.csv")


def fitted(people: pd.DataFrame, received: str, groups: str) -> TwoStage:
    own = people["therapist"].fillna(people["participant"])
    codes = own if groups == "own" else people["participant"]
    return two_stage(
        people[received].to_numpy(float),
        people["arm"].to_numpy(float),
        covariate_columns(people, ["baseline", "site"]),
        pd.factorize(codes)[0],
    )


@pytest.mark.parametrize("groups", ["own", "participant"])
@pytest.mark.parametrize(
    ("effect", "received", "response"),
    [
        ("allocated", "arm", "score"),
        ("received", "received", "score"),
        ("share", "arm", "received"),
    ],
)
def test_as_ivreg_and_club_sandwich(
    root: Path, people: pd.DataFrame, effect: str, received: str, response: str, groups: str
) -> None:
    table = pd.read_csv(root / "tests/reference/treatment_received.csv")
    (theirs,) = table[(table["effect"] == effect) & (table["groups"] == groups)].to_dict("records")
    fit = fitted(people, received, groups)
    (estimate,), (se,) = fit.estimates(people[response].to_numpy(float)[None, :])
    assert estimate == pytest.approx(theirs["estimate"], rel=1e-9)
    assert se == pytest.approx(theirs["se"], rel=1e-9)
    assert fit.df == pytest.approx(theirs["df"], rel=1e-7)


def test_it_is_the_difference_as_allocated_over_the_share(people: pd.DataFrame) -> None:
    """Wald's ratio, by hand where there is no covariate but the intercept."""
    ones = np.ones((len(people), 1))
    arm, received = people["arm"].to_numpy(float), people["received"].to_numpy(float)
    score = people["score"].to_numpy(float)
    fit = two_stage(received, arm, ones, np.arange(len(people)))
    apart = score[arm == 1].mean() - score[arm == 0].mean()
    (estimate,), _ = fit.estimates(score[None, :])
    assert estimate == pytest.approx(apart / received[arm == 1].mean(), rel=1e-12)


def test_several_scores_at_once_are_each_of_them(people: pd.DataFrame) -> None:
    fit = fitted(people, "received", "own")
    score = people["score"].to_numpy(float)
    both = np.stack([score, score[::-1]])
    together = fit.estimates(both)
    apart = [fit.estimates(each[None, :]) for each in both]
    for place in (0, 1):
        assert together[place] == pytest.approx(np.concatenate([each[place] for each in apart]))


@pytest.mark.parametrize("received", [np.zeros(96), np.ones(96)])
def test_an_instrument_that_moves_nothing_is_refused(
    people: pd.DataFrame, received: np.ndarray
) -> None:
    covariates = covariate_columns(people, ["baseline"])
    arm = people["arm"].to_numpy(float)
    with pytest.raises(NoInstrumentError):
        two_stage(received, arm, covariates, np.arange(96))
    with pytest.raises(NoInstrumentError):
        two_stage(received + arm, np.ones(96), covariates, np.arange(96))
