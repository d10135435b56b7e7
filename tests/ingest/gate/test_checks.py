"""Check digits: published examples pass, and every single changed digit does not."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.checks import CHECKS

RIGHT = [
    ("Luhn", "79927398713"),
    ("Luhn", "490154203237518"),
    ("NHS", "9434765919"),
    ("NHS", "4010232137"),
    ("VIN", "1M8GDM9AXKP042788"),
    ("VIN", "5GZCZ43D13S812715"),
    ("IBAN", "GB82WEST12345698765432"),
    ("IBAN", "DE89370400440532013000"),
    ("personnummer", "811228-9874"),
    ("KVNR", "A123456780"),
    ("DNI", "12345678Z"),
    ("NIR", "255081416802538"),
]


@pytest.mark.parametrize(("check", "number"), RIGHT)
def test_published_examples(check: str, number: str) -> None:
    assert CHECKS[check](number)
    for place, digit in enumerate(number):
        if digit.isdigit():
            wrong = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
            assert not CHECKS[check](wrong), wrong


@pytest.mark.parametrize(
    ("check", "text"),
    [("IPv6", "12:30:45"), ("IPv6", "::"), ("NHS", "0000000000"), ("NHS", "1111111111"),
     ("Luhn", "0000000000"), ("telephone", "12345678"), ("UK postcode", "ZZ1 1AA"),
     ("name", "Grief"), ("name", "role transition")],
)  # fmt: skip
def test_not_such_a_number(check: str, text: str) -> None:
    assert not CHECKS[check](text)
