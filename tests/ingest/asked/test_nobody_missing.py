"""A trial that nobody left: it is said, for its files may hold nobody else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from .conftest import Case

CODES = {"arms": "{wl: wl, ipt: ipt}", "visit": "visit", "codes": "{t0: t0, t1: t1, t2: t2}"}


def notes(case: Case, people: int, without: list[int]) -> list[str]:
    """What is said of so many people at three visits, these rows left out."""
    rng = np.random.default_rng(1)
    rows = [
        (f"p{person:02d}", ("wl", "ipt")[person % 2], visit, int(rng.integers(0, 28)))
        for person in range(people)
        for visit in ("t0", "t1", "t2")
    ]
    frame = pd.DataFrame(rows, columns=["id", "arm", "visit", "phq9"])
    frame.drop(index=without).to_csv(case.folder / "all.csv", index=False)
    found = case.long("all.csv", "phq9", "total: phq9", **CODES)
    assert not len(found.findings)
    return [note for note in found.notes if note.startswith("every one of")]


@pytest.mark.parametrize(
    ("people", "without", "said"), [(20, [], 1), (20, [59], 0), (20, [4], 0), (19, [], 0)]
)
def test_it_is_said_where_everybody_has_every_score(
    case: Case, people: int, without: list[int], said: int
) -> None:
    found = notes(case, people, without)
    assert len(found) == said
    assert all("every one of 20 people has a score at every visit" in note for note in found)
