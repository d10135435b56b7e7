"""Every number of the registry has a record of how it was looked up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ipt_outcomes.instruments import read_instrument, registered_instruments

from .facts import facts_of

RECORD = Path(__file__).parents[1] / "reference" / "instruments.csv"
WAYS = {"paper", "other", "memory"}


@pytest.fixture(scope="module")
def record() -> dict[tuple[str, str], dict[str, str]]:
    with RECORD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["scale"], row["fact"]): row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("name", registered_instruments())
def test_a_number_is_the_one_that_was_looked_up(
    record: dict[tuple[str, str], dict[str, str]], name: str
) -> None:
    recorded = {fact: row["value"] for (scale, fact), row in record.items() if scale == name}
    assert facts_of(read_instrument(name)) == recorded


def test_the_record_says_how_and_where(record: dict[tuple[str, str], dict[str, str]]) -> None:
    assert {scale for scale, _ in record} == set(registered_instruments())
    for row in record.values():
        assert row["checked"] in WAYS
        assert bool(row["where"]) == (row["checked"] != "memory"), row
