"""Random effects of several factors for many responses are what each response has alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import contrast
from ipt_outcomes.models.batch.fit_many import fit_many

from ..agreement import alone, assert_same, of
from ..conftest import ManyTrials

PEOPLE, THERAPISTS, GROUPS, RESPONSES = 96, 10, 6, 6
FIXED = "~ baseline + arm"
CROSSED = f"{FIXED} + (1 | therapist) + (1 | group)"
PARTLY = f"{FIXED} + (0 + treated | therapist) + (0 + treated | group)"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """One row a person: three arms, of which a has no therapist."""
    rng = np.random.default_rng(7)
    arm, therapist = rng.integers(0, 3, PEOPLE), rng.integers(0, THERAPISTS, PEOPLE)
    return pd.DataFrame(
        {
            "baseline": rng.normal(20, 5, PEOPLE),
            "arm": pd.Categorical.from_codes(arm, ["a", "b", "c"]),
            "treated": (arm > 0).astype(float),
            "age": rng.normal(size=PEOPLE),
            "therapist": therapist.astype(str),
            "group": rng.integers(0, GROUPS, PEOPLE).astype(str),
            "site": (therapist % 4).astype(str),
            "own": np.where(arm > 0, therapist.astype(str), None),
        }
    )


@pytest.fixture(scope="module")
def scores(rows: pd.DataFrame) -> np.ndarray:
    """Effects of therapists and groups that are zero in some responses and not in others."""
    rng = np.random.default_rng(8)
    there = rng.choice([0.0, 1.0, 3.0], (3, RESPONSES))
    therapist, group = rows["therapist"].astype(int), rows["group"].astype(int)
    made = 0.5 * rows["baseline"].to_numpy()[:, None] + rng.normal(0, 3, (PEOPLE, RESPONSES))
    made += there[0] * rng.normal(size=(THERAPISTS, RESPONSES))[therapist]
    made += there[1] * rng.normal(size=(GROUPS, RESPONSES))[group]
    slopes = rng.normal(size=(THERAPISTS, RESPONSES))[therapist]
    return np.asarray(made + there[2] * rows["age"].to_numpy()[:, None] * slopes)


def with_gaps(scores: np.ndarray) -> np.ndarray:
    """Two complete responses, two that share their gaps, and others."""
    gone = np.random.default_rng(9).random(scores.shape) < 0.08
    gone[:, :2] = False
    gone[:, 3] = gone[:, 2]
    return np.where(gone, np.nan, scores)


def assert_agrees(some: ManyTrials, formula: str, options: dict[str, Any]) -> pd.DataFrame:
    """Every response as its own fit has it; the facts of all."""
    many = fit_many(formula, some.rows, some.scores, **options)
    table = contrast(many, "arm", against="a")
    for response in range(some.scores.shape[1]):
        one = alone(some, formula, response, options)
        facts = many.fits.loc[response]
        assert facts["status"] == one.status
        assert facts["n_subjects"] == one.n_subjects
        assert facts["n_observations"] == one.n_observations
        assert facts["minus_2_log_likelihood"] == pytest.approx(
            one.minus_2_log_likelihood, rel=1e-10
        )
        assert_same(of(table, response), contrast(one, "arm", against="a"))
        assert_same(of(many.coefficients, response), one.coefficients)
    return many.fits


@pytest.mark.parametrize(
    ("formula", "options", "complete"),
    [
        (CROSSED, {}, True),
        (CROSSED, {"df": "satterthwaite"}, False),
        (CROSSED, {"df": "kenward-roger-sas"}, True),
        (CROSSED, {"method": "ml"}, True),
        (CROSSED, {"method": "ml", "information": "expected"}, False),
        (PARTLY, {}, True),
        (PARTLY, {}, False),
        (f"{FIXED} + (0 + treated | own) + (1 | group)", {}, False),
        (f"{FIXED} + (1 | site / therapist)", {}, False),
        (f"{FIXED} + (1 + age | therapist) + (1 | group)", {"df": "satterthwaite"}, True),
        (f"{FIXED} + (1 + age || therapist) + (1 | group)", {}, False),
    ],
)
def test_agrees_with_each_fit(
    rows: pd.DataFrame,
    scores: np.ndarray,
    formula: str,
    options: dict[str, Any],
    complete: bool,
) -> None:
    some = ManyTrials(rows, scores if complete else with_gaps(scores))
    facts = assert_agrees(some, formula, options)
    assert facts["batched"].all()
    assert "singular" in set(facts["status"])


def test_people_inside_therapists(trials: ManyTrials) -> None:
    """Rows of visits: an effect of each person beside one of each therapist."""
    rows = trials.rows.assign(therapist=trials.rows["person"] % 10)
    some = ManyTrials(rows, trials.scores[:, :4])
    formula = "~ baseline + arm + week + (1 | person) + (1 | therapist)"
    assert assert_agrees(some, formula, {})["batched"].all()


def test_more_effects_than_are_taken_together(
    rows: pd.DataFrame, scores: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = "ipt_outcomes.models.batch.effects.crossed_design._MOST_EFFECTS"
    monkeypatch.setattr(where, THERAPISTS + GROUPS - 1)
    facts = assert_agrees(ManyTrials(rows, scores[:, :2]), CROSSED, {})
    assert not facts["batched"].any()
    monkeypatch.setattr(where, THERAPISTS + GROUPS)
    assert fit_many(CROSSED, rows, scores[:, :2]).fits["batched"].all()
    monkeypatch.setattr(where.replace("EFFECTS", "WITH_OWN_ROWS"), THERAPISTS)
    gaps = with_gaps(scores)
    assert fit_many(CROSSED, rows, gaps[:, [0, 1, 2, 3]]).fits["batched"].all()
    assert not fit_many(CROSSED, rows, gaps[:, 3:]).fits["batched"].any()
    monkeypatch.setattr(where.replace("EFFECTS", "WITHOUT_AXES"), THERAPISTS)
    assert not fit_many(CROSSED, rows, scores[:, :2], method="ml").fits["batched"].any()


def test_an_exceptional_response_harms_no_other(rows: pd.DataFrame, scores: np.ndarray) -> None:
    """Tiny, huge, without arm c; constant, without a score, infinite, a covariate; and sound."""
    many_scores = np.repeat(scores[:, :1], 8, axis=1)
    many_scores[:, 0] *= 1e-8
    many_scores[:, 1] *= 1e8
    many_scores[(rows["arm"] == "c").to_numpy(), 2] = np.nan
    many_scores[:, 3] = 7.0
    many_scores[:, 4] = np.nan
    many_scores[3, 5] = np.inf
    many_scores[:, 6] = 3.0 - 2.0 * rows["baseline"]
    many = fit_many(CROSSED, rows, many_scores)
    assert many.fits["batched"].tolist() == [True, True, *[False] * 5, True]
    assert (many.fits["status"][3:7] == "failed").all()
    assert (many.fits["reason"][3:7] != "").all()
    table = contrast(many, "arm", against="a")
    for response in (0, 1, 7):
        one = alone(ManyTrials(rows, many_scores), CROSSED, response, {})
        assert many.fits["status"][response] == one.status
        assert_same(of(table, response), contrast(one, "arm", against="a"))
    assert of(table, 2)["status"].tolist() == ["ok", "not estimable"]


def test_terms_that_say_the_same_are_refused_as_by_a_fit(
    rows: pd.DataFrame, scores: np.ndarray
) -> None:
    formula = f"{FIXED} + (1 | therapist) + (1 | copy)"
    many = fit_many(formula, rows.assign(copy=rows["therapist"]), scores[:, :2])
    assert (many.fits["status"] == "failed").all()
    assert many.fits["reason"].str.contains("cannot be told apart").all()


def test_a_residual_beside_effects_that_are_a_thousand_times_larger(
    rows: pd.DataFrame, scores: np.ndarray
) -> None:
    rng = np.random.default_rng(10)
    large = rng.normal(size=(THERAPISTS, 2))[rows["therapist"].astype(int)]
    large += rng.normal(size=(GROUPS, 2))[rows["group"].astype(int)]
    some = ManyTrials(rows, 3000.0 * large + rng.normal(size=(PEOPLE, 2)))
    assert_agrees(some, CROSSED, {})
