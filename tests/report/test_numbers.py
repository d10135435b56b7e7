from __future__ import annotations

import math

import pytest

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.report.numbers import (
    confidence,
    interval,
    number,
    p_equals,
    p_value,
    sentence_decimals,
    table_decimals,
    with_interval,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(-4.115, 1, "−4.1"), (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (math.nan, 2, "–"),
     (math.inf, 2, "–"), (1234.5, 1, "1234.5")],
)  # fmt: skip
def test_a_number_has_a_true_minus_sign_and_no_negative_zero(
    value: float, decimals: int, text: str
) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00004, "< .001"), (0.0231, ".023"), (0.5, ".500"), (0.9999, "> .999"), (math.nan, "–")],
)
def test_p_values_are_written_as_apa_does(value: float, text: str) -> None:
    assert p_value(value) == text


def test_p_in_a_sentence() -> None:
    assert p_equals(0.0000001) == "p\u00a0<\u00a0.001"
    assert p_equals(0.04) == "p\u00a0=\u00a0.040"


def test_intervals() -> None:
    assert with_interval(-4.1, -5.6, -2.6, 1) == "−4.1 (−5.6 to −2.6)"
    assert with_interval(math.nan, -5.6, -2.6, 1) == "–"
    assert interval(math.nan, 2.0, 1) == "–"


def test_decimals_follow_the_scale() -> None:
    assert table_decimals(read_instrument("phq9")) == 2
    assert table_decimals(read_instrument("sas_sr")) == 3
    assert sentence_decimals(read_instrument("phq9")) == 1
    assert sentence_decimals(read_instrument("sas_sr")) == 2


def test_the_level_comes_from_alpha() -> None:
    assert confidence(0.05) == "95%"
    assert confidence(0.025) == "97.5%"
