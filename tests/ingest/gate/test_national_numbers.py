"""National numbers: examples that the states or their documentation publish."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.national_numbers import NATIONAL_NUMBERS
from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look

PUBLISHED = [
    ("Norway", "151086 95088"), ("Finland", "131052-308T"), ("Iceland", "120174-3399"),
    ("Ireland", "6433435F"), ("Netherlands", "111222333"), ("Belgium", "85.07.30-033.28"),
    ("Germany", "86095742719"), ("Germany", "36574261809"), ("Austria", "1237 010180"),
    ("Switzerland", "756.9217.0769.85"), ("Spain, foreigners", "X2482300W"),
    ("Portugal", "501964843"), ("Italy", "RSSMRA85T10A562S"), ("Italy", "RCCMNL83S18D969H"),
    ("Poland", "44051401359"), ("Czechia", "710319/2745"), ("Bulgaria", "7523169263"),
    ("Romania", "1630615123457"), ("Baltic", "36805280109"), ("Baltic", "33309240064"),
    ("Croatia", "33392005961"), ("Yugoslavia", "0101006500006"), ("Turkey", "17291716060"),
    ("Greece", "01013099997"), ("Sweden", "811228-9874"), ("Sweden, 12", "19811228-9874"),
    ("Luhn, 9", "046 454 286"), ("Luhn, 9", "039337423"), ("Mexico", "BOXW310820HNERXN09"),
    ("Brazil", "529.982.247-25"), ("Brazil", "111.444.777-35"), ("Chile", "12.531.909-2"),
    ("Argentina", "20-05536168-2"), ("India", "2341 2341 2346"), ("China", "11010519491231002X"),
    ("Japan", "123456789018"), ("Singapore", "S1234567D"), ("South Africa", "7503305044089"),
    ("Luhn, 11", "79927398713"), ("Thailand", "1234545678781"), ("Taiwan", "A123456789"),
    ("Russia, insurance", "112-233-445 95"), ("Russia, tax", "500100732259"),
    ("Ukraine", "1759013776"),
    ("Australia, tax", "123 456 782"), ("Australia, Medicare", "2123 45670 1"),
]  # fmt: skip
# What shows by its date alone.
DATED = [("Denmark", "211062-5629"), ("Korea", "971013-9019902")]
# Of these the check digit is the last but one: a century, or which of a family's cards it is,
# comes after it.
LAST_BUT_ONE = ("Iceland", "Australia, Medicare")


def test_every_number_has_an_example() -> None:
    assert {name for name, _ in PUBLISHED + DATED} == set(NATIONAL_NUMBERS)


@pytest.mark.parametrize(("name", "number"), PUBLISHED + DATED)
def test_published_numbers(name: str, number: str) -> None:
    assert NATIONAL_NUMBERS[name](number)
    assert not NATIONAL_NUMBERS[name](number + "0")


@pytest.mark.parametrize(("name", "number"), PUBLISHED)
def test_another_check_digit_is_none(name: str, number: str) -> None:
    places = [place for place, letter in enumerate(number) if letter.isalnum()]
    changed = places[-2 if name in LAST_BUT_ONE else -1]
    alphabet = "0123456789" if number[changed].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    others = [c for c in alphabet if c != number[changed]]
    changed_numbers = [number[:changed] + c + number[changed + 1 :] for c in others]
    assert not any(map(NATIONAL_NUMBERS[name], changed_numbers))


@pytest.mark.parametrize(("name", "number"), [*DATED, ("Poland", "44051401359")])
def test_a_day_that_the_calendar_does_not_have(name: str, number: str) -> None:
    assert not NATIONAL_NUMBERS[name]("9999" + number[4:])


def test_a_column_of_them_and_a_column_of_such_digits(look: Look) -> None:
    """A study's random numbers have such a check digit once in ten or in a hundred times."""
    pesel = ["44051401359", "02070803628", "90090515836", "92060512186"]
    for role in (Role("text"), Role("identifier"), Role("number")):
        (problem,) = look("x1", pesel, role)
        assert "national number" in problem.rule
    others = [number[:-1] + str((int(number[-1]) + 3) % 10) for number in pesel]
    assert look("x1", others, Role("identifier")) == ()
