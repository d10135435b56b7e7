"""Public objects at the prompt: a line of counts and notes, whatever rows they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

ROOT = Path(__file__).parents[1]
LONGEST = 300
VISITS = "y ~ baseline * visit + arm * visit + us(visit | person)"
PEOPLE = "y ~ baseline + arm * visit + (1 | person)"
MIXED = "y ~ baseline + arm * visit + ar1(week | person) + (1 | site)"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    n, visits = 24, ["week 4", "week 8", "week 12"]
    person = np.repeat(np.arange(n), 3)
    data = pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical(np.tile(visits, n), visits),
            "week": np.tile([4, 8, 12], n),
            "arm": np.where(person % 2, "ipt", "tau"),
            "site": person % 5,
            "baseline": 31337.125 + rng.normal(0, 3, n)[person],
            "y": 31337.25 + rng.normal(0, 1, n)[person] + rng.normal(0, 1, 3 * n),
        }
    )
    return data.drop(index=[71])


def fits(rows: pd.DataFrame) -> list[Any]:
    many = pd.DataFrame({"a": rows["y"], "b": 2 * rows["y"], "none": np.nan}, index=rows.index)
    return [
        ipt.fit(VISITS, rows),
        ipt.fit(VISITS, rows, vcov="CR2"),
        ipt.attempt_fit(VISITS, rows[:4], method="reml", df="satterthwaite"),
        ipt.reduce(VISITS, rows),
        *(ipt.fit_many(formula, rows, many) for formula in (VISITS, PEOPLE, MIXED)),
    ]


def parts(value: Any) -> Iterator[Any]:
    """An object of ours and all such that it holds."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for each in value:
            yield from parts(each)
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))


def test_no_part_of_a_fit_prints_rows(rows: pd.DataFrame) -> None:
    seen = [part for whole in fits(rows) for part in parts(whole)]
    assert len({type(part) for part in seen}) > 12
    for part in seen:
        assert len(repr(part)) < 2 * LONGEST, type(part)
        assert "31337" not in repr(part), type(part)
        assert "array(" not in repr(part), type(part)


def test_what_fits_say(rows: pd.DataFrame) -> None:
    fit, _, failed, reduction, many, *_ = fits(rows)
    assert repr(fit) == "<Fit of y: ok; 24 people, 71 rows>"
    assert repr(failed).startswith("<FailedFit y ~ baseline * visit")
    assert repr(reduction) == "<Reduction: 24 people, 71 rows, smallest pattern 1>"
    assert repr(many) == "<FitMany of 3 responses: 2 ok, 1 failed>"


def test_a_fit_shows_its_notes(rows: pd.DataFrame) -> None:
    changing = rows.assign(arm=np.where(rows.index == 0, "ipt", rows["arm"]))
    fit = ipt.fit(VISITS, changing)
    assert len(fit.notes) == 1
    assert repr(fit).splitlines()[1] == f"  note: {fit.notes[0]}>"
    reduced = ipt.fit_many(VISITS, changing, ["y"])
    assert all(note in repr(reduced) for note in reduced.notes)


def test_what_trials_say() -> None:
    plan = ipt.read_plan(ROOT / "config/trials/beat_the_blues.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    analysis = ipt.planned_analyses(plan)[0]
    result = ipt.analyse(analysis, tables)
    assert repr(plan) == "<Plan beat_the_blues: bdi in 2 arms at 5 visits>"
    assert repr(study).startswith("<Study: 100 people, 0 sessions, ")
    for each in (plan, study, result, analysis, ipt.check_study(plan)):
        lines = repr(each).splitlines()
        assert len(lines[0]) < LONGEST and lines[0].startswith("<")
        assert each == each  # noqa: PLR0124
    assert len({study, result, analysis}) == 3
    trial = ipt.simulate_trial(ipt.read_truth(ROOT / "config/simulations/demo_ipt.yaml"))
    assert repr(trial).startswith("<SimulatedTrial: ") and len(repr(trial)) < LONGEST


def test_fits_and_sums_are_compared_by_what_they_hold(rows: pd.DataFrame, tmp_path: Path) -> None:
    fit, reduction = ipt.fit(VISITS, rows), ipt.reduce(VISITS, rows)
    fit.save(tmp_path / "fit.json")
    reduction.save(tmp_path / "sums.json")
    again, sums = ipt.read_fit(tmp_path / "fit.json"), ipt.read_reduction(tmp_path / "sums.json")
    assert fit == again and hash(fit) == hash(again) and len({fit, again}) == 1
    assert reduction == sums and hash(reduction) == hash(sums)
    assert fit != ipt.fit(VISITS, rows.assign(y=rows["y"] + 1.0))
    assert reduction not in (fit, "sums")
    many = ipt.fit_many(VISITS, rows, ["y"])
    assert many == many and {many: 1}  # noqa: PLR0124


def test_sums_of_reductions(rows: pd.DataFrame) -> None:
    stated: dict[str, Any] = {
        "levels": {"arm": ["ipt", "tau"], "visit": ["week 4", "week 8", "week 12"]},
        "centre": {"baseline": 31337.0, "y": 31337.0},
    }
    one = ipt.reduce(VISITS, rows[rows["person"] < 11], **stated)
    two = ipt.reduce(VISITS, rows[rows["person"] >= 11], **stated)
    assert sum([one, two]) == one + two
    with pytest.raises(ipt.ModelError, match="adds to another one, and was 3"):
        3 + one


def test_likelihood_and_covariance_of_the_coefficients(rows: pd.DataFrame) -> None:
    for options in ({}, {"method": "ml"}, {"vcov": "CR2"}):
        fit = ipt.fit(VISITS, rows, **options)
        assert fit.log_likelihood == -fit.minus_2_log_likelihood / 2
        covariance = fit.coefficient_covariance
        assert list(covariance.index) == list(covariance.columns) == list(fit.terms)
        se = fit.coefficients.set_index("term")["se"]
        np.testing.assert_allclose(np.sqrt(np.diag(covariance)), se, rtol=1e-12)
        covariance.iloc[0, 0] = 0.0
        assert fit.coefficient_covariance.iloc[0, 0] > 0.0
        assert type(fit.aic) is float and type(fit.bic) is float
