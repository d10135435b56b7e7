"""Totals and subscales by hand: weights, domains, alternatives, missing items, severity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ipt_outcomes.instruments import Instrument, read_instrument
from ipt_outcomes.instruments.scoring import scored, severity_bands

NAN = np.nan
SOURCE = {"source": "A thesis of 2020."}


def scale(**change: Any) -> Instrument:
    """Three items from 0 to 2; one may be missing."""
    entry = {
        "name": "Mine", "scale": "mine", "version": "1", "construct_measured": "x",
        "population": "y", "rated_by": "self", "direction": "higher_is_worse",
        "minimum": 0, "maximum": 6, "items": [{"numbers": "1-3", "minimum": 0, "maximum": 2}],
        "missing_items": [{"name": "one", "most_missing": 1, **SOURCE}], **SOURCE,
    }  # fmt: skip
    return Instrument.model_validate({**entry, **change})


def totals(instrument: Instrument, *answers: list[float]) -> list[float]:
    return scored(instrument, np.array(answers), instrument.missing_rule()).total.tolist()


def test_the_phq9_by_hand() -> None:
    phq9 = read_instrument("phq9")
    answers = np.array(
        [
            [0, 1, 2, 3, 0, 1, 2, 3, 0],
            [3, 3, 3, 3, 3, 3, 3, 3, 3],
            [1, 1, 1, 1, 1, 1, 1, 1, NAN],
            [2, 1, NAN, 3, 2, NAN, 1, 2, 3],
            [2, 1, NAN, 3, 2, NAN, 1, 2, NAN],
            [NAN] * 9,
        ]
    )
    forms = scored(phq9, answers, phq9.missing_rule())
    # Rows 3 and 4: 8 answered, 8 points, 8/8 x 9; 7 answered, 14 points, 14/7 x 9.
    np.testing.assert_allclose(forms.total, [12, 27, 9, 18, NAN, NAN])
    assert forms.answered.tolist() == [9, 9, 8, 7, 6, 0]
    assert forms.prorated.tolist() == [False, False, True, True, False, False]


def test_without_a_rule_every_item_is_needed() -> None:
    bdi = read_instrument("bdi_ii")
    answers = np.ones((2, 21))
    answers[1, 4] = NAN
    forms = scored(bdi, answers, bdi.missing_rule())
    np.testing.assert_allclose(forms.total, [21, NAN])
    assert forms.answered.tolist() == [21, 20]
    assert not forms.prorated.any()


def test_a_mean_is_not_multiplied() -> None:
    mean = scale(scoring="mean", maximum=2)
    assert totals(mean, [2, 1, NAN], [2, 1, 0]) == [1.5, 1.0]


def test_weights_count_in_the_total_and_in_what_stands_in() -> None:
    groups = [
        {"numbers": "1-2", "minimum": 0, "maximum": 2},
        {"numbers": 3, "minimum": 0, "maximum": 2, "weight": 3},
    ]
    weighted = scale(scoring="weighted_sum", maximum=10, items=groups)
    # 2 + 1 + 3 x 1; then (2 + 3 x 1) over a weight of 4 stands for one of 5.
    assert totals(weighted, [2, 1, 1], [2, NAN, 1]) == [6.0, 6.25]


def test_domain_maxima_need_every_item_of_a_domain_or_its_rule() -> None:
    maxima = scale(
        scoring="domain_maxima", domains=["1-2", 3], maximum=4,
        missing_items=[{"name": "one", "most_missing": 1, **SOURCE}],
    )  # fmt: skip
    # The greater of 1 and 2 and 0; a domain with a gap has no maximum, and the other stands in.
    assert totals(maxima, [1, 2, 0], [1, NAN, 2]) == [2.0, 4.0]


def test_an_alternative_left_empty_is_not_missing() -> None:
    either = scale(alternatives=["1-2"], missing_items=[])
    forms = scored(either, np.array([[2, NAN, 1], [NAN, NAN, 1]]), None)
    np.testing.assert_allclose(forms.total, [3, NAN])
    assert forms.answered.tolist() == [2, 1]
    assert not forms.prorated.any()


def test_reverse_keyed_items_turn_before_the_mean_stands_in() -> None:
    turned = scale(reverse_keyed={"items": 1, "coding": "0 no to 2 yes", **SOURCE})
    # Item 1 counts 2: 2 + 0 + 0; with item 3 missing (2 + 0)/2 x 3.
    assert totals(turned, [0, 0, 0], [0, 0, NAN]) == [2.0, 3.0]
    assert totals(turned.as_turned(), [0, 0, 0]) == [0.0]


def test_bands_begin_where_they_say_and_fractions_are_not_rounded_up() -> None:
    phq9 = read_instrument("phq9")
    scores = np.array([0, 4, 4.5, 5, 9.999, 10 - 1e-15, 20, 27, NAN])
    assert severity_bands(phq9, scores) == [
        "minimal", "minimal", "minimal", "mild", "mild", "moderate", "severe", "severe", None,
    ]  # fmt: skip
    assert severity_bands(read_instrument("iip32"), scores) == [None] * len(scores)


@pytest.mark.parametrize("name", ["ces_d", "rses", "ucla_ls", "core_om", "epds"])
def test_turning_twice_is_not_turning(name: str) -> None:
    instrument = read_instrument(name)
    rng = np.random.default_rng(1)
    lowest = instrument.items[0].minimum
    highest = instrument.items[0].maximum
    answers = rng.integers(lowest, highest + 1, (20, len(instrument.items))).astype(float)
    assert instrument.reverse_keyed is not None
    columns = [number - 1 for number in instrument.reverse_keyed.numbers]
    before = answers.copy()
    before[:, columns] = lowest + highest - before[:, columns]
    np.testing.assert_allclose(
        scored(instrument, answers, None).total, scored(instrument.as_turned(), before, None).total
    )
