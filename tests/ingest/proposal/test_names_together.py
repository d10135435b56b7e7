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


@pytest.mark.parametrize(
    ("stem", "items", "scale"),
    [("pcl", 20, "pcl5"), ("bdi", 21, "bdi_ii"), ("gds", 15, "gds15"), ("hamd", 17, "hrsd17"),
     ("oq", 45, "oq45"), ("who", 5, "who5"), ("qids", 16, "qids_sr16"), ("cesd", 20, "ces_d"),
     ("bai", 21, "bai"), ("isi", 7, "isi"), ("spin", 17, "spin"), ("epds", 10, "epds"),
     ("rses", 10, "rses"), ("core", 34, "core_om")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "_pre"])
def test_no_column_of_a_run_of_items_is_a_total(
    scales: KnownScales, *, stem: str, items: int, scale: str, end: str
) -> None:
    columns = [f"{stem}{item}{end}" for item in range(1, items + 1)]
    assert numbers(columns, scales) == list(range(1, items + 1))
    names = [name for column in columns if (name := read_name(column, scales)) is not None]
    assert {name.scale for name in read_together(names, scales)} == {scale}


def test_a_run_that_fits_no_scale_has_no_total(scales: KnownScales) -> None:
    assert None not in numbers([f"pcl{item}" for item in range(1, 18)], scales)
