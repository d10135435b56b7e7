"""A person's own words, and categories."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.free_text import free_text

STORY = "husband found her a flat; now with a friend by the sea"
OWN = [f"she said that the {thing} had been too much" for thing in ("work", "house", "noise")]


@pytest.mark.parametrize(
    "rows",
    [
        {STORY: 1, "completed": 299},
        {**dict.fromkeys(OWN, 1), "completed": 295},
        {**dict.fromkeys(OWN, 1), **{f"code {n}": 20 for n in range(6)}},
        {"x" * 101: 40},
    ],
)
def test_own_words(rows: dict[str, int]) -> None:
    assert free_text(rows)


@pytest.mark.parametrize(
    "rows",
    [
        {"completed": 299, "moved away": 1, "withdrew consent": 1},
        {"withdrew consent for reasons of the family": 1, "moved": 3},
        {"would not have the sessions recorded": 1, "could not come in the mornings": 1, "ok": 50},
        dict.fromkeys(OWN, 4),
        {STORY: 2, "completed": 40},
        {},
    ],
)
def test_categories(rows: dict[str, int]) -> None:
    assert not free_text(rows)
