"""National numbers of Asia, Africa, America and Australia, with their check digits."""

from __future__ import annotations

from random import Random

from benchmarks.gate.birth import born
from benchmarks.gate.columns import Classes, digits, letters
from benchmarks.gate.national_north import luhn_digit, until, weighted


def ssn(random: Random, sign: str = "-") -> str:
    area = random.choice([n for n in range(1, 900) if n != 666])
    group, serial = random.randrange(1, 100), random.randrange(1, 10_000)
    return f"{area:03d}{sign}{group:02d}{sign}{serial:04d}"


def canada(random: Random, sign: str = " ") -> str:
    number = random.choice("1234567") + digits(random, 7)
    number += luhn_digit(number)
    return sign.join([number[:3], number[3:6], number[6:]])


def mexico(random: Random) -> str:
    day = born(random)
    code = letters(random, 1, "BCDFGLMPRST") + letters(random, 1, "AEIOU") + letters(random, 2)
    code += day.strftime("%y%m%d") + random.choice("HM")
    code += random.choice(["DF", "JC", "NL", "PL", "VZ", "GT", "MC", "OC"])
    code += letters(random, 3, "BCDFGLMNPRST") + ("A" if day.year >= 2000 else "0")
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(alphabet.index(c) * (18 - n) for n, c in enumerate(code))
    return code + str(-total % 10)


def brazil(random: Random, written: bool = True) -> str:
    number = digits(random, 9)
    for weights in (range(10, 1, -1), range(11, 1, -1)):
        rest = -weighted(number, list(weights)) % 11
        number += str(0 if rest == 10 else rest)
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}" if written else number


def chile(random: Random, dots: bool = True) -> str:
    number = str(random.randrange(5_000_000, 25_000_000))
    total = sum(int(d) * (2 + n % 6) for n, d in enumerate(reversed(number)))
    check = "0123456789K"[-total % 11]
    return (f"{int(number):,}".replace(",", ".") if dots else number) + "-" + check


def _argentina(random: Random) -> str | None:
    number = random.choice(["20", "27", "23"]) + str(random.randrange(10_000_000, 50_000_000))
    check = -weighted(number, "5432765432") % 11
    return None if check == 10 else f"{number[:2]}-{number[2:]}-{check}"


TABLE = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321",
         "6598710432", "7659821043", "8765932104", "9876543210"]  # fmt: skip
PERMUTED = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
            "2793806415", "7046913258"]  # fmt: skip


def verhoeff_digit(number: str) -> str:
    check = 0
    for n, digit in enumerate(reversed(number), start=1):
        check = int(TABLE[check][int(PERMUTED[n % 8][int(digit)])])
    return str(next(d for d in range(10) if TABLE[check][d] == "0"))


def india(random: Random, sign: str = " ") -> str:
    number = random.choice("23456789") + digits(random, 10)
    number += verhoeff_digit(number)
    return sign.join([number[:4], number[4:8], number[8:]])


def india_tax(random: Random) -> str:
    return letters(random, 3) + "P" + letters(random, 1) + digits(random, 4) + letters(random, 1)


def china(random: Random) -> str:
    area = str(random.choice([11, 12, 13, 21, 31, 32, 33, 37, 41, 42, 43, 44, 50, 51, 61]))
    number = area + f"{random.randrange(1, 5):02d}{random.randrange(1, 30):02d}"
    number += born(random).strftime("%Y%m%d") + digits(random, 3)
    return number + "10X98765432"[sum(int(d) * 2 ** (17 - n) for n, d in enumerate(number)) % 11]


def japan(random: Random, sign: str = "") -> str:
    number = digits(random, 11)
    total = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(number[::-1], start=1))
    number += str(0 if total % 11 <= 1 else 11 - total % 11)
    return sign.join([number[:4], number[4:8], number[8:]])


def korea(random: Random, sign: str = "-") -> str:
    day = born(random)
    number = day.strftime("%y%m%d") + random.choice("34" if day.year >= 2000 else "12")
    number += digits(random, 5)
    check = (11 - weighted(number, "234567892345") % 11) % 10
    return number[:6] + sign + number[6:] + str(check)


def singapore(random: Random) -> str:
    first, number = random.choice("ST"), digits(random, 7)
    total = weighted(number, "2765432") + (4 if first == "T" else 0)
    return first + number + "JZIHGFEDCBA"[total % 11]


def israel(random: Random) -> str:
    number = random.choice("0123") + digits(random, 7)
    return number + luhn_digit(number)


def south_africa(random: Random) -> str:
    number = born(random).strftime("%y%m%d") + digits(random, 4) + random.choice("01") + "8"
    return number + luhn_digit(number)


def _tax_file(random: Random) -> str | None:
    number = str(random.randrange(1, 10)) + digits(random, 7)
    # The last weight is 10: it has to bring the sum to a multiple of 11.
    check = weighted(number, "14375869") % 11
    return None if check == 10 else number + str(check)


def australia(random: Random, sign: str = " ") -> str:
    number = until(_tax_file, random)
    return sign.join([number[:3], number[3:6], number[6:]])


def medicare(random: Random, sign: str = " ") -> str:
    number = random.choice("23456") + digits(random, 7)
    check = weighted(number, "13791379") % 10
    return f"{number[:4]}{sign}{number[4:]}{check}{sign}{random.randrange(1, 5)}"


CLASSES: Classes = {
    "United States": (ssn,),
    "United States, digits only": (lambda r: ssn(r, ""),),
    "Canada": (canada, lambda r: canada(r, "")),
    "Mexico": (mexico,),
    "Brazil": (brazil, lambda r: brazil(r, False)),
    "Chile": (chile, lambda r: chile(r, False)),
    "Argentina": (lambda r: until(_argentina, r),),
    "India, Aadhaar": (india, lambda r: india(r, "")),
    "India, PAN": (india_tax,),
    "China": (china,),
    "Japan": (japan, lambda r: japan(r, "-")),
    "Korea": (korea,),
    "Singapore": (singapore,),
    "Israel": (israel,),
    "South Africa": (south_africa,),
    "Australia, tax": (australia, lambda r: australia(r, "")),
    "Australia, Medicare": (medicare, lambda r: medicare(r, "")),
}
