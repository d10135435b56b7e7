"""Studies that a plan names: which rows are taken, and what is refused, in words with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.errors import InputError
from ipt_outcomes.evidence.planned_studies import planned_studies

from .planned import THREE, means, studies_plan

SECOND = means("Elkin", "12,0 10,6 61 15,0 10,5 62", more="bdi-1 post")
OTHERS = (
    means("Follow-up", "9,0 7,0 20 9,0 7,0 20", more="bdi-2 fu"),
    means("Other", "9,0 7,0 20 9,0 7,0 20", arms="cbt wl"),
)


def told(folder: Path, *rows: str, **changes: str | None) -> str:
    with pytest.raises(InputError) as error:
        planned_studies(studies_plan(folder, *rows, **changes), 0)
    return str(error.value)


def test_the_rows_that_the_plan_chooses(tmp_path: Path) -> None:
    plan = studies_plan(tmp_path, *THREE, *OTHERS)
    found = planned_studies(plan, 0)
    assert list(found.effects["study"]) == ["Elkin", "Öst", "Third"]
    # The index is the line of the file; the number is the database's.
    assert list(found.effects.index) == [2, 3, 4]
    assert found.effects["g"].iloc[0] == pytest.approx(0.430444753748, abs=1e-9)
    assert plan.studies_files == ("studies.csv",) and "studies.csv" in plan.raw_files
    without = studies_plan(tmp_path, *THREE, *OTHERS, without="{study: [Öst]}")
    assert list(planned_studies(without, 0).effects["study"]) == ["Elkin", "Third"]


def test_numbers_in_a_filter_and_columns_of_other_names(tmp_path: Path) -> None:
    plan = studies_plan(
        tmp_path, *THREE, where="{n_arm1: [61, 30]}", columns="{instrument: time, time: instrument}"
    )
    found = planned_studies(plan, 0).effects
    assert list(found["study"]) == ["Elkin", "Öst"] and set(found["instrument"]) == {"post"}


def test_rows_without_an_effect_are_counted(tmp_path: Path) -> None:
    empty = means("Empty", "NA NA NA NA NA NA")
    assert planned_studies(studies_plan(tmp_path, *THREE, empty), 0).without_effect == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"where": "{condition_arm1: ipx}"},
            "key evidence.0.where.condition_arm1\n    Rule:   no row of the file says 'ipx' in "
            "condition_arm1\n    Remedy: It says ipt and cbt.",
        ),
        (
            {"where": "{arm: ipt}"},
            "Rule:   studies.csv has no column arm\n    Remedy: It has study,",
        ),
        (
            {"without": "{study: [Elkin, Öst]}"},
            "evidence.0\n    Rule:   one study is left that has",
        ),
        (
            {"where": "{condition_arm1: cbt, time: fu}"},
            "Rule:   no study is left that has an effect",
        ),
        ({"columns": "{Study: study}"}, "'Study' is no column of the Metapsy format"),
        (
            {"columns": "{rating: rater}"},
            "column rater\n    Rule:   the file has no such column, which is to be ra",
        ),
        ({"columns": "{rating: time, time: time}"}, "one column is to be two of the standard's"),
        ({"columns": "{rating: study, instrument: time}"}, "the file has a column"),
        ({"file": "elsewhere.csv"}, "elsewhere.csv\n    Rule:   the file is not there"),
        (
            {"delimiter": '","'},
            "line 1\n    Rule:   the header has no ',' between its cells, and has ';'",
        ),
        ({"decimal": '"."'}, "not a number"),
    ],
)
def test_what_the_plan_says_and_the_file_has_not(
    tmp_path: Path, changes: dict[str, str | None], said: str
) -> None:
    message = told(tmp_path, *THREE, *OTHERS, **changes)
    assert said in message and "Remedy:" in message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "9,0 0,0 20 9,0 7,0 20",
            "line 5, column sd_arm1\n    Rule:   a standard deviation is zero",
        ),
        (
            "9,0 7,0 20 9,0 7,0 -20",
            "line 5, column n_arm2\n    Rule:   the number is not above zero",
        ),
        (
            "9,0 7,0 1 9,0 7,0 20",
            "line 5, column n_arm1\n    Rule:   an arm has fewer than two people",
        ),
        ("9,0 -7,0 20 9,0 7,0 20", "line 5, column sd_arm1\n    Rule:   the number is negative"),
    ],
)
def test_numbers_that_no_study_has(tmp_path: Path, row: str, said: str) -> None:
    assert f"studies.csv, {said}" in told(tmp_path, *THREE, means("Wrong", row))


def test_an_sd_of_zero_in_a_row_that_is_not_chosen_is_no_matter(tmp_path: Path) -> None:
    other = means("Other", "9,0 0,0 20 9,0 7,0 20", arms="cbt wl")
    assert len(planned_studies(studies_plan(tmp_path, *THREE, other), 0).effects) == 3


def test_an_effect_that_is_there_twice(tmp_path: Path) -> None:
    again = means("Elkin", "9,8 7,9 61 13,3 7,8 62")
    message = told(tmp_path, *THREE, again)
    assert (
        "studies.csv, line 5, column study\n    Rule:   the study has this effect twice" in message
    )


def test_several_effects_of_a_study_need_a_word(tmp_path: Path) -> None:
    message = told(tmp_path, *THREE, SECOND)
    assert "1 of 3 studies have several effects (up to 2)" in message
    assert "`several: correlated` with `rho: 0.6`" in message
    plan = studies_plan(tmp_path, *THREE, SECOND, several="first")
    assert len(planned_studies(plan, 0).effects) == 4


def test_events_of_which_it_is_not_known_whether_they_are_good(tmp_path: Path) -> None:
    event = '"9";"Events";"ipt";"wl";"relapsing";"x";"post";NA;NA;NA;NA;NA;NA;9;4;20;20;NA;NA'
    message = told(tmp_path, *THREE, event)
    assert "good or bad is not known" in message and "say `event` or `better`" in message
    bad = planned_studies(studies_plan(tmp_path, *THREE, event, event="bad"), 0).effects
    assert bad["g"].iloc[3] < 0
    # The database says how a response was defined, behind the word.
    response = event.replace("relapsing", "response (50%)")
    assert planned_studies(studies_plan(tmp_path, *THREE, response), 0).effects["g"].iloc[3] > 0


def test_the_trial_itself_among_them(tmp_path: Path) -> None:
    own = means("demo_ipt", "9,0 7,0 20 9,0 7,0 20")
    assert "a study has the trial's own name" in told(tmp_path, *THREE, own)


def test_two_kinds_of_comparison(tmp_path: Path) -> None:
    plan = studies_plan(tmp_path, *THREE)
    lines = [line for line in (tmp_path / "studies.csv").read_text("latin-1").splitlines() if line]
    kinds = ["randomised", "observational", "randomised"]
    with_kind = [f'{lines[0]};"comparison_kind"']
    with_kind += [f"{line};{kind}" for line, kind in zip(lines[1:], kinds, strict=True)]
    (tmp_path / "studies.csv").write_text("\n".join(with_kind), "latin-1")
    with pytest.raises(InputError, match="observational and randomised comparisons stand among"):
        planned_studies(plan, 0)


def test_check_tells_of_the_studies_too(root: Path, tmp_path: Path) -> None:
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    (tmp_path / "data").symlink_to(root / "data")
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(text.replace("condition_arm1: cbt,", "condition_arm1: dbt,"), encoding="utf-8")
    (problem,) = ipt.check_study(ipt.read_plan(path)).problems
    assert problem.rule == "no row of the file says 'dbt' in condition_arm1"
