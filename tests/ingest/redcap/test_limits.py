"""The limits of a field, and what lies outside."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.redcap.dictionary import Field
from ipt_outcomes.ingest.redcap.limits import limits_of


def field(validation: str, low: str = "", high: str = "", kind: str = "text") -> Field:
    return Field("x", kind, "X", None, validation, low, high, identifier=False)


def outside(asked: Field, *cells: str, decimal: str = ".") -> list[bool]:
    limits = limits_of(asked)
    assert limits is not None
    return [limits.outside(cell, decimal) for cell in cells]


@pytest.mark.parametrize(
    "validation",
    ["integer", "number", "number_1dp", "number_4dp", "number_comma_decimal",
     "number_2dp_comma_decimal"],
)  # fmt: skip
def test_numbers(validation: str) -> None:
    asked = field(validation, "-1", "27")
    assert outside(asked, "-1", "27", "27.0", "-1.5", "28", "", "NA", "much") == [
        False, False, False, True, True, False, False, False,
    ]  # fmt: skip
    assert str(limits_of(asked)) == "-1 to 27"


def test_decimal_commas() -> None:
    asked = field("number_1dp_comma_decimal", "0,5", "20,5")
    assert outside(asked, "0,4", "0,5", "20,6", decimal=",") == [True, False, True]


def test_one_limit_is_enough() -> None:
    assert outside(field("number", "18"), "17", "999") == [True, False]
    assert outside(field("number", "", "99"), "-5", "100") == [False, True]
    assert str(limits_of(field("number", "18"))) == "18 or more"
    assert str(limits_of(field("number", "", "99"))) == "99 or less"


def test_whole_numbers() -> None:
    limits = limits_of(field("integer"))
    assert limits is not None
    assert [limits.broken(cell, ".") for cell in ("3", "3.0", "3.5", "", "x")] == [
        False, False, True, False, False,
    ]  # fmt: skip
    assert not limits.outside("1000000", ".")
    number = limits_of(field("number", "0", "9"))
    assert number is not None and not number.broken("3.5", ".")


def test_sliders_have_limits_unless_they_say_others() -> None:
    assert outside(field("number", kind="slider"), "-1", "0", "100", "101") == [
        True, False, False, True,
    ]  # fmt: skip
    assert outside(field("", "-1", "10", "slider"), "-1", "11") == [False, True]
    assert outside(field("", "", "[most]", "slider"), "-1", "500") == [True, False]


@pytest.mark.parametrize("validation", ["date_ymd", "date_dmy", "date_mdy"])
def test_dates(validation: str) -> None:
    asked = field(validation, "2020-02-29", "today")
    cells = ("2020-02-28", "2020-02-29", "2199-01-01", "28.02.2020", "2020-02-28 10:00")
    assert outside(asked, *cells) == [True, False, False, False, False]
    assert str(limits_of(asked)) == "2020-02-29 or more"


@pytest.mark.parametrize(
    "asked",
    [
        field("number", "[age]", "now"),
        field("date_ymd", "today", "2020-02-30"),
        field("datetime_ymd", "2020-01-01", "2021-01-01"),
        field("email", "0", "9"),
        field("number", "0", "9", kind="calc"),
        field("number"),
        field("", "0", "9"),
    ],
)
def test_what_has_no_fixed_limit_has_none(asked: Field) -> None:
    assert limits_of(asked) is None
