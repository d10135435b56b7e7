"""Numbers that panels, hospitals, banks, authorities and machines give to people."""

from __future__ import annotations

import hashlib
import string
from ipaddress import IPv4Address, IPv6Address
from random import Random

from benchmarks.gate.columns import Classes, digits, letters
from benchmarks.gate.contact import email
from benchmarks.gate.national_north import luhn_digit

ALPHANUMERIC = string.ascii_letters + string.digits
CAPITALS = string.ascii_uppercase + string.digits


def iban(random: Random) -> str:
    country, length = random.choice([("DE", 18), ("FR", 23), ("ES", 20), ("PL", 24), ("NO", 11)])
    account = digits(random, length)
    number = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def grouped(text: str, by: int = 4) -> str:
    return " ".join(text[n : n + by] for n in range(0, len(text), by))


def card(random: Random) -> str:
    number = random.choice(["4", "51", "52", "55"])
    number += digits(random, 15 - len(number))
    return number + luhn_digit(number)


def imei(random: Random) -> str:
    number = "35" + digits(random, 12)
    return number + luhn_digit(number)


def vin(random: Random) -> str:
    among = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    values = dict(zip(among, "12345678123457923456789" + string.digits, strict=True))
    code = random.choice(["WVW", "1HG", "WBA", "VF1"]) + letters(random, 14, among)
    code = code[:11] + digits(random, 6)
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    rest = sum(int(values[c]) * w for c, w in zip(code, weights, strict=True)) % 11
    return code[:8] + "0123456789X"[rest] + code[9:]


CLASSES: Classes = {
    "panel, Prolific": (lambda r: r.choice("56") + letters(r, 23, "0123456789abcdef"),),
    "panel, Mechanical Turk": (lambda r: "A" + letters(r, r.choice([12, 13, 13]), CAPITALS),),
    "panel, Qualtrics": (lambda r: "R_" + letters(r, r.choice([15, 16]), ALPHANUMERIC),),
    "record number with a mark": (
        lambda r: "MRN" + digits(r, 7),
        lambda r: "MRN-" + digits(r, 6),
        lambda r: "Hosp. no. " + digits(r, 6),
    ),
    "record number, digits only": (
        lambda r: digits(r, 7),
        lambda r: str(r.randrange(10**7, 10**8)),
    ),
    "IP address": (
        lambda r: str(IPv4Address(r.randrange(2**24, 2**32 - 2**28))),
        lambda r: str(IPv6Address((0x2001 << 112) + r.randrange(2**112))),
    ),
    "MAC address": (
        lambda r: ":".join(letters(r, 2, "0123456789abcdef") for _ in range(6)),
        lambda r: "-".join(letters(r, 2, "0123456789ABCDEF") for _ in range(6)),
    ),
    "device, IMEI": (imei,),
    "bank account, IBAN": (iban, lambda r: grouped(iban(r))),
    "bank card": (card, lambda r: grouped(card(r))),
    "vehicle, VIN": (vin,),
    "number plate": (
        lambda r: f"{letters(r, 2)}{r.choice(['12', '19', '23', '68', '71'])} {letters(r, 3)}",
        lambda r: f"{letters(r, r.choice([1, 2, 3]))}-{letters(r, 2)} {r.randrange(1, 9999)}",
        lambda r: f"{letters(r, 2)}-{digits(r, 3)}-{letters(r, 2)}",
        lambda r: f"{digits(r, 4)} {letters(r, 3, 'BCDFGHJKLMNPRSTVWXYZ')}",
    ),
    "passport": (
        lambda r: letters(r, 1, "CFGHJK") + digits(r, 8),
        lambda r: letters(r, 2) + digits(r, 7),
        lambda r: "C" + letters(r, 8, "CFGHJKLMNPRTVWXYZ0123456789"),
    ),
    "hash of an e-mail address": (
        lambda r: hashlib.sha256(email(r).encode()).hexdigest(),
        lambda r: hashlib.md5(email(r).encode(), usedforsecurity=False).hexdigest(),
    ),
}
