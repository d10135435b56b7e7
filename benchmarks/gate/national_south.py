"""National numbers of southern and eastern Europe, with their check digits."""

from __future__ import annotations

from random import Random

from benchmarks.gate.birth import born
from benchmarks.gate.columns import Classes, digits, letters
from benchmarks.gate.national_north import luhn_digit, until, weighted

DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def spain(random: Random, sign: str = "") -> str:
    number = digits(random, 8)
    return number + sign + DNI[int(number) % 23]


def spain_foreign(random: Random) -> str:
    first, number = random.randrange(3), digits(random, 7)
    return "XYZ"[first] + number + DNI[int(f"{first}{number}") % 23]


def _portugal(random: Random) -> str:
    number = random.choice("12") + digits(random, 7)
    check = -weighted(number, "98765432") % 11
    return number + str(0 if check == 10 else check)


ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
         6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
        strict=True,
    )
)  # fmt: skip


def italy(random: Random) -> str:
    day, woman = born(random), random.random() < 0.5
    code = letters(random, 6, "BCDFGLMNPRSTVZ") + day.strftime("%y")
    code += "ABCDEHLMPRST"[day.month - 1] + f"{day.day + 40 * woman:02d}"
    code += letters(random, 1, "ABCDEFGHL") + digits(random, 3)
    even = sum(int(c) if c.isdigit() else ord(c) - 65 for c in code[1::2])
    return code + chr(65 + (sum(ODD[c] for c in code[::2]) + even) % 26)


def poland(random: Random) -> str:
    day = born(random)
    month = day.month + (20 if day.year >= 2000 else 0)
    number = f"{day:%y}{month:02d}{day:%d}" + digits(random, 4)
    return number + str(-weighted(number, "1379137913") % 10)


def _czech(random: Random) -> str:
    while True:
        day = born(random)
        month = day.month + random.choice([0, 50])
        number = f"{day:%y}{month:02d}{day:%d}" + digits(random, 3)
        if int(number) % 11 != 10:
            return number + str(int(number) % 11)


def czech(random: Random, sign: str = "/") -> str:
    number = _czech(random)
    return number[:6] + sign + number[6:]


def bulgaria(random: Random) -> str:
    day = born(random)
    month = day.month + (40 if day.year >= 2000 else 0)
    number = f"{day:%y}{month:02d}{day:%d}" + digits(random, 3)
    return number + str(weighted(number, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10)


def romania(random: Random) -> str:
    day = born(random)
    first = random.choice("56" if day.year >= 2000 else "12")
    number = first + day.strftime("%y%m%d") + f"{random.randrange(1, 47):02d}"
    number += f"{random.randrange(1, 1000):03d}"
    check = weighted(number, "279146358279") % 11
    return number + str(1 if check == 10 else check)


def baltic(random: Random) -> str:
    """Estonia and Lithuania."""
    day = born(random)
    number = random.choice("56" if day.year >= 2000 else "34") + day.strftime("%y%m%d")
    number += digits(random, 3)
    check = weighted(number, "1234567891") % 11
    if check == 10:
        check = weighted(number, "3456789123") % 11 % 10
    return number + str(check)


def croatia(random: Random) -> str:
    number, product = digits(random, 10), 10
    for digit in number:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return number + str((11 - product) % 10)


def _yugoslavia(random: Random) -> str | None:
    day = born(random)
    number = f"{day:%d%m}{day.year % 1000:03d}" + f"{random.randrange(10, 97)}" + digits(random, 3)
    check = -weighted(number, "765432765432") % 11
    return None if check == 10 else number + str(check)


def turkey(random: Random) -> str:
    number = [random.randrange(1, 10)] + [random.randrange(10) for _ in range(8)]
    tenth = (7 * sum(number[::2]) - sum(number[1::2])) % 10
    return "".join(map(str, [*number, tenth, (sum(number) + tenth) % 10]))


def greece(random: Random) -> str:
    """AMKA: a date and a Luhn digit."""
    number = born(random).strftime("%d%m%y") + digits(random, 4)
    return number + luhn_digit(number)


CLASSES: Classes = {
    "Spain, DNI": (spain, lambda r: spain(r, "-")),
    "Spain, NIE": (spain_foreign,),
    "Portugal": (_portugal,),
    "Italy": (italy,),
    "Poland": (poland,),
    "Czechia and Slovakia": (czech, lambda r: czech(r, "")),
    "Bulgaria": (bulgaria,),
    "Romania": (romania,),
    "Estonia and Lithuania": (baltic,),
    "Croatia": (croatia,),
    "Serbia and Bosnia": (lambda r: until(_yugoslavia, r),),
    "Turkey": (turkey,),
    "Greece": (greece,),
}
