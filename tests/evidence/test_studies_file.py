"""Tables of studies as they come: semicolons, decimal commas, Latin-1, a column without a name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

HEADER = (
    '"";"study";"condition_arm1";"condition_arm2";"outcome_type";"instrument";"mean_arm1";'
    '"sd_arm1";"n_arm1";"mean_arm2";"sd_arm2";"n_arm2";"country";"age";".g";".g_se"'
)
ELKIN = '"1";"Elkin, 1989";"ipt";"cau";"msd";"HRSD";9,8;7,9;61;13,2;7,8;62;"us";35,1;NA;NA'
OTHER = '"2";"Núñez, 2011";"cbt";"wl";"msd";"BDI-II";12,25;8;40;;NA;NA;"es";NA;0,31;9,5e-02'


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "studies.csv"
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def problems(path: Path, **options: str) -> str:
    with pytest.raises(ipt.DataError) as error:
        ipt.read_studies(path, **options)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_as_they_come(tmp_path: Path, encoding: str) -> None:
    frame = ipt.read_studies(written(tmp_path, HEADER, ELKIN, OTHER, encoding=encoding))
    assert list(frame["study"]) == ["Elkin, 1989", "Núñez, 2011"]
    assert "" not in frame.columns and len(frame.columns) == 15
    assert frame["mean_arm1"].tolist() == [9.8, 12.25]
    assert np.isnan(frame["mean_arm2"][1]) and np.isnan(frame["sd_arm2"][1])
    assert frame[".g_se"][1] == pytest.approx(0.095)
    assert frame["age"].dtype == "float64" and frame["country"].dtype == "str"
    said = frame.attrs["read_as"]
    assert said["decimal"] == "," and said["encoding"] == encoding.removesuffix("-sig")
    assert "column number 1" in said["notes"][0]
    found = ipt.study_effects(frame)
    assert found["g"].tolist() == pytest.approx([0.430444753748, 0.31], abs=1e-9)


def test_the_trial_is_set_among_the_studies_that_were_read(tmp_path: Path) -> None:
    arms = pd.DataFrame({"arm": ["IPT", "TAU"], "mean": [8.0, 11], "sd": [6.0, 7], "n": [30, 28]})
    row = ipt.trial_as_study(arms, study="ours", arm_1="IPT", arm_2="TAU")
    frame = ipt.read_studies(written(tmp_path, HEADER, ELKIN, OTHER))
    effects = ipt.study_effects(pd.concat([frame, row], ignore_index=True))
    assert set(effects["comparison_kind"]) == {"randomised"}
    assert list(effects["source"]) == ["means", "database", "means"]
    pooled = ipt.pool_studies(effects, effect="g", se="g_se")
    assert pooled["k_studies"][0] == 3
    shown = ipt.forest_data(effects, pooled, effect="g", se="g_se", trial="ours")
    assert shown["is_trial"].sum() == 1


def test_decimal_points_and_commas_between_cells(tmp_path: Path) -> None:
    lines = [
        line.replace(", ", " ").replace(",", ".").replace(";", ",") for line in (HEADER, ELKIN)
    ]
    frame = ipt.read_studies(written(tmp_path, *lines))
    assert frame["mean_arm1"][0] == 9.8
    assert frame.attrs["read_as"]["delimiter"] == ","
    assert frame.attrs["read_as"]["decimal"] == "."


def test_a_delimiter_that_cannot_be_told_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER.replace('"age"', "age,years"), ELKIN)
    assert "several of them stand in the header" in problems(path)
    assert "age,years" in ipt.read_studies(path, delimiter=";").columns
    path.write_text("sep=;\n" + "\n".join([HEADER, ELKIN]))
    assert ipt.read_studies(path)["mean_arm1"][0] == 9.8


def test_two_decimal_marks_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, ELKIN, OTHER.replace("12,25", "12.25"))
    said = problems(path)
    assert "studies.csv, line 3, column mean_arm1" in said
    assert "some numbers have a decimal comma, and others a decimal point" in said
    assert "not a number" in problems(path, decimal=",")
    assert ".g, .g_se" in problems(path, decimal=".")


def test_a_mark_that_may_set_thousands_apart_is_asked(tmp_path: Path) -> None:
    line = 'x;"A, 2000";"ipt";"cau";"msd";"HRSD";9;7;1,234;13;7;62;"us";35;NA;NA'
    path = written(tmp_path, HEADER, line)
    assert "may be a decimal mark, or set thousands apart" in problems(path)
    assert ipt.read_studies(path, decimal=",")["n_arm1"][0] == 1.234
    assert "not a number" in problems(path, decimal=".")


def test_whole_numbers_have_no_mark(tmp_path: Path) -> None:
    line = 'x;"A, 2000";"ipt";"cau";"msd";"HRSD";9;7;61;13;7;62;"us";35;NA;NA'
    assert ipt.read_studies(written(tmp_path, HEADER, line)).attrs["read_as"]["decimal"] == "."


def test_an_encoding_that_cannot_be_told_is_asked(tmp_path: Path) -> None:
    dash = OTHER.replace("Núñez", "Núñez – Gil")
    path = written(tmp_path, HEADER, ELKIN, dash, encoding="windows-1252")
    assert "line 3\n    Rule:   the line is neither UTF-8 nor Latin-1 text" in problems(path)
    frame = ipt.read_studies(path, encoding="windows-1252")
    assert frame["study"][1] == "Núñez – Gil, 2011"
    mixed = tmp_path / "mixed.csv"
    mixed.write_bytes(
        "\n".join([HEADER, OTHER]).encode() + b"\n" + OTHER.replace('"2"', '"3"').encode("latin-1")
    )
    assert "some lines are UTF-8 text, and others are not" in problems(mixed)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("7,9", "-7,9", "column sd_arm1\n    Rule:   the number is negative"),
        (";61;", ";0;", "column n_arm1\n    Rule:   the number is not above zero"),
        ("9,8", "nine", "column mean_arm1\n    Rule:   not a number"),
        ("9,8", "9,8 ", "column mean_arm1\n    Rule:   not a number"),
        ("9,8", "inf", "column mean_arm1\n    Rule:   not a number"),
        ("35,1;NA;NA", "35,1;0,4;0", "column .g_se\n    Rule:   the number is not above zero"),
        ('"Elkin, 1989"', "NA", "column study\n    Rule:   a value is missing"),
        ('"ipt"', '""', "column condition_arm1\n    Rule:   a value is missing"),
        (";9,8", "", "the row has 15 cells and the header has 16"),
        ('"HRSD"', '"HRSD', "quotes do not match"),
    ],
)
def test_what_breaks_a_rule_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = written(tmp_path, HEADER, OTHER, ELKIN.replace(old, new))
    message = problems(path)
    assert said in message
    assert "studies.csv, line 3" in message
    assert "Remedy:" in message


def test_events(tmp_path: Path) -> None:
    header = "study;condition_arm1;condition_arm2;event_arm1;totaln_arm1;event_arm2;totaln_arm2"
    assert "line 2, column event_arm1\n    Rule:   more events" in problems(
        written(tmp_path, header, "A, 2000;ipt;cau;31;30;4;30")
    )
    frame = ipt.read_studies(written(tmp_path, header, "A, 2000;ipt;cau;12,5;30;4;30"))
    assert frame["event_arm1"][0] == 12.5


def test_a_row_twice(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, ELKIN, OTHER, ELKIN.replace('"1"', '"3"'))
    assert "line 4\n    Rule:   the row is the same as an earlier one" in problems(path)


def test_columns_of_the_standard(tmp_path: Path) -> None:
    said = problems(written(tmp_path, HEADER.replace('"study"', '"Study"'), ELKIN))
    assert "line 1, column study" in said
    said = problems(
        written(tmp_path, HEADER.replace('"sd_arm2"', '"x"').replace(".g_se", "z"), ELKIN)
    )
    assert "no group of effect size data has all its columns" in said
    said = problems(written(tmp_path, HEADER.replace("sd_arm2", "sd_arm1"), ELKIN))
    assert "column sd_arm1\n    Rule:   the header gives one name to columns number" in said


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "the file is empty" in problems(written(tmp_path, ""))
    assert "a header and no rows" in problems(written(tmp_path, HEADER))
    assert "not an ordinary file" in problems(tmp_path)
    with pytest.raises(FileNotFoundError):
        ipt.read_studies(tmp_path / "none.csv")


@pytest.mark.parametrize("option", ["encoding", "decimal", "delimiter"])
def test_choices(tmp_path: Path, option: str) -> None:
    with pytest.raises(ipt.ModelError, match=option):
        ipt.read_studies(written(tmp_path, HEADER, ELKIN), **{option: "x"})
