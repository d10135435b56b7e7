"""An item whose column is called like its scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipt_outcomes.ingest.proposal.known_scales import KnownScales, known_scales
from ipt_outcomes.ingest.proposal.last_items import with_last_items
from ipt_outcomes.ingest.proposal.score_names import read_name


@pytest.fixture(scope="module")
def scales() -> KnownScales:
    return known_scales(Path("nowhere"))


def numbers(columns: Sequence[str], scales: KnownScales) -> list[int | None]:
    names = [name for column in columns if (name := read_name(column, scales)) is not None]
    assert len(names) == len(columns)
    return [name.number for name in with_last_items(names, scales)]


def test_the_last_item(scales: KnownScales) -> None:
    assert numbers([f"PHQ{item}" for item in range(1, 10)], scales) == list(range(1, 10))
    assert numbers([f"gad_{item}" for item in range(1, 8)], scales) == list(range(1, 8))
    visits = [f"PHQ{item}_{visit}" for visit in ("T0", "T1") for item in range(1, 10)]
    assert numbers(visits, scales) == [*range(1, 10), *range(1, 10)]


@pytest.mark.parametrize(
    "columns",
    [
        ["PHQ9"],
        [f"PHQ{item}" for item in (1, 2, 3, 4, 5, 6, 7, 9)],
        [*(f"PHQ9_{item}" for item in range(1, 10)), "PHQ9"],
        [*(f"PHQ{item}_T0" for item in range(1, 9)), "PHQ9_T1"],
    ],
)
def test_a_total(scales: KnownScales, columns: Sequence[str]) -> None:
    assert numbers(columns, scales)[-1] is None
