"""National numbers of northern and western Europe, with their check digits."""

from __future__ import annotations

from random import Random

from benchmarks.gate.birth import born
from benchmarks.gate.columns import Classes, digits, letters


def weighted(number: str, weights: str | list[int]) -> int:
    return sum(int(d) * int(w) for d, w in zip(number, weights, strict=True))


def luhn_digit(number: str) -> str:
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(number))]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def until(make, random: Random) -> str:
    """Numbers whose check digit would be ten are not given out."""
    while (number := make(random)) is None:
        pass
    return number


def sweden(random: Random, sign: str = "-", century: bool = False) -> str:
    day, serial = born(random), digits(random, 3)
    number = day.strftime("%y%m%d") + serial
    head = day.strftime("%Y%m%d") if century else day.strftime("%y%m%d")
    return head + sign + serial + luhn_digit(number)


def _norway(random: Random) -> str | None:
    number = born(random).strftime("%d%m%y") + digits(random, 3)
    first = -weighted(number, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11
    if first == 10:
        return None
    second = -weighted(number + str(first), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
    return None if second == 10 else f"{number}{first}{second}"


def norway(random: Random, sign: str = "") -> str:
    number = until(_norway, random)
    return number[:6] + sign + number[6:]


def denmark(random: Random, sign: str = "-") -> str:
    return born(random).strftime("%d%m%y") + sign + digits(random, 4)


def finland(random: Random) -> str:
    day, serial = born(random), f"{random.randrange(2, 900):03d}"
    sign = "A" if day.year >= 2000 else "-"
    number = day.strftime("%d%m%y")
    return number + sign + serial + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number + serial) % 31]


def _iceland(random: Random) -> str | None:
    day = born(random)
    number = day.strftime("%d%m%y") + f"{random.randrange(20, 100)}"
    check = -weighted(number, "32765432") % 11
    return None if check == 10 else f"{number}{check}{'0' if day.year >= 2000 else '9'}"


def iceland(random: Random, sign: str = "-") -> str:
    number = until(_iceland, random)
    return number[:6] + sign + number[6:]


def _nhs(random: Random) -> str | None:
    number = str(random.randrange(4, 8)) + digits(random, 8)
    check = -weighted(number, list(range(10, 1, -1))) % 11
    return None if check == 10 else number + str(check)


def nhs(random: Random, sign: str = "") -> str:
    number = until(_nhs, random)
    return f"{number[:3]}{sign}{number[3:6]}{sign}{number[6:]}"


def nino(random: Random, sign: str = "") -> str:
    first = random.choice("ABCEGHJKLMNPRSTWXYZ") + random.choice("ABCEGHJKLMNPRSTWXYZ")
    pairs = [digits(random, 2) for _ in range(3)]
    return sign.join([first, *pairs, random.choice("ABCD")])


def ireland(random: Random) -> str:
    number = digits(random, 7)
    return number + "WABCDEFGHIJKLMNOPQRSTUV"[weighted(number, "8765432") % 23]


def _netherlands(random: Random) -> str | None:
    number = str(random.randrange(1, 10)) + digits(random, 7)
    check = weighted(number, "98765432") % 11
    return None if check == 10 else number + str(check)


def netherlands(random: Random) -> str:
    return until(_netherlands, random)


def belgium(random: Random, written: bool = False) -> str:
    day = born(random)
    number = day.strftime("%y%m%d") + f"{random.randrange(1, 998):03d}"
    check = 97 - int(("2" if day.year >= 2000 else "") + number) % 97
    whole = f"{number}{check:02d}"
    if written:
        return f"{whole[:2]}.{whole[2:4]}.{whole[4:6]}-{whole[6:9]}.{whole[9:]}"
    return whole


def france(random: Random, sign: str = "") -> str:
    day = born(random)
    parts = [
        random.choice("12"), day.strftime("%y"), day.strftime("%m"),
        f"{random.randrange(1, 95):02d}", f"{random.randrange(1, 900):03d}",
        f"{random.randrange(1, 900):03d}",
    ]  # fmt: skip
    return sign.join([*parts, f"{97 - int(''.join(parts)) % 97:02d}"])


def germany(random: Random) -> str:
    """Tax number: one digit twice among the first ten."""
    ten = random.sample("0123456789", 9)
    ten.insert(random.randrange(1, 10), random.choice(ten))
    while ten[0] == "0":
        random.shuffle(ten)
    product = 10
    for digit in ten:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return "".join(ten) + str((11 - product) % 10)


def german_insurance(random: Random) -> str:
    letter, number = letters(random, 1), digits(random, 8)
    whole = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.index(letter) + 1:02d}{number}"
    products = [int(d) * w for d, w in zip(whole, [1, 2] * 5, strict=True)]
    return letter + number + str(sum(p // 10 + p % 10 for p in products) % 10)


def _austria(random: Random) -> str | None:
    serial, day = f"{random.randrange(100, 1000)}", born(random).strftime("%d%m%y")
    check = weighted(serial + day, "379584216") % 11
    return None if check == 10 else f"{serial}{check}{day}"


def austria(random: Random, sign: str = "") -> str:
    number = until(_austria, random)
    return number[:4] + sign + number[4:]


def switzerland(random: Random) -> str:
    number = "756" + digits(random, 9)
    check = -weighted(number, "131313131313") % 10
    return f"756.{number[3:7]}.{number[7:11]}.{number[11]}{check}"


CLASSES: Classes = {
    "Sweden": (sweden, lambda r: sweden(r, ""), lambda r: sweden(r, "-", True)),
    "Norway": (norway, lambda r: norway(r, " ")),
    "Denmark": (denmark, lambda r: denmark(r, "")),
    "Finland": (finland,),
    "Iceland": (iceland, lambda r: iceland(r, "")),
    "United Kingdom, NHS": (nhs, lambda r: nhs(r, " ")),
    "United Kingdom, NINO": (nino, lambda r: nino(r, " ")),
    "Ireland": (ireland,),
    "Netherlands": (netherlands,),
    "Belgium": (belgium, lambda r: belgium(r, True)),
    "France": (france, lambda r: france(r, " ")),
    "Germany, tax": (germany,),
    "Germany, health insurance": (german_insurance,),
    "Austria": (austria, lambda r: austria(r, " ")),
    "Switzerland": (switzerland, lambda r: switzerland(r).replace(".", "")),
}
