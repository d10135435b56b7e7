"""Two words with capitals that say what somebody has or does."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.strangers import strangers
from ipt_outcomes.ingest.gate.terms import is_term

CATEGORIES = {"rented": 30, "owned": 40, "with parents": 20}


@pytest.mark.parametrize(
    "cell",
    ["Bulimia Nervosa", "Police Officer", "Haitian Creole", "Major Depression", "Social Anxiety",
     "Some College", "Soziale Phobie", "Trabajador Social", "Fobia Sociale", "Chauffeur Routier",
     "Analytical Epistemology", "Stay-at-home Parent", "Interpersonelle Konflikte", "Trans Woman",
     "Non Binary", "Freiwilliges Jahr"],
)  # fmt: skip
def test_terms(cell: str) -> None:
    assert is_term(cell)
    assert strangers({**CATEGORIES, cell: 1}) == []


@pytest.mark.parametrize(
    "cell", ["Ccori Zubizarreta", "Erikas Kalvaitis", "Anna Hartmann", "Clement Ntshingila"]
)
def test_names(cell: str) -> None:
    assert not is_term(cell)
    assert strangers({**CATEGORIES, cell: 1}) == [cell]


def test_a_word_of_the_column_s_own_categories_makes_a_term() -> None:
    assert strangers({"Luganda": 30, "Ateso": 20, "Ateso Kumam": 1}) == []
    # Not where it is a name.
    cells = {"Anna": 30, "Ruth": 20, "Anna Zubizarreta": 1}
    assert strangers(cells) == ["Anna Zubizarreta"]


def test_a_month_of_a_year_among_other_categories() -> None:
    assert strangers({**CATEGORIES, "March 1964": 1}) == ["March 1964"]
    assert strangers({**CATEGORIES, "03/1964": 2}) == ["03/1964"]
    waves = {"March 2019": 30, "September 2019": 20, "July 2020": 1}
    assert strangers(waves) == []
