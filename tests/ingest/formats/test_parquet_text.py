from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats import parquet_text
from ipt_outcomes.ingest.formats.parquet_text import read_parquet_text
from ipt_outcomes.ingest.text_table import TextTable


def read(path: Path, *wanted: str) -> TextTable:
    findings = Findings()
    table = read_parquet_text(path, "f.parquet", wanted, findings)
    findings.stop_if_any()
    assert table is not None
    return table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    frame = pd.DataFrame(
        {
            "id": ["001", "1e5", None],
            "n": pd.array([1, None, -99], dtype="Int64"),
            "x": [0.1, None, 2.0],
            "came": [True, False, True],
            "day": pd.to_datetime(["2024-01-02", None, "2024-02-29"]),
            "arm": pd.Categorical(["T", "C", "T"]),
            "many": [[1], [2], [3]],
        }
    )
    frame.to_parquet(tmp_path / "f.parquet", row_group_size=2)
    return tmp_path / "f.parquet"


def test_cells(path: Path) -> None:
    table = read(path, "id", "n", "x", "came", "day", "arm")
    assert table.cells.to_dict("list") == {
        "id": ["001", "1e5", ""],
        "n": ["1", "", "-99"],
        "x": ["0.1", "", "2"],
        "came": ["true", "false", "true"],
        "day": ["2024-01-02", "", "2024-02-29"],
        "arm": ["T", "C", "T"],
    }
    assert list(table.lines) == [2, 3, 4]


def test_refusals(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="lists or records"):
        read(path, "many")
    monkeypatch.setattr(parquet_text, "MOST_CELLS", 5)
    with pytest.raises(DataError, match="more than 5 cells"):
        read(path, "id", "n")
    (tmp_path / "g.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        read(tmp_path / "g.parquet", "id")


def test_more_rows_or_text_than_the_file_can_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_text, "FEW_ROWS", 1000)
    monkeypatch.setattr(parquet_text, "FEW_BYTES", 1000)
    path = tmp_path / "f.parquet"
    frame = pd.DataFrame({"id": ["001"] * 100_000, "n": range(100_000)})
    frame.to_parquet(path)
    assert len(read(path, "id", "n").cells) == 100_000
    frame[["id"]].to_parquet(path)
    with pytest.raises(DataError, match="far more than people's scores"):
        read(path, "id")
    pd.DataFrame({"id": ["x" * 1_000_000], "n": [1]}).to_parquet(path, compression="zstd")
    with pytest.raises(DataError, match="far more than people's scores"):
        read(path, "id")
