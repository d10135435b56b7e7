"""What a proposed plan shows of the file: codes with their labels, and the scores not yet read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyreadstat

from ipt_outcomes.ingest.proposal.propose import propose

from .one_file import wide


def proposed(folder: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    frame = pd.DataFrame(rows, columns=list(header))
    pyreadstat.write_sav(
        frame, folder / "mine.sav", variable_value_labels={"trt": {1: "E", 2: "C"}}
    )
    return propose("mine", ["mine.sav"], root=folder).text


def test_an_arms_code_stands_beside_its_label(tmp_path: Path) -> None:
    text = proposed(tmp_path, ["id", "trt", "phq9_pre", "phq9_w8"], wide([1, 2], 2))
    asked = " ".join(line.strip(" #") for line in text.splitlines())
    assert "trt has 2 (C, 6 rows), 1 (E, 6 rows)" in asked
    assert any(
        line.startswith('    "1": e ') and "# E, 6 rows" in line for line in text.split("\n")
    )


def test_all_scales_that_are_seen_can_be_taken(tmp_path: Path) -> None:
    """However many: a plan that is there is not written anew, and what `new` listed is gone."""
    names = [f"{letter}x{number}" for letter in "abcdefghijklmnop" for number in (1, 2, 3)]
    text = proposed(tmp_path, ["id", "trt", *names], wide([1, 2], len(names)))
    assert text.count("# Seen as well, and not read:") == 15
    assert text.count("To read one of these as well") == 1


def test_children_of_four_have_an_age(tmp_path: Path) -> None:
    rows = [[*row, 4 + row[0]] for row in wide([1, 2], 2)]  # type: ignore[operator]
    text = proposed(tmp_path, ["id", "trt", "phq9_pre", "phq9_w8", "age"], rows)
    assert "    age: age" in text
    bands = [[*row, 1 + n % 4] for n, row in enumerate(wide([1, 2], 2))]
    text = proposed(tmp_path, ["id", "trt", "phq9_pre", "phq9_w8", "age"], bands)
    assert "    age: age" not in text
