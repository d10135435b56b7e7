"""What a column's name says of a score."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.ingest.proposal.known_scales import KnownScales, known_scales
from ipt_outcomes.ingest.proposal.score_names import read_name


@pytest.fixture(scope="module")
def scales() -> KnownScales:
    return known_scales(Path("nowhere"))


@pytest.mark.parametrize(
    ("column", "scale", "number", "visit"),
    [
        ("phq9_1", "phq9", 1, None),
        ("phq9_9", "phq9", 9, None),
        ("PHQ9_Q3", "phq9", 3, None),
        ("phq_4", "phq9", 4, None),
        ("PHQ9_total", "phq9", None, None),
        ("phq9_w4", "phq9", None, "week_4"),
        ("pre_PHQ9", "phq9", None, "baseline"),
        ("bdi.2m", "bdi_ii", None, "month_2"),
        ("BDI.II.FU6m", "bdi_ii", None, "follow_up_month_6"),
        ("HAMDTL17", "hrsd17", None, None),
        ("hamd17_w6", "hrsd17", None, "week_6"),
        ("Prewt", "body_weight_lb", None, "baseline"),
        ("Postwt", "body_weight_lb", None, "post"),
        ("phq9_1_w4", "phq9", 1, "week_4"),
        ("w4_phq9_1", "phq9", 1, "week_4"),
        ("mood_pre", None, None, "baseline"),
        ("q7", None, 7, None),
        ("bdii10", "bdi_ii", 10, None),
        ("BDI_s12", "bdi_ii", None, "session_12"),
        ("hamd_1y", "hrsd17", None, "year_1"),
        ("hamd_12m", "hrsd17", None, "month_12"),
        ("PHQ9 Summe", "phq9", None, None),
        ("weight_kg", "body_weight_lb", None, None),
    ],
)
def test_names_of_scores(
    scales: KnownScales, column: str, scale: str | None, number: int | None, visit: str | None
) -> None:
    found = read_name(column, scales)
    assert found is not None
    assert (found.scale, found.number, found.visit and found.visit.name) == (scale, number, visit)


@pytest.mark.parametrize("column", ["drug", "length", "growth", "GENDER", "CHANGE", "PGIIMP"])
def test_names_of_other_things(scales: KnownScales, column: str) -> None:
    assert read_name(column, scales) is None
