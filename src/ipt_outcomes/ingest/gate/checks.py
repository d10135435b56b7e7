"""Check digits and other tests that a pattern alone cannot make: is this really such a number?"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from ipt_outcomes.ingest.gate.name_lists import east_asian_name, names_somebody, words_of
from ipt_outcomes.ingest.gate.national_numbers import NATIONAL_NUMBERS, luhn_sum

# I, O and Q are not used; S follows R and begins again at 2.
_VIN_VALUES = {
    letter: int(value)
    for letter, value in zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "123456781234579234567890123456789", strict=True
    )
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character in "0123456789"]


def luhn(text: str) -> bool:
    """The digits' check digit, ISO/IEC 7812-1 annex B: cards, IMEI, Canadian SIN."""
    digits = "".join(map(str, _digits(text)))
    return digits.strip("0") != "" and luhn_sum(digits) % 10 == 0


def nhs(text: str) -> bool:
    """NHS number (and Scotland's CHI): ten digits, modulus 11, NHS Data Dictionary."""
    digits = _digits(text)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = (
        11
        - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
        % 11
    )
    return check != 10 and check % 11 == digits[9]


def vin(text: str) -> bool:
    """Vehicle identification number: the ninth character, modulus 11, 49 CFR 565.15."""
    if len(text) != 17 or not set(text) <= set(_VIN_VALUES) or len(set(text)) < 3:
        return False
    total = sum(
        weight * _VIN_VALUES[letter] for weight, letter in zip(_VIN_WEIGHTS, text, strict=True)
    )
    return "0123456789X"[total % 11] == text[8]


def iban(text: str) -> bool:
    """International bank account number: modulus 97, ISO 13616."""
    compact = text.replace(" ", "").upper()
    moved = compact[4:] + compact[:4]
    return 15 <= len(compact) <= 34 and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def personnummer(text: str) -> bool:
    """Swedish personal number: a date, a serial number, a Luhn digit."""
    month, day = int(text[2:4]), int(text[4:6])
    return 1 <= month <= 12 and 1 <= day <= 31 and luhn(text)


def kvnr(text: str) -> bool:
    """German health insurance number: the letter's place as two digits, weights 1 and 2."""
    digits = _digits(f"{ord(text[0]) - 64:02d}{text[1:9]}")
    weighted = (digit * weight for digit, weight in zip(digits, (1, 2) * 5, strict=True))
    return sum(sum(divmod(product, 10)) for product in weighted) % 10 == int(text[9])


def dni(text: str) -> bool:
    """Spanish identity number: the letter is the number modulo 23."""
    return _DNI_LETTERS[int(text[:8]) % 23] == text[-1]


def nir(text: str) -> bool:
    """French social security number: the last two digits are 97 less the rest modulo 97."""
    compact = text.replace(" ", "")
    return 97 - int(compact[:13]) % 97 == int(compact[13:])


def telephone(text: str) -> bool:
    """Nine to fifteen digits (ITU-T E.164), not all one digit."""
    digits = _digits(text)
    return 9 <= len(digits) <= 17 and len(set(digits)) > 1


def ipv6(text: str) -> bool:
    """An IPv6 address as Python's ipaddress reads it: 12:30:45 is a time, not one."""
    try:
        return ipaddress.IPv6Address(text).packed != bytes(16)
    except ValueError:
        return False


def uk_postcode(text: str) -> bool:
    """The letters before the first digit are a postcode area of the Royal Mail's."""
    letters = text[: next(place for place, letter in enumerate(text) if letter.isdigit())]
    return letters.upper() in words_of("postcode_areas.txt")


def name(text: str) -> bool:
    """One of the words is a common given or family name."""
    return any(map(names_somebody, text.replace(",", " ").replace("-", " ").split()))


CHECKS: dict[str, Callable[[str], bool]] = {
    "Luhn": luhn,
    "NHS": nhs,
    "VIN": vin,
    "IBAN": iban,
    "personnummer": personnummer,
    "KVNR": kvnr,
    "DNI": dni,
    "NIR": nir,
    "telephone": telephone,
    "IPv6": ipv6,
    "UK postcode": uk_postcode,
    "name": name,
    "East Asian name": east_asian_name,
    **NATIONAL_NUMBERS,
}
