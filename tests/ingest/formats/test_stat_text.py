from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.stat_text import read_statistics_text
from ipt_outcomes.ingest.text_table import TextTable

from ..conftest import Trial

LABELS = {"arm": {1: "IPT", 2: "Usual care"}}


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["001", "1e5", "MAR1"],
            "arm": [1.0, 2.0, 1.0],
            "score": [0.1, np.nan, -99.0],
            "seen": [dt.date(2024, 1, 2), None, dt.date(2020, 2, 29)],
        }
    )


def read(path: Path, *wanted: str) -> TextTable:
    findings = Findings()
    table = read_statistics_text(path, path.name, wanted, findings)
    findings.stop_if_any()
    assert table is not None
    return table


def test_spss(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "f.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=LABELS, missing_ranges={"score": [-99]})
    table = read(path, "id", "arm", "score", "seen")
    assert table.cells.to_dict("list") == {
        "id": ["001", "1e5", "MAR1"],
        "arm": ["1", "2", "1"],
        "score": ["0.1", "", ""],
        "seen": ["2024-01-02", "", "2020-02-29"],
    }
    assert list(table.lines) == [2, 3, 4]
    assert table.labels == {"arm": {"1": "IPT", "2": "Usual care"}}
    assert table.notes == ("f.sav: score: missing by the file's own codes: 1 cell",)


def test_stata(tmp_path: Path, frame: pd.DataFrame) -> None:
    frame["arm"] = pd.Series([1, 2, "a"], dtype=object)
    path = tmp_path / "f.dta"
    pyreadstat.write_dta(
        frame, path, variable_value_labels=LABELS, missing_user_values={"arm": ["a"]}
    )
    table = read(path, "id", "arm", "score")
    assert table.cells["arm"].tolist() == ["1", "2", ""]
    assert table.cells["score"].tolist() == ["0.1", "", "-99"]
    assert table.labels == {"arm": {"1": "IPT", "2": "Usual care"}}
    assert len(table.notes) == 1


def test_sas_transport(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "f.xpt"
    pyreadstat.write_xport(frame, path)
    table = read(path, "id", "arm", "score")
    assert table.header == ("id", "arm", "score", "seen")
    assert table.cells["id"].tolist() == ["001", "1e5", "MAR1"]
    assert table.cells["score"].tolist() == ["0.1", "", "-99"]


SAS = "small_trial.sas7bdat"


def test_sas(root: Path) -> None:
    table = read(root / "tests/reference" / SAS, "id", "arm", "randomised", "bdi_8", "site")
    assert table.header == ("id", "arm", "randomised", "bdi_0", "bdi_8", "site")
    assert table.cells.values.tolist() == [
        ["001", "1", "2024-01-02", "12", "Zürich"],
        ["1e5", "2", "2024-02-29", "", "Bern"],
        ["MAR1", "1", "", "", ""],
        ["004", "2", "2020-01-01", "0", "Bern"],
        ["005", "1", "2024-01-15", "63", "Bern"],
        ["0x6", "2", "2024-01-16", "7", "Zürich"],
        ["007", "1", "2024-01-17", "", "Genève"],
        ["008", "2", "2024-01-18", "18", "Bern"],
        ["009", "1", "2024-01-19", "0.1", "Bern"],
        ["010", "2", "2024-01-20", "9", "Bern"],
    ]
    assert list(table.lines) == list(range(2, 12))
    assert table.labels == {}
    # The plain missing value of MAR1 is none of the file's own codes.
    assert table.notes == (f"{SAS}: bdi_8: missing by the file's own codes: 2 cells",)


PEOPLE_AND_SCORES = f"""\
participants:
  file: {SAS}
  columns: {{participant: id, arm: arm, site: site, randomisation_date: randomised}}
  arm_codes: {{1: ipt, 2: tau}}
scores:
  - file: {SAS}
    shape: wide
    columns: {{participant: id}}
    scales:
      bdi_ii: {{before: bdi_0, after: bdi_8}}
"""


def test_a_trial_in_a_sas_file(trial: Trial, root: Path) -> None:
    shutil.copyfile(root / "tests/reference" / SAS, trial.folder / SAS)
    text = (trial.folder / "small.yaml").read_text().replace("scale: phq9", "scale: bdi_ii")
    people, arms = text.index("participants:"), text.index("arms:")
    trial.write("small.yaml", text[:people] + PEOPLE_AND_SCORES + text[arms:])
    study = trial.read()
    people_read = study.participants.fillna({"site": "none"})
    assert people_read.values.tolist()[:3] == [
        ["001", "ipt", "Zürich"],
        ["1e5", "tau", "Bern"],
        ["MAR1", "ipt", "none"],
    ]
    before, after = (
        study.scores.query("visit == @visit").set_index("participant")["value"].to_dict()
        for visit in ("before", "after")
    )
    assert before == {
        "001": 30, "1e5": 25, "MAR1": 41.5, "004": 28, "005": 33, "0x6": 19, "007": 22, "008": 36,
        "010": 31,
    }  # fmt: skip
    assert after == {"001": 12, "004": 0, "005": 63, "0x6": 7, "008": 18, "009": 0.1, "010": 9}


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt", ".sas7bdat"])
@pytest.mark.parametrize("content", [b"", b"id,x\n1,2\n", b"$FL2" + b"\0" * 500, b"$FL3zz"])
def test_broken_files_are_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"f{suffix}"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read(path, "id")


def test_only_the_wanted_columns_are_kept(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "f.sav"
    pyreadstat.write_sav(frame, path)
    assert list(read(path, "score", "absent").cells) == ["score"]
    assert len(read(path).lines) == 3


# Stata 13 and earlier do not say in what encoding their text is: pandas writes Windows-1252, haven
# and this parser's own writer write UTF-8.
@pytest.mark.parametrize("where", ["cells", "labels"])
def test_utf_8_in_a_file_that_does_not_say_so_is_asked_about(tmp_path: Path, where: str) -> None:
    path = tmp_path / "f.dta"
    frame = pd.DataFrame({"id": ["a1"], "arm": ["contrôle"] if where == "cells" else [1.0]})
    said = {} if where == "cells" else {"arm": {1: "contrôle"}}
    pyreadstat.write_dta(frame, path, version=12, variable_value_labels=said)
    with pytest.raises(DataError) as refused:
        read(path, "id", "arm")
    assert "does not say in which encoding" in str(refused.value)
    table = read_statistics_text(path, "f.dta", ["id", "arm"], Findings(), encoding="utf-8")
    assert table is not None
    assert (table.labels["arm"]["1"] if said else table.cells["arm"].iloc[0]) == "contrôle"


def test_windows_1252_in_a_file_that_does_not_say_so_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a1"], "arm": ["contrôle"]})
    frame.to_stata(tmp_path / "f.dta", version=117, write_index=False)
    assert read(tmp_path / "f.dta", "id", "arm").cells["arm"].tolist() == ["contrôle"]
