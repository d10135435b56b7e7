"""Participants' identifiers made of names, initials and births, and a study's codes beside them."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.gate import NUMBER_OTHERWISE
from ipt_outcomes.ingest.gate.people_codes import (
    BIRTHS,
    INITIALS,
    NAMES,
    WORDS,
    codes_of_people,
)
from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look

GIVEN = ["anna", "peter", "maria", "john", "fatima", "thomas", "elena", "david", "laura", "paul"]
FAMILY = ["smith", "miller", "garcia", "jansen", "kowalski", "rossi", "dubois", "nguyen"]
# 24 people: initials, and years of birth from 1938 to 2003.
INITIAL = ["JS", "MK", "AB", "TL", "JM", "RW", "SK", "AM", "JB", "MS", "EK", "PS"]
PEOPLE = [(INITIAL[n * 5 % 12], 1938 + n * 29 % 66, n + 1) for n in range(24)]
LARGE = [(GIVEN[n % 10], n + 1) for n in range(600)]


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        (BIRTHS, [f"{who}{year}" for who, year, _ in PEOPLE]),
        (BIRTHS, [f"{who.lower()}-{year % 100:02d}" for who, year, _ in PEOPLE]),
        (BIRTHS, [f"{year}_{who}_{n:03d}" for who, year, n in PEOPLE]),
        (BIRTHS, [f"{n:03d}/{year}" for _, year, n in PEOPLE]),
        (BIRTHS, [f"{year}0312_{n:02d}" for _, year, n in PEOPLE]),
        (BIRTHS, [f"{n:03d}_1203{year}" for _, year, n in PEOPLE]),
        (BIRTHS, [f"{n:03d}-{year % 100:02d}0312" for _, year, n in PEOPLE]),
        (NAMES, [f"{name}{n}" for name, n in LARGE]),
        (NAMES, [f"site{n % 4}_{name.title()}{n}" for name, n in LARGE]),
        (NAMES, [f"{name[:4].upper()}JO{n % 100:02d}" for n, name in enumerate(FAMILY * 4)]),
        (NAMES, [f"{n:03d}-{name.title()}" for n, name in enumerate(FAMILY * 9)]),
        (NAMES, [f"{name.title()}{n}" for n, name in enumerate(FAMILY)]),
        (WORDS, ["AnnaS", "PeterK", "MariaL", "JohnB", "FatimaO", "LauraW"]),
        (INITIALS, [f"{n:03d}-{'JMSAKP'[n % 6]}{'SBMKW'[n // 2 % 5]}" for n in range(1, 61)]),
    ],
)  # fmt: skip
def test_made_of_people(look: Look, rule: str, cells: list[str]) -> None:
    (problem,) = look("id", cells, Role("identifier"))
    assert problem.rule.startswith(rule)
    assert problem.remedy == NUMBER_OTHERWISE
    assert not any(cell in str(problem) for cell in cells)


@pytest.mark.parametrize(
    "cells",
    [
        [f"BER{year}" for _, year, _ in PEOPLE],
        [f"{site}{1940 + n}" for n in range(20) for site in ("LE", "YO", "HU")],
        [f"KG{2018 + n % 3}-{n:02d}" for n in range(60)],
        [f"{who}{year % 3 + 2018}" for who, year, _ in PEOPLE],
        [f"{1990 + n % 10}-{n:02d}" for n in range(60)],
        [f"{who}{n:02d}" for n in range(1, 9) for who in INITIAL],
        [f"{n:03d}-{chr(65 + n * 7 % 26)}{chr(65 + n * 11 % 26)}" for n in range(1, 61)],
        [f"{town}_{n:02d}" for n in range(9) for town in ("charlotte", "victoria", "florence")],
        # Four people: too few for any of it.
        ["JS1984", "MK1951", "AB2001", "TL1939"],
        # Two digits of a year are not told from two by chance where people are so few.
        [f"{who}{year % 100:02d}" for who, year, _ in PEOPLE[:12]],
        [],
    ],
)
def test_a_study_s_own(look: Look, cells: list[str]) -> None:
    assert look("id", cells, Role("identifier")) == ()
    assert codes_of_people(cells, cells) == ("", [])


def test_a_sample_is_enough_and_all_are_said() -> None:
    cells = [f"{name}{n}" for name, n in LARGE]
    rule, telling = codes_of_people(cells[::7], cells)
    assert (rule, len(telling)) == (NAMES, len(cells))
