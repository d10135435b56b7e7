"""What counts as an event, and shares of people pooled on their scales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES, made_trial

PEOPLE = pd.DataFrame({"baseline": [20.0, 10.0, 0.0]})
SCORES = np.array([[10.0, 7.0, 0.0], [11.0, 5.0, 1.0]])


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ipt.remission(7), [[0, 1, 1], [0, 1, 1]]),
        (ipt.remission(10, higher_is_better=True), [[1, 0, 0], [1, 0, 0]]),
        (ipt.remission(27, baseline="baseline"), [[0, 1, 1], [0, 1, 1]]),
        (ipt.response(baseline="baseline"), [[1, 0, 0], [0, 1, 0]]),
        (ipt.response(0.3, baseline="baseline"), [[1, 1, 0], [1, 1, 0]]),
        (ipt.response(baseline="baseline", best=5), [[1, 1, 0], [1, 1, 0]]),
        (ipt.reliable_change(5, 0.84, baseline="baseline"), [[1, 0, 0], [1, 0, 0]]),
    ],
)
def test_events(event: Any, expected: list[list[int]]) -> None:
    assert event(SCORES, PEOPLE).astype(int).tolist() == expected


def test_events_of_a_change_are_those_of_the_score() -> None:
    start = PEOPLE["baseline"].to_numpy()
    for of_score, of_change in (
        (ipt.remission(7), ipt.remission(7, baseline="baseline")),
        (
            ipt.response(baseline="baseline"),
            ipt.response(baseline="baseline", change=True),
        ),
        (
            ipt.reliable_change(5, 0.8, baseline="baseline"),
            ipt.reliable_change(5, 0.8, baseline="baseline", change=True),
        ),
    ):
        np.testing.assert_array_equal(of_score(SCORES, PEOPLE), of_change(SCORES - start, PEOPLE))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: ipt.response(50, baseline="b"), "share between 0 and 1"),
        (lambda: ipt.reliable_change(-1, 0.8, baseline="b"), "a positive number"),
        (lambda: ipt.reliable_change(5, 80, baseline="b"), "and a share"),
        (lambda: ipt.response(baseline="pre")(SCORES, PEOPLE), "no such column"),
    ],
)
def test_events_that_are_none(wrong: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        wrong()


@pytest.fixture(scope="module")
def made(small: pd.DataFrame) -> ipt.Imputations:
    return ipt.impute(FORMULA, small, n_imputations=60, seed=1, **NAMES)


def test_shares_by_hand(made: ipt.Imputations, small: pd.DataFrame) -> None:
    """Every data set's two by two table, written out; pooled by `pool`."""
    event = ipt.remission(12)
    found = ipt.event_rates(made, event).set_index("measure")
    scores = np.concatenate(list(made.at_visit(2)))
    treated = (small["arm"] == "therapy").to_numpy()[::3]
    p1, p0 = ((scores[:, rows] <= 12).mean(axis=1) for rows in (treated, ~treated))
    v1, v0 = p1 * (1 - p1) / 30, p0 * (1 - p0) / 30
    rows = {
        "risk difference": (p1 - p0, np.sqrt(v1 + v0), lambda x: x),
        "risk ratio": (np.log(p1 / p0), np.sqrt(v1 / p1**2 + v0 / p0**2), np.exp),
    }
    for measure, (estimate, se, back) in rows.items():
        pooled = ipt.pool(pd.DataFrame({"estimate": estimate, "se": se, "df": 58.0})).iloc[0]
        row = found.loc[measure]
        for name in ("estimate", "ci_lower", "ci_upper"):
            assert row[name] == pytest.approx(back(pooled[name]), rel=1e-9)
        assert row["p_value"] == pytest.approx(pooled["p_value"], rel=1e-9)
    risk = found.loc["risk"].set_index("test").loc["therapy"]
    odds = pd.DataFrame({"estimate": np.log(p1 / (1 - p1)), "se": np.sqrt(v1) / (p1 * (1 - p1))})
    logit = ipt.pool(odds.assign(df=58.0)).iloc[0]
    assert risk["estimate"] == pytest.approx(1 / (1 + np.exp(-logit["estimate"])), rel=1e-9)
    difference, needed = found.loc["risk difference"], found.loc["number needed to treat"]
    assert needed["estimate"] == pytest.approx(1 / difference["estimate"])
    ends = [1 / difference["ci_lower"], 1 / difference["ci_upper"]]
    assert [needed["ci_lower"], needed["ci_upper"]] == pytest.approx(sorted(ends))


def test_nobody_has_the_event(made: ipt.Imputations) -> None:
    found = ipt.event_rates(made, ipt.remission(-100)).set_index("measure")
    assert (found.loc["risk", "status"] == "variance not estimable").all()
    assert (found.loc["risk", "estimate"] == 0).all()
    assert found.loc["risk ratio", "status"] == "not estimable"
    assert found.loc["risk difference", "status"] == "variance not estimable"
    assert found.loc["risk difference", ["ci_lower", "ci_upper", "p_value"]].isna().all()


def test_people_of_a_cluster_are_not_independent() -> None:
    """Two people in each cluster who score alike count as one."""
    data = made_trial(per_arm=40, seed=5)
    twins = data["person"].str[1:].astype(int) // 2
    alike = data.assign(site=[f"c{number:02d}" for number in twins])
    formula = f"{FORMULA} + (1 | site)"
    made = ipt.impute(formula, alike, n_imputations=20, seed=1, **NAMES)

    def of_the_first(scores: np.ndarray, people: pd.DataFrame) -> np.ndarray:
        return np.repeat(scores[:, ::2] <= 12, 2, axis=1)

    plain = ipt.impute(FORMULA, alike, n_imputations=20, seed=1, **NAMES)
    clustered, naive = (
        ipt.event_rates(each, of_the_first).set_index("measure").loc["risk difference"]
        for each in (made, plain)
    )
    width = [row["ci_upper"] - row["ci_lower"] for row in (clustered, naive)]
    assert width[0] > 1.3 * width[1] and clustered["df"] < 20


def test_one_cluster_alone_says_nothing_of_chance() -> None:
    """Everybody of one site: as many clusters as it takes for a variance, less one."""
    data = made_trial(per_arm=20, seed=6).assign(site="s1")
    made = ipt.impute(f"{FORMULA} + (1 | site)", data, n_imputations=5, seed=1, **NAMES)
    found = ipt.event_rates(made, ipt.remission(12))
    assert (found["status"] == "variance not estimable").all()
    assert found["estimate"].notna().all() and found["ci_lower"].isna().all()


def test_what_is_refused(made: ipt.Imputations) -> None:
    with pytest.raises(ModelError, match="no such arm"):
        ipt.event_rates(made, ipt.remission(7), against="waitlist")
    with pytest.raises(ModelError, match="must return an array of True and False"):
        ipt.event_rates(made, lambda scores, people: scores.mean() < 7)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="takes what impute"):
        ipt.event_rates(made.ancova(), ipt.remission(7))  # type: ignore[arg-type]
