"""Single cells among a column's categories."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.gate import STRANGERS
from ipt_outcomes.ingest.gate.strangers import strangers

from .conftest import Look

WORDS = {"rented": 30, "owned": 40, "with parents": 20}


@pytest.mark.parametrize(
    "cell",
    ["44051401359", "412 34 567", "see Agnieszka", "Kowalski", "GUTIERREZ", "J.S.", "B. Brown",
     "Brown T.", "@mary.j", "Nancy Davis", "王芳", "Иван", "Ελένη", "שרה", "राहुल", "سميرة", "민준",
     "HS-825-TP", "EH89YL", "4898 ZX", "S-RE 6062", "CM10JT2Y3", "joanna_k", "thomas84"],
)  # fmt: skip
def test_unlike_the_categories(cell: str) -> None:
    assert strangers({**WORDS, cell: 1}) == [cell]
    assert strangers({**WORDS, cell: 2}) == [cell]
    assert strangers({**WORDS, cell: 3}) == []


@pytest.mark.parametrize(
    "cell",
    ["other", "with friends", "Nancy", "Jan", "Müller", "St Thomas", "Clara Clinic", "N.A.",
     "@home", "2019-2020", "20,000 IU weekly", "99999", "role_transition", "15% α-blocker",
     "IPT-A 12"],
)  # fmt: skip
def test_rare_and_harmless(cell: str) -> None:
    assert strangers({**WORDS, cell: 1}) == []


def test_what_the_categories_are_is_no_stranger() -> None:
    assert strangers({"35489007": 30, "191659001": 30, "48694002": 1}) == []
    assert strangers({"женский": 30, "мужской": 30, "другой": 1}) == []
    assert strangers({"женский": 30, "мужской": 30, "Сергей": 1}) == ["Сергей"]
    assert strangers({"Anna": 30, "Ingrid": 30, "Sigrid": 1}) == []


def test_a_label_is_the_study_s_own_word() -> None:
    assert strangers({**WORDS, "30 000 to 39 999 a year": 0}) == []


def test_among_few_rows_nothing_can_be_said() -> None:
    assert strangers({"rented": 6, "Agnieszka": 1}) == []
    assert strangers({"rented": 7, "Agnieszka": 1}) == ["Agnieszka"]


def test_a_sign_that_one_in_five_has_is_the_categories_own() -> None:
    names = ["Agnieszka", "Sigrid", "Gutierrez", "Kowalski"]
    assert strangers({"a": 16, **dict.fromkeys(names, 1)}) == names
    assert strangers({"a": 15, **dict.fromkeys(names, 1)}) == []


def test_two_words_with_capitals_are_a_name_where_categories_are_written_otherwise() -> None:
    assert strangers({**WORDS, "Ccori Zubizarreta": 1}) == ["Ccori Zubizarreta"]
    assert strangers({**WORDS, "Roman Catholic": 1}) == []
    assert strangers({"Moved Away": 30, "Felt Better": 20, "Transport Problems": 1}) == []


def test_found_on_its_line_and_never_said(look: Look) -> None:
    cells = ["rented", "owned"] * 20
    cells[12] = "see Agnieszka"
    (problem,) = look("x1", cells)
    assert (problem.rule, problem.line) == (STRANGERS, 14)
    assert "Agnieszka" not in str(problem)
