"""The registry: every scale reads, its range follows from its items, its numbers have a source."""

from __future__ import annotations

import pytest

from ipt_outcomes.instruments import read_instrument, registered_instruments


@pytest.mark.parametrize("name", registered_instruments())
def test_scale_is_consistent(name: str) -> None:
    scale = read_instrument(name)
    assert scale.scale == name
    assert scale.source and scale.minimum < scale.maximum
    assert [item.number for item in scale.items] == list(range(1, len(scale.items) + 1))
    if scale.items and scale.scoring == "sum":
        assert scale.minimum == sum(item.minimum for item in scale.items)
        assert scale.maximum == sum(item.maximum for item in scale.items)


def test_the_scales_of_both_trials_are_there() -> None:
    assert {"phq9", "hrsd17", "bdi_ii", "iip32", "sas_sr"} <= set(registered_instruments())


def test_unknown_scale() -> None:
    with pytest.raises(KeyError, match="not a registered scale"):
        read_instrument("phq99")
