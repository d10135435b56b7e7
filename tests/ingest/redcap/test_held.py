"""An export held to its project's data dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, Problem

from ..conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def say(trial: Trial, file: str, options: str) -> None:
    """Add options to the entry of a score file."""
    trial.edit("small.yaml", f"  - file: {file}\n", f"  - file: {file}\n    {options}\n")


DICTIONARY = (
    '"Variable / Field Name","Form Name","Field Type","Choices, Calculations, OR Slider Labels"\n'
    'id,base,text,\niip,iip,text,\nq_box,iip,checkbox,"1, A | 2, B"\n'
    'when_seen,iip,radio,"1, T0 | 2, T1"\n'
)


def test_the_data_dictionary_gives_labels_and_choices(trial: Trial, only: Only) -> None:
    trial.write("iip.csv", "id,when_seen,iip\n001,1,60\n001,2,40\n1e5,1,70\n")
    trial.write("dictionary.csv", DICTIONARY)
    trial.edit("small.yaml", "visit: when", "visit: when_seen")
    say(trial, "iip.csv", "dictionary: dictionary.csv")
    # The codes 1 and 2 are visits by their labels T0 and T1.
    assert trial.read().scores.query("scale == 'iip32'")["visit"].tolist() == [
        "before",
        "after",
        "before",
    ]
    trial.edit("iip.csv", "1e5,1,70", "1e5,3,70")
    problems = trial.refusal(DataError)
    assert {(p.line, p.column) for p in problems} == {(4, "when_seen")}
    assert any("none of the choices that dictionary.csv" in p.rule for p in problems)
    trial.edit("dictionary.csv", "\niip,iip,text,", "\niip_other,iip,text,")
    assert any("has no such field" in p.rule for p in trial.refusal(DataError))


LIMITED = (
    "field_name,field_type,select_choices_or_calculations,"
    "text_validation_type_or_show_slider_number,text_validation_min,text_validation_max\n"
    "id,text,,,,\nbdi_0,text,,integer,0,40\nbdi_8,text,,number,[bdi_0],63\n"
)


def limited(trial: Trial, rows: str) -> None:
    trial.write("bdi.csv", f"id,bdi_0,bdi_8\n{rows}")
    trial.write("dictionary.csv", LIMITED)
    say(trial, "bdi.csv", "dictionary: dictionary.csv")


def test_a_cell_outside_its_fields_limits(trial: Trial, only: Only) -> None:
    limited(trial, "001,41,12\n1e5,25,\n")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("bdi.csv", 2, "bdi_0")
    assert problem.rule == "outside the limits that dictionary.csv gives the field: 0 to 40"
    assert not re.search(r"\b41\b", str(problem))
    for way_on in ("Correct the cell", "under `missing`", "change the field's limits"):
        assert way_on in problem.remedy


def test_a_declared_code_lies_outside_no_limits(trial: Trial) -> None:
    limited(trial, "001,-99,12\n1e5,25,\n")
    say(trial, "bdi.csv", "missing: {bdi_0: [-99]}")
    assert trial.read().scores.query("scale == 'bdi_ii'")["value"].tolist() == [12, 25]


def test_a_fraction_where_only_whole_numbers_may_be_entered(trial: Trial, only: Only) -> None:
    limited(trial, "001,30.5,12.5\n1e5,25,NA\n")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (2, "bdi_0")
    assert problem.rule.startswith("not a whole number")


def test_a_date_outside_its_fields_limits(trial: Trial, only: Only) -> None:
    trial.write("people.csv", "id,group,years,start\n001,T,34,2019-12-31\n1e5,C,40,2020-01-01\n")
    text = (trial.folder / "small.yaml").read_text()
    start, end = text.index("  covariates:"), text.index("sessions:")
    trial.write("small.yaml", text[:start] + text[end:])
    trial.edit("small.yaml", "sex: sex}", "randomisation_date: start}")
    trial.edit("small.yaml", "  file: people.csv\n", "  file: people.csv\n  dictionary: d.csv\n")
    trial.write(
        "d.csv",
        LIMITED.splitlines()[0]
        + "\nid,text,,,,\ngroup,text,,,,\nyears,text,,,,\nstart,text,,date_dmy,2020-01-01,today\n",
    )
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (2, "start")
    assert "2020-01-01 or more" in problem.rule
    assert "shifted" in problem.remedy


@pytest.mark.parametrize("content", [None, "id,bdi\n1,2\n"])
def test_a_dictionary_that_is_not_there_or_is_none(
    trial: Trial, only: Only, content: str | None
) -> None:
    say(trial, "bdi.csv", "dictionary: dictionary.csv")
    if content is not None:
        trial.write("dictionary.csv", content)
    problem = only(trial.refusal(DataError))
    assert problem.file == "dictionary.csv"
    assert "data dictionary" in problem.rule
