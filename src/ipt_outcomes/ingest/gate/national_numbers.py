"""National numbers by their check digits: whether a number is one that a state gives out.

Each is read without its blanks, dots and hyphens. `docs/data-protection.md` names the countries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

_NOT_ALPHANUMERIC = re.compile(r"[\W_]")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"
_CURP_CHARACTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
# The values of 0-9 and A-Z at the odd places of an Italian code; digits count as A-J.
_ITALIAN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
                25, 24, 23)  # fmt: skip
# Verhoeff: the dihedral group D5, and the permutation by place.
_D5 = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
       "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_PLACES = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
           "2793806415", "7046913258")  # fmt: skip


def compact(text: str) -> str:
    """Letters, capital, and digits only."""
    return _NOT_ALPHANUMERIC.sub("", text).upper()


def weighted(number: str, weights: Sequence[int]) -> int:
    """The sum of the digits times their weights; digits beyond the weights do not count."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def luhn_sum(number: str) -> int:
    """The digits, every second from the right doubled and its digits added, ISO/IEC 7812-1."""
    digits = [int(digit) for digit in number[::-1]]
    return sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])


def day_of(year: str, month: str, day: str, shifts: Sequence[int] = (0,)) -> bool:
    """Whether this is a day of the calendar; `shifts`: what a country adds to the months."""
    return any(_is_day(int(year) % 100, int(month) - shift, int(day)) for shift in shifts)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        # 29 February is a day of 2000, and of 1904 to 1996 as of 2004 on.
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def _ymd(n: str, shifts: Sequence[int] = (0,)) -> bool:
    return day_of(n[:2], n[2:4], n[4:6], shifts)


def _dmy(n: str) -> bool:
    return day_of(n[4:6], n[2:4], n[:2])


def _product_check(n: str) -> bool:
    """ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in n[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(n[-1])) % 10 == 1


def _verhoeff(n: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(n)):
        check = int(_D5[check][int(_PLACES[place % 8][int(digit)])])
    return check == 0


def _norway(n: str) -> bool:
    first = weighted(n, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    second = weighted(n, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return _dmy(n) and first == second == 0


def _finland(n: str) -> bool:
    """A letter between the date and the serial number is the century's; a hyphen is gone."""
    serial = n[-4:-1]
    known = len(n) in {10, 11} and serial.isdigit() and _dmy(n)
    return known and _HETU_LETTERS[int(n[:6] + serial) % 31] == n[-1]


def _germany(n: str) -> bool:
    often = max(map(n[:10].count, n[:10]))
    return n[0] != "0" and often in {2, 3} and _product_check(n)


def _belgium(n: str) -> bool:
    rest = int(n[9:])
    return (int(n[2:4]) == 0 or _ymd(n)) and any(
        97 - int(century + n[:9]) % 97 == rest for century in ("", "2")
    )


def _baltic(n: str) -> bool:
    rest = weighted(n, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = weighted(n, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return n[0] in "123456" and _ymd(n[1:]) and rest == int(n[10])


def _turkey(n: str) -> bool:
    digits = list(map(int, n))
    tenth = (7 * sum(digits[:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] > 0 and tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def _brazil(n: str) -> bool:
    return len(set(n)) > 1 and all(
        weighted(n, range(places + 1, 1, -1)[:places]) * 10 % 11 % 10 == int(n[places])
        for places in (9, 10)
    )


def _italy(n: str) -> bool:
    values = [int(c) if c.isdigit() else ord(c) - 65 for c in n[:15]]
    total = sum(_ITALIAN_ODD[value] for value in values[::2]) + sum(values[1::2])
    return chr(65 + total % 26) == n[15]


def _china(n: str) -> bool:
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(n[:17]))
    return day_of(n[8:10], n[10:12], n[12:14]) and "10X98765432"[total % 11] == n[17]


def _japan(n: str) -> bool:
    rest = weighted(n, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return len(set(n)) > 1 and int(n[11]) == (0 if rest <= 1 else 11 - rest)


def _chile(n: str) -> bool:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(n[-2::-1]))
    return "0123456789K"[-total % 11] == n[-1]


def _mexico(n: str) -> bool:
    total = sum(_CURP_CHARACTERS.index(c) * (18 - place) for place, c in enumerate(n[:17]))
    return _ymd(n[4:]) and -total % 10 == int(n[17])


def _singapore(n: str) -> bool:
    total = weighted(n[1:], (2, 7, 6, 5, 4, 3, 2)) + (4 if n[0] in "TG" else 0)
    return ("JZIHGFEDCBA" if n[0] in "ST" else "XWUTRQPNMLK")[total % 11] == n[8]


def _taiwan(n: str) -> bool:
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(n[0]) + 10
    return weighted(f"{letter}{n[1:]}", (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def _russia_tax(n: str) -> bool:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    return len(set(n)) > 1 and all(
        weighted(n[:places], weights[11 - places :]) % 11 % 10 == int(n[places])
        for places in (10, 11)
    )


def _mod11(weights: Sequence[int]) -> Callable[[str], bool]:
    """The weighted sum, with the check digit's own weight, is a multiple of 11."""
    return lambda n: len(set(n)) > 1 and weighted(n, weights) % 11 == 0


def _dated(date_in: Callable[[str], bool], check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda n: date_in(n) and check(n)


def _luhn(n: str) -> bool:
    return len(set(n)) > 1 and luhn_sum(n) % 10 == 0


# By name: of how many letters and digits, and the test. The pattern in `rules.yaml` has seen to it
# that letters and digits stand where they should.
_NUMBERS: dict[str, tuple[int, Callable[[str], bool]]] = {
    "Norway": (11, _norway),
    "Denmark": (10, _dmy),
    "Finland": (0, _finland),
    "Iceland": (10, lambda n: _dmy(n) and n[9] in "089"
                and weighted(n, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0),
    "Ireland": (8, lambda n: _PPS_LETTERS[weighted(n[:7], range(8, 1, -1)) % 23] == n[7]),
    "Netherlands": (9, _mod11((9, 8, 7, 6, 5, 4, 3, 2, -1))),
    "Belgium": (11, _belgium),
    "Germany": (11, _germany),
    "Austria": (10, lambda n: day_of(n[8:], n[6:8], n[4:6], (0, 1, 2, 3))
                and weighted(n, (3, 7, 9, -1, 5, 8, 4, 2, 1, 6)) % 11 == 0),
    "Switzerland": (13, lambda n: weighted(n, (1, 3) * 7) % 10 == 0),
    "Spain, foreigners": (9, lambda n: _DNI_LETTERS[
        int(f"{'XYZ'.index(n[0])}{n[1:8]}") % 23] == n[8]),
    "Portugal": (9, lambda n: -weighted(n, range(9, 1, -1)) % 11 % 10 == int(n[8])),
    "Italy": (16, _italy),
    "Poland": (11, lambda n: _ymd(n, (0, 20, 80)) and weighted(n, (1, 3, 7, 9) * 2 + (1, 3, 1))
               % 10 == 0),
    "Czechia": (10, lambda n: _ymd(n, (0, 20, 50, 70)) and int(n[:9]) % 11 % 10 == int(n[9])),
    "Bulgaria": (10, lambda n: _ymd(n, (0, 20, 40))
                 and weighted(n, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(n[9])),
    "Romania": (13, lambda n: _ymd(n[1:]) and "01234567891"[
        weighted(n, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11] == n[12]),
    "Baltic": (11, _baltic),
    "Croatia": (11, _product_check),
    "Yugoslavia": (13, lambda n: day_of(n[5:7], n[2:4], n[:2])
                   and weighted(n, (7, 6, 5, 4, 3, 2) * 2 + (1,)) % 11 == 0),
    "Turkey": (11, _turkey),
    "Greece": (11, _dated(_dmy, _luhn)),
    "Sweden": (10, _dated(lambda n: _ymd(n) or day_of(n[:2], n[2:4], str(int(n[4:6]) - 60)),
                          _luhn)),
    "Sweden, 12": (12, lambda n: n[:2] in {"19", "20"} and _ymd(n[2:]) and _luhn(n[2:])),
    "Luhn, 9": (9, _luhn),
    "Luhn, 11": (11, _luhn),
    "Thailand": (13, lambda n: (11 - weighted(n[:12], range(13, 1, -1)) % 11) % 10 == int(n[12])),
    "Taiwan": (10, _taiwan),
    "Russia, insurance": (11, lambda n: weighted(n[:9], range(9, 0, -1)) % 101 % 100
                          == int(n[9:])),
    "Russia, tax": (12, _russia_tax),
    "Ukraine": (10, lambda n: weighted(n[:9], (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10
                == int(n[9])),
    "Mexico": (18, _mexico),
    "Brazil": (11, _brazil),
    "Chile": (0, _chile),
    "Argentina": (11, _mod11((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))),
    "India": (12, lambda n: len(set(n)) > 1 and _verhoeff(n)),
    "China": (18, _china),
    "Japan": (12, _japan),
    # Since October 2020 the last digits of new numbers are drawn: those show by their date alone.
    "Korea": (13, _ymd),
    "Singapore": (9, _singapore),
    "South Africa": (13, _dated(_ymd, _luhn)),
    "Australia, tax": (9, _mod11((1, 4, 3, 7, 5, 8, 6, 9, 10))),
    "Australia, Medicare": (10, lambda n: weighted(n, (1, 3, 7, 9) * 2) % 10 == int(n[8])),
}  # fmt: skip


def _checked(length: int, test: Callable[[str], bool]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        number = compact(text)
        return length in {0, len(number)} and test(number)

    return check


NATIONAL_NUMBERS = {name: _checked(*entry) for name, entry in _NUMBERS.items()}
