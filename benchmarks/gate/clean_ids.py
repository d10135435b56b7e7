"""Participants' identifiers as studies give them out: nobody outside knows them."""

from __future__ import annotations

import string
import uuid
from collections.abc import Callable
from random import Random

from benchmarks.gate.columns import digits, letters

Series = Callable[[Random, int], list[str]]
_UNAMBIGUOUS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _running(form: str, first: int = 1) -> Series:
    """Numbers in a row, some of which are left out."""

    def make(random: Random, people: int) -> list[str]:
        return [form.format(n) for n in _rising(random, people, first)]

    return make


def _rising(random: Random, people: int, first: int) -> list[int]:
    numbers, at = [], first
    for _ in range(people):
        numbers.append(at)
        at += random.choice([1, 1, 1, 2, 3])
    return numbers


def _sites(form: str, sites: list[str]) -> Series:
    def make(random: Random, people: int) -> list[str]:
        each = -(-people // len(sites))
        return [form.format(site, n + 1) for site in sites for n in range(each)][:people]

    return make


def _drawn(make: Callable[[Random], str]) -> Series:
    def series(random: Random, people: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < people:
            found[make(random)] = None
        return list(found)

    return series


def _uuid(random: Random) -> uuid.UUID:
    return uuid.UUID(int=random.getrandbits(128), version=4)


def _generated_code(random: Random) -> str:
    """What a person makes of the mother's name, a day and a place: nobody else's."""
    two = lambda: random.choice("BDEFGHJKLMNRST") + random.choice("AEIOU")  # noqa: E731
    return f"{two()}{random.randrange(1, 29):02d}{two()}"


IDS: dict[str, tuple[str, Series]] = {
    "running": ("id", _running("{}")),
    "running, zeros": ("id", _running("{:03d}")),
    "running, letter": ("participant", _running("D{:03d}")),
    "running from 1001": ("participant_id", _running("P-{}", 1001)),
    "five digits in a row": ("patient_id", _running("{}", 10_001)),
    "eight digits in a row": ("id", _running("{:08d}", 12_345)),
    "nine digits in a row": ("id", _running("{}", 100_000_001)),
    "ten digits in a row": ("id", _running("{}", 2_340_000_000)),
    "five random digits": ("PATIENT_NO", _drawn(lambda r: digits(r, 5))),
    "six random digits": ("random_id", _drawn(lambda r: digits(r, 6))),
    "eight random digits": ("study_no", _drawn(lambda r: str(r.randrange(10**7, 10**8)))),
    "nine random digits": ("id", _drawn(lambda r: str(r.randrange(10**8, 10**9)))),
    "nine random digits, zeros": ("id", _drawn(lambda r: digits(r, 9))),
    "ten random digits": ("id", _drawn(lambda r: str(r.randrange(10**9, 10**10)))),
    "twelve random digits": ("id", _drawn(lambda r: digits(r, 12))),
    "dotted": (
        "id", _drawn(lambda r: f"{r.randrange(1, 9)}.{r.randrange(1, 9)}.{r.randrange(1, 99)}"),
    ),
    "dotted, four": (
        "id", _drawn(lambda r: ".".join(f"{r.randrange(1, n):d}" for n in (4, 5, 9, 60))),
    ),
    "site-number": ("subject", _sites("{}-{:03d}", ["101", "102", "203"])),
    "site/number": ("subject", _sites("{}/{:04d}", ["011", "012", "024"])),
    "site letters": ("subject", _sites("{}{:03d}", ["EDI", "GLA", "ABD"])),
    "site word": ("subject", _sites("{}_{}", ["leeds", "york", "hull"])),
    "site word, other script": ("subject", _sites("{}-{:02d}", ["北京", "上海", "广州"])),
    "three pairs": (
        "subject", _drawn(lambda r: f"0{r.randrange(1, 4)}-{digits(r, 2)}-{digits(r, 2)}"),
    ),
    "screening number": ("screening_no", _running("SCR-2021-{:04d}")),
    "year and number": ("id", _running("2021{:04d}")),
    "year-number": ("id", _running("2021-{:03d}")),
    "randomisation number": ("rand_no", _running("R{:05d}", 20_001)),
    "REDCap record": ("record_id", _sites("{}-{}", ["101", "102", "205"])),
    "trial/number": ("study_id", _running("IPT/{:03d}")),
    "NCT and number": ("subject", _running("NCT01234567-{:03d}")),
    "UUID": ("id", _drawn(lambda r: str(_uuid(r)))),
    "UUID, capitals": ("id", _drawn(lambda r: str(_uuid(r)).upper())),
    "UUID without hyphens": ("id", _drawn(lambda r: _uuid(r).hex)),
    "UUID in braces": ("id", _drawn(lambda r: f"{{{_uuid(r)}}}")),
    "UUID padded": ("id", _drawn(lambda r: f"00000000-0000-0000-0000-{digits(r, 12)}")),
    "UUID padded, running": ("id", _running("00000000-0000-0000-0000-{:012d}")),
    "eight hexadecimal digits": ("code", _drawn(lambda r: letters(r, 8, "0123456789abcdef"))),
    "pseudonym of this tool": ("code", _drawn(lambda r: "P" + letters(r, 16, "0123456789abcdef"))),
    "random capitals": ("code", _drawn(lambda r: letters(r, 5))),
    "random code": ("code", _drawn(lambda r: letters(r, 6, _UNAMBIGUOUS))),
    "random code in two": (
        "code", _drawn(lambda r: f"{letters(r, 4, _UNAMBIGUOUS)}-{letters(r, 4, _UNAMBIGUOUS)}"),
    ),
    "random, mixed case": (
        "code", _drawn(lambda r: letters(r, 10, string.ascii_letters + string.digits)),
    ),
    "generated by the person": ("code", _drawn(_generated_code)),
    "letter and six digits": ("code", _drawn(lambda r: letters(r, 1) + digits(r, 6))),
    "two letters and four digits": ("code", _drawn(lambda r: letters(r, 2) + digits(r, 4))),
}  # fmt: skip
