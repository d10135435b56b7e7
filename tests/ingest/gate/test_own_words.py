"""Participants' identifiers that are names, and those that are codes."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.gate import NUMBER_OTHERWISE
from ipt_outcomes.ingest.gate.own_words import own_words
from ipt_outcomes.ingest.gate.people_codes import WORDS
from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look


@pytest.mark.parametrize(
    "identifiers",
    [
        ["Okonkwo", "Quispe", "Brănescu", "Thorvaldsdóttir", "Ng'ang'a", "Zubizarreta"],
        ["zubi84", "quispe.m", "thorvalds_d", "brane", "okonkwo7", "mamani12"],
        ["王伟强", "李娜", "欧阳小明", "赵敏", "周静", "吴磊"],
        ["ชัยวัฒน์", "พรทิพย์", "ณัฐพล", "วราภรณ์", "ธนากร"],
        ["ZUBIZARRETA", "QUISPE", "MAMANI", "OKONKWO", "NG", "BRANESCU"],
    ],
)
def test_words(identifiers: list[str]) -> None:
    assert len(own_words(identifiers)) >= 5


@pytest.mark.parametrize(
    "identifiers",
    [
        ["leeds_1", "leeds_2", "york_11", "york_12", "hull_100", "hull_101"],
        ["KQZBT", "PLMRD", "AEIRT", "SDFGH", "BNMKL", "QWRTZ"],
        ["AN05MI", "BE12SA", "MA31KO", "EL07HA", "IR19DO"],
        ["aGkPqRtZ", "pLkmQs", "ZzTrGbHnM", "hGfDs", "kJhGfDsA"],
        ["北京-01", "北京-02", "上海-01", "上海-02", "广州-01", "广州-02"],
        ["Quispe", "Mamani"],
        ["1", "2", "10", "11", "100"],
    ],
)
def test_codes(identifiers: list[str]) -> None:
    assert own_words(identifiers) == []


def test_what_is_said(look: Look) -> None:
    cells = ["Ntshingila", "Ccori", "Branescu", "Zubizarreta", "Etxe"]
    (problem,) = look("id", cells, Role("identifier"))
    assert problem.rule.startswith(WORDS)
    assert problem.remedy == NUMBER_OTHERWISE
    assert not any(cell in str(problem) for cell in cells)
