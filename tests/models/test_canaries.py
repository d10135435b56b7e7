"""No message of any entry holds a value of a row.

Every column holds canaries, and every entry is called wrongly in many ways. Visits and arms are
names and may be shown; all other values, the index among them, may not.
"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError
from ipt_outcomes.models.attempt import FailedFit

CANARIES = ("CANARY", "31337")

TEMPLATES = [
    "{0} ~ arm * visit + us(visit | person)",
    "y ~ {0} + arm * visit + us(visit | person)",
    "y ~ {0} * visit + cs(visit | arm / person)",
    "y ~ C({0}) + arm + cs(visit | person)",
    "y ~ log({0}) + I({0} ** 2) + csh(visit | person)",
    "y ~ arm + toeph({0} | person)",
    "y ~ arm + us(visit | {0})",
    "y ~ arm + sp_exp({0} | person)",
    "y ~ arm + us(visit | person) + (1 | {0})",
    "y ~ arm + week + (1 + {0} | person)",
    "y ~ arm + week + (0 + {0} | therapist)",
    "y ~ arm + week + (1 + log({0}) | person) + (1 | {0})",
    "y ~ {0} + week + (1 | person)",
    "y ~ {0}:arm + exp({0}) + (1 | therapist / person)",
]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    n, m = 30, 3
    person = np.repeat(np.arange(n), m)
    week = np.tile([4, 8, 12], n)
    level = np.round(rng.normal(20, 4, n)) + 0.31337
    outcome = np.round(rng.normal(15, 6, n * m)) + 0.31337
    table = pd.DataFrame(
        {
            "person": [f"CANARY-person-{number}" for number in person],
            "visit": pd.Categorical([f"w{number}" for number in week]),
            "week": week,
            "arm": np.array(["a", "b"])[person % 2],
            "therapist": [f"CANARY-therapist-{number % 5}" for number in person],
            "stratum": np.array(["CANARY-x", "CANARY-y"])[person // 2 % 2],
            "note": [f"CANARY-note-{number}" for number in range(n * m)],
            "baseline": level[person],
            "sparse": np.where(week > 4, level[person], np.nan),
            "negative": outcome - 40.0,
            "decimal": [Decimal(repr(float(value))) for value in level[person]],
            "mixed": [f"CANARY-{v}" if v % 2 > 1 else float(v) for v in level[person]],
            "date": pd.to_datetime(level[person], unit="D"),
            "period": pd.PeriodIndex.from_ordinals(level[person].astype(int), freq="D"),
            "band": pd.cut(level[person], [0, 18.31337, 60.31337]),
            "listed": [[f"CANARY-{v}"] for v in level[person]],
            "infinite": np.where(week == 4, np.inf, level[person]),
            "w": np.where(week == 4, -1.31337, 2.31337),
            "y": outcome,
        }
    )
    return table.set_index(pd.Index([f"CANARY-row-{number}" for number in range(n * m)]))


def said(call: Callable[[], Any]) -> Iterator[str]:
    """All that a call says: its error with the errors behind it, its warnings, failed models."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = call()
        except ModelError as error:
            yield "".join(traceback.format_exception(error, limit=0))
            found = None
    yield from (str(warning.message) for warning in caught)
    if isinstance(found, FailedFit):
        yield found.reason
    elif hasattr(found, "fits"):
        yield from found.fits["reason"]
        yield from found.notes
    elif hasattr(found, "notes"):
        yield from found.notes


def errors_without_values(calls: list[Callable[[], Any]]) -> int:
    """How many texts the calls said, none of which holds a value."""
    texts = [text for call in calls for text in said(call) if text]
    for text in texts:
        assert not any(canary in text for canary in CANARIES), text
    return len(texts)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_column_in_every_place(template: str, rows: pd.DataFrame) -> None:
    calls: list[Callable[[], Any]] = []
    for number, column in enumerate(rows.columns):
        formula = template.format(column)
        calls += [
            lambda f=formula: ipt.fit(f, rows),
            lambda f=formula: ipt.reduce(f, rows),
            lambda f=formula: ipt.fit(f, rows.iloc[:4]),
            # Of the entries that come to the same, each column calls one.
            (
                lambda f=formula: ipt.attempt_fit(f, rows, method="ml", df="satterthwaite"),
                lambda f=formula: ipt.fit_many(f, rows, ["negative"]),
                lambda f=formula: ipt.reduce(f, [rows.iloc[:45], rows.iloc[45:]]),
            )[number % 3],
        ]
    assert errors_without_values(calls) > 20


@pytest.mark.parametrize("column", ["person", "note", "listed", "mixed", "date", "y"])
def test_people_in_the_place_of_visits_or_arms(column: str, rows: pd.DataFrame) -> None:
    """What has the place of a visit or an arm is named like one, but not where it cannot be one."""
    formulas = [
        f"y ~ arm + us({column} | visit)",
        f"y ~ arm + ar1({column} | person)",
        f"y ~ arm * visit + csh(visit | {column} / person)",
        f"y ~ arm + sp_exp(week | {column} / person)",
        f"y ~ arm + us({column} | arm / visit)",
    ]
    gone = rows.assign(y=rows["y"].where(rows["week"] != 8))
    calls: list[Callable[[], Any]] = []
    for formula in formulas:
        for given in (rows, gone, rows.iloc[:7]):
            calls.append(lambda f=formula, g=given: ipt.fit(f, g))
            calls.append(lambda f=formula, g=given: ipt.reduce(f, g))
    assert errors_without_values(calls) > 15


@pytest.mark.parametrize("argument", ["weights", "cluster", "probability_weights"])
def test_every_column_as_an_argument(argument: str, rows: pd.DataFrame) -> None:
    calls: list[Callable[[], Any]] = []
    for column in rows.columns:
        for formula in ("y ~ arm + cs(visit | person)", "y ~ arm + week + (1 | person)"):
            for given in (column, rows[column], list(rows[column]), rows[column].to_numpy()):
                calls.append(
                    lambda f=formula, g=given: ipt.fit(f, rows, vcov="CR0", **{argument: g})
                )
    assert errors_without_values(calls) > 80


def test_every_column_as_responses(rows: pd.DataFrame) -> None:
    calls: list[Callable[[], Any]] = []
    for column in rows.columns:
        own = rows[column]
        for given in (
            column,
            [column],
            own,
            own.reset_index(drop=True),
            list(own),
            dict(enumerate(own)),
            own.to_numpy(),
            own.to_frame().to_numpy(),
            own.to_frame().T,
        ):
            for formula in ("~ arm * visit + us(visit | person)", "~ arm + week + (1 | person)"):
                calls.append(lambda f=formula, g=given: ipt.fit_many(f, rows, g))
    assert errors_without_values(calls) > 150


def test_a_frame_that_lies_on_its_side(rows: pd.DataFrame) -> None:
    turned = rows.T
    calls: list[Callable[[], Any]] = [
        lambda: ipt.fit("y ~ arm + (1 | person)", turned),
        lambda: ipt.fit_many("y ~ arm + (1 | person)", turned, ["y"]),
        lambda: ipt.reduce("y ~ arm + us(visit | person)", turned),
    ]
    assert errors_without_values(calls) == len(calls)


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ arm * visit + stratum + baseline + us(visit | person)",
        "y ~ arm * visit + stratum * visit + log(baseline) + band + us(visit | arm / person)",
        "y ~ arm + stratum + baseline + week + (1 | therapist / person)",
    ],
)
def test_questions_to_a_fit(formula: str, rows: pd.DataFrame) -> None:
    one, many = ipt.fit(formula, rows), ipt.fit_many(formula, rows, ["y"])
    strange: list[Any] = [
        rows["stratum"], list(rows["stratum"]), rows["stratum"].to_numpy(), list(rows["person"]),
        dict(zip(rows["person"], rows["y"], strict=True)), rows, Decimal("2.31337"),
    ]  # fmt: skip
    calls: list[Callable[[], Any]] = []
    for fitted in (one, many):
        for given in strange:
            calls += [
                lambda f=fitted, g=given: ipt.marginal_means(f, g),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", by=g),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", weights=g),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", level=g),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", at=g),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", at={"baseline": g}),
                lambda f=fitted, g=given: ipt.marginal_means(f, "arm", at={"stratum": g}),
                lambda f=fitted, g=given: ipt.contrast(f, g),
                lambda f=fitted, g=given: ipt.contrast(f, "arm", against=g),
                lambda f=fitted, g=given: ipt.contrast(f, "arm", coefficients=g),
                lambda f=fitted, g=given: ipt.contrast(f, "arm", coefficients={"c": g}),
                lambda f=fitted, g=given: ipt.joint_test(f, g),
            ]
        calls += [
            lambda f=fitted: ipt.contrast(f, "stratum", against="none"),
            lambda f=fitted: ipt.marginal_means(f, "stratum", at={"stratum": ["none"]}),
            lambda f=fitted: ipt.contrast(f, "stratum", coefficients={"c": {"none": 1}}),
            lambda f=fitted: ipt.marginal_means(f, "baseline"),
            lambda f=fitted: ipt.joint_test(f, "none"),
        ]
    other = rows.assign(stratum=rows["therapist"], y=rows["negative"], baseline=rows["sparse"])
    for given in (*strange, other, other.iloc[:9], rows.assign(baseline=rows["date"])):
        calls += [
            lambda g=given: ipt.scaled_residuals(one, g),
            lambda g=given: ipt.leverage(one, g),
            lambda g=given: ipt.second_opinion(one, g),
            lambda g=given: ipt.compare_fits(one, g),
            lambda g=given: ipt.contrast(g, "arm"),
        ]
    assert errors_without_values(calls) > 150


def test_what_reduce_is_told(rows: pd.DataFrame) -> None:
    formula = "y ~ arm * visit + stratum + baseline + us(visit | person)"
    by_person = dict(zip(rows["person"], rows["y"], strict=True))
    calls: list[Callable[[], Any]] = [
        lambda: ipt.reduce(formula, rows, levels=by_person),
        lambda: ipt.reduce(formula, rows, centre=by_person),
        lambda: ipt.reduce(formula, rows, levels=rows),
        lambda: ipt.reduce(formula, rows, levels={"stratum": rows["stratum"]}),
        lambda: ipt.reduce(formula, rows, levels={"stratum": ["none"]}),
        lambda: ipt.reduce(formula, rows, centre={"baseline": rows["baseline"]}),
        lambda: ipt.reduce(formula, rows.iloc[::-1].to_dict("records")),
        lambda: ipt.reduce(formula, [rows.iloc[45:], rows.iloc[:45]]),
        lambda: ipt.fit(
            formula, ipt.reduce(formula, rows, levels={"stratum": ["CANARY-y", "CANARY-x", "no"]})
        ),
        lambda: ipt.reduce(formula, rows) + ipt.reduce(formula, rows.iloc[:30]),
        lambda: ipt.reduce(formula, rows) + rows,
        lambda: ipt.fit(formula, ipt.reduce(formula, rows), weights="w"),
    ]
    assert errors_without_values(calls) == len(calls)
