"""Items whose columns alone seem a total, or another visit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipt_outcomes.ingest.proposal.known_scales import KnownScales, known_scales
from ipt_outcomes.ingest.proposal.names_together import read_together
from ipt_outcomes.ingest.proposal.score_names import read_name


@pytest.fixture(scope="module")
def scales() -> KnownScales:
    return known_scales(Path("nowhere"))


def numbers(columns: Sequence[str], scales: KnownScales) -> list[int | None]:
    names = [name for column in columns if (name := read_name(column, scales)) is not None]
    assert len(names) == len(columns)
    return [name.number for name in read_together(names, scales)]


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


def visits(columns: Sequence[str], scales: KnownScales) -> set[str | None]:
    names = [name for column in columns if (name := read_name(column, scales)) is not None]
    return {name.visit and name.visit.name for name in read_together(names, scales)}


def test_items_of_a_follow_up(scales: KnownScales) -> None:
    columns = [f"FU_PHQ9_{item}" for item in range(1, 10)]
    assert numbers(columns, scales) == list(range(1, 10))
    assert visits(columns, scales) == {"follow_up"}
    # Three columns are three follow-ups.
    assert numbers(columns[:3], scales) == [None] * 3
    assert visits(columns[:3], scales) == {"follow_up_1", "follow_up_2", "follow_up_3"}
