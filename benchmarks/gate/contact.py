"""Where people are found: mail, telephone, addresses, the web."""

from __future__ import annotations

import unicodedata
from random import Random

from benchmarks.gate.columns import Classes, Make, digits, letters
from benchmarks.gate.names import pair

HOSTS = ["gmail.com", "web.de", "yahoo.co.uk", "orange.fr", "wp.pl", "uol.com.br", "qq.com",
         "mail.ru",
         "hotmail.com", "example.org", "student.uni.edu", "naver.com"]  # fmt: skip


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in apart if c.isascii() and c.isalpha())


def email(random: Random) -> str:
    given, family = map(plain, pair(random))
    user = random.choice(
        [f"{given}.{family}", f"{given[0]}{family}", f"{family}{digits(random, 2)}"]
    )
    return f"{user}@{random.choice(HOSTS)}"


def _shaped(*shapes: str) -> Make:
    """`#` is a digit, `+` before one or more shapes a country's code."""

    def make(random: Random) -> str:
        return "".join(digits(random, 1) if c == "#" else c for c in random.choice(shapes))

    return make


INTERNATIONAL = _shaped(
    "+44 7### ######", "+49 151 ########", "+33 6 ## ## ## ##", "+1 212-###-####",
    "+46 70 ### ## ##",
    "+48 5## ### ###", "+55 11 9####-####", "+91 98### #####", "+86 13# #### ####",
    "+27 82 ### ####",
    "+61 4## ### ###", "+81 90-####-####", "+972 52-###-####", "+30 69# ### ####",
)  # fmt: skip
NATIONAL = tuple(
    _shaped(shape)
    for shape in (
        "07### ######", "0151 ########", "06 ## ## ## ##", "(415) 3##-####", "070-### ## ##",
        "5## ### ###",
        "(11) 9####-####", "98### #####", "13# #### ####", "082 ### ####", "04## ### ###",
        "090-####-####",
        "010-####-####", "052-###-####", "## ## ## ##", "0664 #######", "079 ### ## ##",
        "3## #######",
    )
)  # fmt: skip
UNDIVIDED: tuple[Make, ...] = (
    lambda r: "07" + digits(r, 9),
    lambda r: r.choice(["0151", "0160", "0170", "0176"]) + digits(r, 7),
    lambda r: r.choice(["06", "07"]) + digits(r, 8),
    lambda r: letters(r, 1, "2345679") + digits(r, 2) + letters(r, 1, "2345679") + digits(r, 6),
    lambda r: "1" + letters(r, 1, "35789") + digits(r, 9),
    lambda r: r.choice(["11", "21", "31", "41", "51"]) + "9" + digits(r, 8),
    lambda r: letters(r, 1, "6789") + digits(r, 9),
    lambda r: r.choice(["070", "080", "090", "010", "04"]) + digits(r, 8),
)

PLACES = ["Leeds", "Ayr", "Köln", "Graz", "Lyon", "Utrecht", "Sevilla", "Torino", "Gdańsk",
          "Aarhus",
          "Bergen", "Uppsala", "Tampere", "Austin", "Curitiba", "Pune", "Durban"]  # fmt: skip
STREETS: tuple[Make, ...] = (
    lambda r: f"{r.randrange(1, 200)} {r.choice(['High', 'Mill', 'Station', 'Park', 'Elm'])} "
    f"{r.choice(['Street', 'Road', 'Lane', 'Ave', 'Close'])}",
    lambda r: f"{r.choice(['Haupt', 'Garten', 'Linden', 'Schiller', 'Berg'])}"
    f"{r.choice(['straße', 'weg', 'str.', 'allee'])} {r.randrange(1, 99)}",
    lambda r: f"{r.randrange(1, 200)} {r.choice(['rue', 'avenue', 'boulevard'])} "
    f"{r.choice(['de la Gare', 'Victor Hugo', 'des Lilas', 'Pasteur'])}",
    lambda r: f"{r.choice(['Calle', 'Avenida', 'Via', 'Rua', 'ul.'])} "
    f"{r.choice(['Mayor', 'Garibaldi', 'Augusta', 'Mickiewicza', 'Real', 'Dante'])} "
    f"{r.randrange(1, 99)}",
    lambda r: f"{r.choice(['Stor', 'Kirke', 'Nørre', 'Drottning', 'Kungs'])}"
    f"{r.choice(['gata', 'gade', 'gatan', 'vej'])} {r.randrange(1, 99)}",
    lambda r: f"{r.choice(['Dorp', 'Kerk', 'Molen', 'School'])}{r.choice(['straat', 'laan'])} "
    f"{r.randrange(1, 199)}, {r.choice(PLACES)}",
)  # fmt: skip


def british(random: Random) -> str:
    area = random.choice(["SW", "EH", "G", "M", "LS", "CF", "B", "NE", "BT", "AB"])
    inward = digits(random, 1) + letters(random, 2, "ABDEFGHJLNPQRSTUWXYZ")
    return f"{area}{random.randrange(1, 20)} {inward}"


def canadian(random: Random) -> str:
    first = letters(random, 1, "ABCEGHJKLMNPRSTVXY") + digits(random, 1)
    return f"{first}{letters(random, 1)} {digits(random, 1)}{letters(random, 1)}{digits(random, 1)}"


def point(random: Random) -> str:
    return f"{random.uniform(-60, 70):.4f}, {random.uniform(-170, 170):.4f}"


def _handle(random: Random) -> str:
    given, family = map(plain, pair(random))
    end = digits(random, random.randrange(0, 4))
    return given + random.choice(["_", ".", ""]) + random.choice([family, family[0], ""]) + end


CLASSES: Classes = {
    "e-mail address": (email,),
    "telephone, with the country": (INTERNATIONAL,),
    "telephone, divided": NATIONAL,
    "telephone, digits only": UNDIVIDED,
    "street and number": STREETS,
    "postcode, Britain and Canada": (british, canadian, lambda r: british(r).replace(" ", "")),
    "postcode, five digits": (lambda r: digits(r, 5), lambda r: f"{digits(r, 5)}-{digits(r, 4)}"),
    "postcode, others": (
        lambda r: f"{r.randrange(1000, 9999)} {letters(r, 2, 'ABCDEGHJKLMNPRTVWXZ')}",
        lambda r: f"{r.randrange(10, 99)}-{digits(r, 3)}",
        lambda r: f"{r.randrange(10, 99)}{digits(r, 3)}-{digits(r, 3)}",
        lambda r: f"{r.randrange(10_000, 99_999)} {r.choice(PLACES)}",
    ),
    "place on the globe": (point, lambda r: point(r).replace(", ", ";")),
    "web address": (
        lambda r: f"https://www.facebook.com/{_handle(r)}",
        lambda r: f"linkedin.com/in/{_handle(r)}",
    ),
    "handle": (lambda r: "@" + _handle(r),),
    "user name": (_handle,),
}
