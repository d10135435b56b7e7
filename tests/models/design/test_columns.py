"""What a column holds decides what it is, however pandas stores it."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError
from ipt_outcomes.models.design.columns import index_levels, keys, model_variable, numbers
from ipt_outcomes.models.design.kinds import stored_plainly
from ipt_outcomes.models.result import Fit

VISITS = "y ~ baseline * visit + arm * visit + us(visit | person)"
PEOPLE = "y ~ baseline + arm * week + (1 + week | person)"
FORMULAS = [VISITS, PEOPLE]


def decimals(column: pd.Series) -> pd.Series:
    return column.map(lambda value: Decimal(repr(float(value)))).astype(object)


NUMBERS = {
    "objects": lambda column: column.astype(object),
    "objects with None": lambda column: pd.Series([*column[:-1], None], dtype=object),
    "Decimal": decimals,
    "Decimal of Arrow": lambda column: pd.Series(
        [Decimal(f"{value:.9f}") for value in column], dtype=pd.ArrowDtype(pa.decimal128(20, 9))
    ),
    "Float64": lambda column: column.astype("Float64"),
    "Arrow": lambda column: column.astype(pd.ArrowDtype(pa.float64())),
    "sparse": lambda column: column.astype(pd.SparseDtype(float)),
}
NO_NUMBERS = {
    "dates": lambda rows: pd.to_datetime(rows["week"], unit="D"),
    "zoned": lambda rows: pd.to_datetime(rows["week"], unit="D", utc=True),
    "date objects": lambda rows: pd.to_datetime(rows["week"], unit="D").dt.date,
    "periods": lambda rows: pd.Series(pd.PeriodIndex.from_ordinals(rows["week"], freq="M")),
    "durations": lambda rows: pd.to_timedelta(rows["week"], unit="D"),
    "times": lambda rows: pd.Series([datetime.time(3)] * len(rows)),
    "intervals": lambda rows: pd.Series(
        pd.arrays.IntervalArray.from_arrays(rows["week"], rows["week"] + 1)
    ),
    "lists": lambda rows: pd.Series([[1.5]] * len(rows)),
    "bytes": lambda rows: pd.Series([b"x"] * len(rows)),
    "complex": lambda rows: rows["baseline"] + 1j,
    "two kinds": lambda rows: pd.Series([1, "1"] * (len(rows) // 2), dtype=object),
    "two kinds of category": lambda rows: pd.Series(pd.Categorical([1, "1"] * (len(rows) // 2))),
    "signalling": lambda rows: pd.Series([Decimal("sNaN")] * len(rows), dtype=object),
    "too long": lambda rows: pd.Series([10**400] * len(rows), dtype=object),
}


def same(one: Fit, two: Fit) -> None:
    assert one.terms == two.terms
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-6)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", ["baseline", "y"])
@pytest.mark.parametrize("storage", list(NUMBERS))
def test_numbers_are_numbers_however_stored(
    formula: str, name: str, storage: str, small_trial: pd.DataFrame
) -> None:
    stored = NUMBERS[storage](small_trial[name])
    plain = small_trial.assign(**{name: stored.astype("float64")})
    rows = small_trial.assign(**{name: stored})
    same(ipt.fit(formula, rows), ipt.fit(formula, plain))
    many = ipt.fit_many(formula, rows, ["y"])
    assert list(many.fits["status"]) == ["ok"]
    assert many.fits["n_observations"][0] == plain[[name]].notna().sum().iloc[0]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", ["baseline", "y", "person"])
@pytest.mark.parametrize("kind", list(NO_NUMBERS))
def test_what_is_neither_number_nor_text_is_refused(
    formula: str, name: str, kind: str, small_trial: pd.DataFrame
) -> None:
    held = NO_NUMBERS[kind](small_trial)
    identifies = kind not in (
        "lists",
        "complex",
        "two kinds",
        "two kinds of category",
        "signalling",
    )
    if name == "person" and identifies:
        assert len(keys(held)) == len(held)
        return
    rows = small_trial.assign(**{name: held})
    with pytest.raises(ModelError, match=f"{name!r}.*hold|categories of {name!r}"):
        ipt.fit(formula, rows)


def test_categories_that_are_intervals_or_periods(small_trial: pd.DataFrame) -> None:
    cut = pd.cut(small_trial["baseline"], [0, 18, 22, 60])
    months = pd.PeriodIndex.from_ordinals(small_trial["week"], freq="M")
    for formula in (VISITS.replace("baseline", "band"), "y ~ band + arm * week + (1 | person)"):
        found = ipt.fit(formula, small_trial.assign(band=cut))
        expected = ipt.fit(formula, small_trial.assign(band=cut.astype(str)))
        np.testing.assert_allclose(found.inference.beta, expected.inference.beta, rtol=1e-8)
        assert found.fixed.factors["band"] == ("(0, 18]", "(18, 22]", "(22, 60]")
        by_interval = ipt.marginal_means(found, "arm", at={"band": cut.cat.categories[1]})
        by_text = ipt.marginal_means(found, "arm", at={"band": "(18, 22]"})
        pd.testing.assert_frame_equal(by_interval, by_text)
    as_category = small_trial.assign(visit=pd.Categorical(months))
    assert ipt.fit(VISITS, as_category).fixed.factors["visit"] == ("1970-05", "1970-09", "1971-01")


@pytest.mark.parametrize("family", ["us", "ar1"])
def test_periods_and_dates_may_index_a_covariance(family: str, small_trial: pd.DataFrame) -> None:
    formula = f"y ~ baseline + arm + {family}(when | person)"
    plain = ipt.fit(formula, small_trial.assign(when=small_trial["week"]))
    for when in (
        pd.PeriodIndex.from_ordinals(small_trial["week"], freq="M"),
        pd.to_datetime(small_trial["week"], unit="D"),
        pd.cut(small_trial["week"], [0, 5, 9, 20]),
        small_trial["week"].astype(object),
        decimals(small_trial["week"]),
    ):
        same(ipt.fit(formula, small_trial.assign(when=when)), plain)


def test_arrows_dictionaries_with_a_missing_value(small_trial: pd.DataFrame) -> None:
    dictionary = pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
    arm = small_trial["arm"].astype(object).where(small_trial["person"] != "p03", None)
    found = ipt.fit(VISITS, small_trial.assign(arm=arm.astype(dictionary)))
    same(found, ipt.fit(VISITS, small_trial.assign(arm=arm)))
    assert found.rows_dropped == {"arm missing": 3}


@pytest.mark.parametrize("formula", FORMULAS)
def test_people_of_any_kind(formula: str, small_trial: pd.DataFrame) -> None:
    plain = ipt.fit(formula, small_trial)
    person = small_trial["person"]
    for other in (
        person.astype("category"),
        person.map(lambda name: uuid.uuid5(uuid.NAMESPACE_DNS, name)),
        person.map(lambda name: (name, 1)),
        person.map(lambda name: 10**30 + int(name[1:])).astype(object),
        person.map(lambda name: int(name[1:])).astype(object),
        person.map(lambda name: float(name[1:])).astype("float16"),
    ):
        same(ipt.fit(formula, small_trial.assign(person=other)), plain)
    mixed = [int(name[1:]) if name > "p30" else name for name in person]
    with pytest.raises(ModelError, match="'person' holds numbers and text together"):
        ipt.fit(formula, small_trial.assign(person=mixed))


def test_people_as_categories_in_pieces(small_trial: pd.DataFrame) -> None:
    """An unordered Categorical has no least value; its people have."""
    rows = small_trial.astype({"person": "category"})
    levels = {"visit": ["w04", "w08", "w12"], "arm": ["a", "b"]}
    pieces = [rows.iloc[:50], rows.iloc[50:]]
    same(ipt.fit(VISITS, ipt.reduce(VISITS, pieces, levels=levels)), ipt.fit(VISITS, small_trial))


def test_booleans_in_any_storage(small_trial: pd.DataFrame) -> None:
    formula = "y ~ old + arm * week + (1 | person) + (0 + late | therapist)"
    old, late = small_trial["baseline"] > 20, small_trial["week"] > 4
    plain = ipt.fit(formula, small_trial.assign(old=old, late=late.astype(float)))
    for dtype in ("bool", "boolean", "object", pd.ArrowDtype(pa.bool_())):
        rows = small_trial.assign(old=old.astype(dtype), late=late.astype(dtype))
        same(ipt.fit(formula, rows), plain)


def test_a_column_without_any_value(small_trial: pd.DataFrame) -> None:
    for empty in ([None] * 180, [pd.NA] * 180, np.full(180, np.nan)):
        with pytest.raises(ModelError, match="baseline missing in 180 rows"):
            ipt.fit(VISITS, small_trial.assign(baseline=pd.Series(empty)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["b", "a", None], ["a", "b"]),
        ([2, 1, None], [1.0, 2.0]),
        ([True, None, True], [False, True]),
    ],
)
def test_declared_factors(values: list[Any], expected: list[Any]) -> None:
    made = model_variable(pd.Series(values, name="x"), True)
    assert list(made.cat.categories) == expected
    assert made.isna().sum() == 1


def test_infinite_levels() -> None:
    with pytest.raises(ModelError, match="'x' is infinite in 1 rows"):
        model_variable(pd.Series([1.0, np.inf], name="x"), True)
    with pytest.raises(ModelError, match="categories of 'x' are not all finite"):
        index_levels(pd.Series(pd.Categorical([1.0, np.inf]), name="x"))


def test_a_missing_number_stays_missing() -> None:
    found = numbers(pd.Series([Decimal("1.5"), None, Decimal("NaN"), pd.NA], dtype=object))
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [1.5, np.nan, np.nan, np.nan])
    half = stored_plainly(pd.Series([1.5], dtype="float16"))
    assert half.dtype == np.float64
