from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt


@pytest.fixture(scope="module")
def written(beat_the_blues: ipt.Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = ipt.read_study(beat_the_blues)
    outcomes = ipt.prepare_outcomes(beat_the_blues, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    ipt.write_table(ipt.planned_analysis(beat_the_blues, "bdi").frame(tables).rows, path)
    return path


@pytest.mark.parametrize("covariance", ["us", "ar1", "toeph"])
def test_rows_read_from_csv_give_the_same_fit(
    beat_the_blues: ipt.Plan, written: Path, covariance: str
) -> None:
    formula = f"score ~ baseline * visit + arm * visit + {covariance}(visit | participant)"
    tables = []
    for rows in (
        ipt.read_table(written),
        ipt.read_rows(beat_the_blues, written.with_suffix(".csv")),
    ):
        fit = ipt.fit(formula, rows, df="satterthwaite")
        tables.append(ipt.contrast(fit, "arm", against="tau", by="visit"))
    for column in ("estimate", "se", "df"):
        assert tables[1][column].to_numpy() == pytest.approx(tables[0][column].to_numpy(), rel=1e-9)


def test_a_file_of_another_plan_is_told(demo: ipt.Plan, written: Path) -> None:
    with pytest.raises(ipt.DataError, match="line 2, column arm") as refused:
        ipt.read_rows(demo, written.with_suffix(".csv"))
    assert "plan that it was made by" in str(refused.value)


def test_what_looks_like_a_number_or_a_gap_stays_what_it_was(
    beat_the_blues: ipt.Plan, tmp_path: Path
) -> None:
    """Sites called 1, 2, 3 are no numbers, and None is a word."""
    study = ipt.read_study(beat_the_blues)
    people = study.participants
    words = ["None", "NA", "1", "2", "-3x"]
    people = people.assign(
        antidepressant=[words[i % 5] for i in range(len(people))],
        episode_length=[str(i % 3) for i in range(len(people))],
    )
    outcomes = ipt.prepare_outcomes(beat_the_blues, people, study.scores)
    analysis = ipt.planned_analysis(beat_the_blues, "bdi")
    rows = analysis.frame({"participants": people, "outcomes": outcomes}).rows
    ipt.write_table(rows, tmp_path / "rows.parquet")
    read = ipt.read_rows(beat_the_blues, tmp_path / "rows.csv")
    assert list(read) == list(rows)
    read["visit"] = read["visit"].cat.remove_unused_categories()
    pd.testing.assert_frame_equal(read, rows, check_exact=True)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a,b\n1,2\n"])
def test_another_file_is_told(beat_the_blues: ipt.Plan, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(ipt.DataError):
        ipt.read_rows(beat_the_blues, path)
