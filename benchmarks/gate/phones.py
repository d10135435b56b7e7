"""Telephone numbers without a country's code, as they are written in one country or by hand."""

from __future__ import annotations

from random import Random

from benchmarks.gate.columns import Classes, Make, digits


def _country(*shapes: str) -> Make:
    """`#` is any digit, `%` one from 2 to 9."""

    def make(random: Random) -> str:
        marks = {"#": lambda: digits(random, 1), "%": lambda: str(random.randrange(2, 10))}
        return "".join(marks[c]() if c in marks else c for c in random.choice(shapes))

    return make


CLASSES: Classes = {
    "telephone, of one country": (
        _country("0151 ########", "0170 #######", "0176 ########", "0160 #######"),
        _country("030 %#######", "0221 %######", "089 %#######", "06221 %#####"),
        _country("0511/%######", "0341-%######", "0761 / %#####"),
        _country("07700 9#####", "07### ######", "07### ### ###"),
        _country("020 7### ####", "0131 %## ####", "01865 %#####", "(0161) %## ####"),
        _country("(%##) 555-####", "(%##) %##-####"),
        _country("%##-%##-####", "%##.%##.####"),
        _country("06 ## ## ## ##", "06.##.##.##.##", "01-##-##-##-##"),
        _country("6## ### ###", "6## ## ## ##", "91 %## ## ##"),
        _country("3## ### ####", "3## #######", "02 %#######"),
        _country("07##-### ###", "070-### ## ##", "0772 ### ###", "0701######"),
        _country("(11) 9####-####", "(21) %###-####", "11 9####-####"),
        _country("06-########", "06 ########", "020-%######"),
        _country("5## ### ###", "22 %## ## ##", "6##-###-###"),
    ),
    "telephone, as people write it": (
        lambda r: r.choice(["0151 ", "0151/", "0151-", "0151"]) + digits(r, 8),
        lambda r: f"07{digits(r, 3)}{r.choice([' ', '', '-'])}{digits(r, 6)}",
        lambda r: f"{r.choice(['(212) ', '212-', '212.', '212 '])}555-{digits(r, 4)}",
        lambda r: (
            f"0{r.randrange(1, 9)} {digits(r, 2)} {digits(r, 2)} {digits(r, 2)} " + digits(r, 2)
        ),
        lambda r: (
            f"04{digits(r, 2)}{r.choice([' ', ''])}{digits(r, 3)}{r.choice([' ', ''])}"
            + digits(r, 3)
        ),
    ),
}
