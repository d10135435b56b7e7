"""Participants' identifiers of a study's own that have letters and numbers as people's codes do."""

from __future__ import annotations

from random import Random

from benchmarks.gate.clean_ids import Series
from benchmarks.gate.columns import digits, letters


def _numbered(*forms: str, first: int = 1, most: int = 3) -> Series:
    """Numbers that go on over the trial, in each of the forms by turns as people come."""

    def make(random: Random, people: int) -> list[str]:
        found, at = [], first
        for _ in range(people):
            found.append(random.choice(forms).format(at))
            at += random.randrange(1, most + 1)
        return found

    return make


def _within(*prefixes: str, form: str = "{}{:03d}", first: int = 1) -> Series:
    """Numbers that begin again in each site, year or arm."""

    def make(random: Random, people: int) -> list[str]:
        counts = dict.fromkeys(prefixes, first - 1)
        found = []
        for _ in range(people):
            prefix = random.choice(prefixes)
            counts[prefix] += 1
            found.append(form.format(prefix, counts[prefix]))
        return found

    return make


def _drawn(*parts: str) -> Series:
    """`A` is a letter, `a` a small one, `#` a digit, all by chance; no code twice."""

    def one(random: Random, form: str) -> str:
        lower = "abcdefghijklmnopqrstuvwxyz"
        marks = {
            "A": lambda: letters(random, 1),
            "a": lambda: letters(random, 1, lower),
            "#": lambda: digits(random, 1),
        }
        return "".join(marks[c]() if c in marks else c for c in form)

    def make(random: Random, people: int) -> list[str]:
        form, found = random.choice(parts), {}
        while len(found) < people:
            found[one(random, form)] = None
        return list(found)

    return make


def _check_letters(form: str, first: int = 1) -> Series:
    """A running number with letters by chance: whoever mistypes it is told so."""

    def make(random: Random, people: int) -> list[str]:
        return [form.format(first + n, letters(random, 2)) for n in range(people)]

    return make


_TOWNS = ("Leeds", "York", "Hull", "Selby", "Ripon", "Otley", "Ilkley", "Whitby", "Thirsk")
_MANY_SITES = (
    "BER", "MUC", "HAM", "KOL", "FRA", "STU", "LEI", "DRE", "BRE", "ESS", "DUI", "NUR",
)  # fmt: skip
_THERAPISTS = ("JM", "KS", "AB", "TL", "RW", "PD", "CH", "NF", "EG", "MB", "SV", "DK")
_COUNTRIES = ("DE", "FR", "IT", "ES", "PL", "NL", "SE")
_VILLAGES = ("kasana", "luwero", "nakaseke", "wobulenzi", "bombo", "semuto")

IDS: dict[str, Series] = {
    "IPT-001": _numbered("IPT-{:03d}"),
    "P01": _numbered("P{:02d}"),
    "AB12": _drawn("AA##"),
    "AB-123": _drawn("AA-###"),
    "site3_014": _within("site1", "site2", "site3", "site4", form="{}_{:03d}"),
    "C-0912": _drawn("C-####"),
    "BER001": _within("BER", "MUC", "HAM", "KOL"),
    "BER001, twelve sites": _within(
        *_MANY_SITES, form="{}{:03d}"
    ),
    "MUC-12": _within("MUC", "BER", form="{}-{}"),
    "KG2019-01": _within("KG2018", "KG2019", "KG2020", form="{}-{:02d}"),
    "DEP2020_013": _numbered("DEP2020_{:03d}"),
    "year and letters, four years": _within("2017", "2018", "2019", "2020", form="{}-IPT-{:03d}"),
    "two sites, three years": _within("NO2018", "NO2019", "SE2019", "SE2020", "DK2020"),
    "number from 1901 on": _numbered("P{}", first=1901, most=1),
    "number from 1940 on, sites": _within("L", "Y", "H", form="{}{}", first=1940),
    "number from 1950 on, site letters": _within("LE", "YO", "HU", "SE", form="{}{}", first=1950),
    "two digits from 40 on": _within("LE", "YO", "HU", form="{}{}", first=40),
    "number and year of entry": _within("2019", "2020", "2021", form="{1:03d}/{0}"),
    "year, month and number": _within("19-03", "19-09", "20-03", "20-09", form="{}-{:03d}"),
    "month and number": _within("0319", "0919", "0320", form="{}-{:02d}"),
    "check letters after": _check_letters("{:03d}-{}"),
    "check letters before": _check_letters("{1}{0:02d}"),
    "arm words": _within("ipt", "tau", form="{}_{:02d}"),
    "arm letters": _within("I", "C", "W", form="{}{:03d}"),
    "sex letter": _within("M", "F", form="{}-{:03d}"),
    "wards": _within("Rose", "Iris", "Daisy", form="{}-{:02d}"),
    "clinics called after people": _within("Charlotte", "Victoria", "Florence", form="{}_{:02d}"),
    "towns": _within(*_TOWNS, form="{}-{:02d}"),
    "villages": _within(*_VILLAGES, form="{}{}"),
    "therapists' letters": _within("JM", "KS", "AB", "TL", "RW", form="{}-{:02d}"),
    "therapists' letters, many": _within(
        *_THERAPISTS, form="{}{:02d}"
    ),
    "site and person": _within("S01", "S02", "S03", form="{}P{:02d}"),
    "three parts": _within("A01-B02", "A01-B03", "A02-B01", form="{}-{:03d}"),
    "letters by chance, four and two": _drawn("AAAA##", "aaaa##"),
    "letters by chance, six": _drawn("AAAAAA", "aaaaaa"),
    "letters by chance, three and three": _drawn("AAA###", "AAA-###", "aaa###"),
    "letters by chance, two and four": _drawn("AA####", "aa####"),
    "letters by chance, three and four": _drawn("AAA####", "AAA-####"),
    "mixed by chance": _drawn("A#A#A#", "a##a##", "#A##A#"),
    "pilot and main": _numbered("pilot-{}", "main-{}"),
    "screening letters": _numbered("SCR{:04d}", "RND{:04d}"),
    "four-digit sites": _within("1001", "1002", "1950", "1964", form="{}-{:04d}"),
    "four digits by chance": _drawn("####-##", "####-###"),
    "six digits and site": _drawn("01-######", "A-######"),
    "country letters": _within(*_COUNTRIES, form="{}{:02d}-1"),
    "pairs": _within(*(f"D{n:02d}" for n in range(1, 40)), form="{}-{}"),
    "families": _numbered("{:03d}A", "{:03d}B", "{:03d}C", most=1),
    "word and number": _numbered("participant {}", "participant {}"),
    "German word": _numbered("Proband_{:02d}"),
    "French word": _numbered("sujet-{:03d}"),
    "trial and year": _numbered("IPT1998-{:03d}"),
    "decades of sites": _within(
        *(f"{n}" for n in range(1990, 2000)), form="{}-{:02d}"
    ),
    "class and pupil": _within("7a", "7b", "8a", "8c", form="{}-{:02d}"),
    "long words": _within("outpatient", "inpatient", "daycare", form="{}{:02d}"),
    "capitals and words": _within("CONTROL", "TREATMENT", form="{}{:03d}"),
    "hexadecimal, four": _numbered("{:04x}", first=0xA000, most=40),
    "leading zeros and letter": _numbered("{:05d}-A", "{:05d}-B"),
    "hash signs": _numbered("#{:03d}"),
    "Greek letters": _within("α", "β", "γ", form="{}{:02d}"),
    "Cyrillic site": _within("МСК", "СПБ", "НСК", form="{}-{:03d}"),
}  # fmt: skip
