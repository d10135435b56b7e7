"""A trial whose plan was changed after it was locked; and what is not in the plan at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.tables.over_time import over_time
from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.columns import STANDING

from ..locked_plan import locked_then

Results = list[ipt.Result]


def curved(plan: dict[str, Any]) -> None:
    plan["models"]["growth"]["time"] = "sqrt"
    plan["title"] = "Another title"


@pytest.fixture(scope="module")
def run(blues_results: Results, blues_outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    plan = locked_then(curved, trial="beat_the_blues", data=True)
    return ipt.estimate_tables(plan, blues_results, blues_outcomes)


def test_every_table_of_results_says_what_its_rows_are(run: dict[str, pd.DataFrame]) -> None:
    with_rows = {name: frame for name, frame in run.items() if len(frame)}
    assert {"models", "means", "effects", "effect_sizes", "hypotheses"} <= set(with_rows)
    for name, frame in with_rows.items():
        assert (STANDING in frame) == (STANDING in TABLES[name].columns) == ("outcome" in frame)
        if "analysis" in frame:
            expected = frame["analysis"].map(
                lambda each: "exploratory" if each == "growth" else "planned"
            )
            assert list(frame[STANDING]) == list(expected), name
    assert set(run["slopes"][STANDING]) == {"exploratory"}
    assert set(run["hypotheses"][STANDING]) == {"planned"}


def test_the_numbers_are_those_of_a_plan_that_was_not_locked(
    blues_plan: ipt.Plan,
    blues_results: Results,
    blues_outcomes: pd.DataFrame,
    run: dict[str, pd.DataFrame],
) -> None:
    plain = ipt.estimate_tables(blues_plan, blues_results, blues_outcomes)
    for name, frame in plain.items():
        if STANDING in frame:
            assert set(frame[STANDING]) <= {"unlocked"}
            pd.testing.assert_frame_equal(
                frame.drop(columns=STANDING), run[name].drop(columns=STANDING)
            )


def test_the_page_names_the_key_and_what_is_exploratory(run: dict[str, pd.DataFrame]) -> None:
    plan = locked_then(curved, trial="beat_the_blues", data=True)
    page = ipt.report_page(ipt.report_material(plan, run))
    assert "The plan was locked on 2026-03-04, the data file being there." in page
    assert "models.growth.time" in page and "linear" in page and "sqrt" in page
    assert "ok; exploratory" in page
    assert "EXPLORATORY, not in the plan as locked (2026-03-04): " in page


def test_the_manifest_has_the_seal(blues_plan: ipt.Plan) -> None:
    plan = locked_then(curved, trial="beat_the_blues")
    assert plan.lock is not None
    assert f'"lock_seal": "{plan.lock.seal}"' in ipt.manifest(plan, inputs=[], outputs=[])
    assert '"lock_seal": null' in ipt.manifest(blues_plan, inputs=[], outputs=[])


MAKERS: dict[str, Callable[[ipt.Plan, Results], object]] = {
    "planned_contrasts": ipt.planned_contrasts,
    "adjusted_means": ipt.adjusted_means,
    "over_time": over_time,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "bai"}, "the plan has no outcome 'bai'; it has bdi"),
        ({"name": "mine"}, "no analysis of bdi called 'mine'; it has mmrm and growth"),
    ],
)
def test_results_of_what_is_not_planned_become_no_table(
    blues_plan: ipt.Plan,
    blues_results: Results,
    make: Callable[[ipt.Plan, Results], object],
    changes: dict[str, str],
    said: str,
) -> None:
    other = replace(blues_results[0], analysis=replace(blues_results[0].analysis, **changes))
    with pytest.raises(KeyError, match=said):
        make(blues_plan, [other])


def test_a_visit_that_is_not_planned_has_no_contrast(
    blues_plan: ipt.Plan, blues_results: Results
) -> None:
    fewer = blues_plan.model_copy(update={"visits": blues_plan.visits[:-1]})
    with pytest.raises(KeyError, match="the plan has no visit 'month_8'"):
        ipt.planned_contrasts(fewer, blues_results)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("outcome", "bai", "the plan has no outcome 'bai'"),
        ("visit", "month_12", "the plan has no visit 'month_12'"),
        ("test", "tau", "the plan asks no contrast of tau and tau of bdi"),
    ],
)
def test_contrasts_that_are_not_planned_conclude_nothing(
    blues_plan: ipt.Plan,
    blues_results: Results,
    blues_outcomes: pd.DataFrame,
    column: str,
    value: str,
    said: str,
) -> None:
    contrasts = ipt.planned_contrasts(blues_plan, blues_results)
    contrasts.loc[0, column] = value
    with pytest.raises(KeyError, match=said):
        ipt.plan_effects(blues_plan, contrasts, blues_outcomes)


@pytest.mark.parametrize("table", [ipt.effects_table, ipt.means_table])
def test_rows_that_are_not_planned_are_not_shown(
    blues_plan: ipt.Plan, run: dict[str, pd.DataFrame], table: Callable[..., object]
) -> None:
    name = "effects" if table is ipt.effects_table else "means"
    rows = run[name].copy()
    rows.loc[0, "outcome"] = "bai"
    more = (run["models"],) if name == "effects" else ()
    with pytest.raises(KeyError, match="the plan has no outcome 'bai'"):
        table(blues_plan, rows, *more)
