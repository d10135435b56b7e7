"""The columns of a seed: the same columns for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.gate import (
    birth,
    codes,
    contact,
    names,
    national_far,
    national_north,
    national_south,
    phones,
    records,
)
from benchmarks.gate.clean_codes import IDS as CODES
from benchmarks.gate.clean_ids import IDS
from benchmarks.gate.clean_numbers import NUMBERS
from benchmarks.gate.clean_rare import WORDS as RARE
from benchmarks.gate.clean_titled import WORDS as TITLED
from benchmarks.gate.clean_words import WORDS
from benchmarks.gate.columns import Classes, Column, Make

IDENTITIES: Classes = {
    **names.CLASSES,
    **contact.CLASSES,
    **phones.CLASSES,
    **birth.CLASSES,
    **records.CLASSES,
    **{
        f"national number, {country}": ways
        for module in (national_north, national_south, national_far)
        for country, ways in module.CLASSES.items()
    },
}
# How many people a column has.
MANY = (24, 240)
FEW = (8, 19)
SAYS_NOTHING = [
    "x1",
    "v12",
    "var_3",
    "k1",
    "field7",
    "code_b",
    "group_b",
    "extra",
    "q17",
    "factor_2",
]
OF_PEOPLE = ["id", "participant", "subject", "record_id", "pid", "study_no"]
# Among what a single identity is hidden.
CATEGORIES = [
    "rented|owned|with parents", "SSRI|SNRI|none", "1|2|3|4", "T04|T11|T12|T15|T20",
    "north|south|east",
    "single|married|widowed|divorced", "moved away|lost to follow-up|felt better|adverse event",
    "F32.1|F33.0|F41.1", "full time|part time|unemployed", "GP|self-referral|psychiatrist",
    "Baseline|Week 4|Month 12", "primary|secondary|university degree", "low|high", "a|b|c|d",
    "sertraline 50 mg|citalopram 20 mg|none", "keine|leicht|mittel|schwer",
]  # fmt: skip
# Some are written with a word or two.
AROUND = ["{}", "{}", "{}", "{}", "{}", "{}", "see {}", "{} (partner)", "other: {}", "ask {}"]


def identities(seed: int, each: int, people: tuple[int, int] = MANY) -> Iterator[Column]:
    """`each` columns of every class and kind."""
    for of, ways in IDENTITIES.items():
        for n in range(each):
            random = Random(f"{seed} {of} {n}")
            way = ways[n % len(ways)] if each >= len(ways) else random.choice(ways)
            yield _whole(random, of, way, people)
            yield _ids(random, of, way, people)
            yield _hidden(random, of, ways, people)
    for of, series in codes.CLASSES.items():
        for n in range(each):
            random = Random(f"{seed} {of} {n}")
            large = people == MANY and n % 2
            among = series[n % len(series)] if each >= len(series) else random.choice(series)
            cells = among(random, random.randrange(*(codes.LARGE if large else people)))
            name = random.choice(OF_PEOPLE)
            yield Column("participant ids", of, name, "identifier", tuple(cells))


def column_of_each_kind(random: Random, of: str, make: Make) -> Iterator[Column]:
    """A whole column, participants' identifiers and a hidden one, of one way of writing."""
    yield _whole(random, of, make, MANY)
    yield _ids(random, of, make, MANY)
    yield _hidden(random, of, (make,), MANY)


def _whole(random: Random, of: str, make: Make, people: tuple[int, int]) -> Column:
    cells = [make(random) for _ in range(random.randrange(*people))]
    if random.random() < 0.4:
        cells = [cell if random.random() < 0.85 else "" for cell in cells]
    return Column("whole column", of, random.choice(SAYS_NOTHING), "text", tuple(cells))


def _ids(random: Random, of: str, make: Make, people: tuple[int, int]) -> Column:
    """No two people have one identifier: of few names not everybody gets one."""
    cells = dict.fromkeys(make(random) for _ in range(random.randrange(*people)))
    return Column("participant ids", of, random.choice(OF_PEOPLE), "identifier", tuple(cells))


def _hidden(random: Random, of: str, ways: tuple[Make, ...], people: tuple[int, int]) -> Column:
    cells = _categories(random, random.choice(CATEGORIES), random.randrange(*people))
    for place in random.sample(range(len(cells)), random.choice([1, 1, 2])):
        cells[place] = random.choice(AROUND).format(random.choice(ways)(random))
    return Column("hidden in a category", of, random.choice(SAYS_NOTHING), "text", tuple(cells))


def _categories(random: Random, words: str, people: int) -> list[str]:
    """Some words are frequent and some are rare, and some cells are empty."""
    among = words.split("|")
    shares = [random.uniform(0.05, 1) for _ in among]
    empty = random.choice([0, 0, 0.1])
    return [
        "" if random.random() < empty else random.choices(among, shares)[0] for _ in range(people)
    ]


def clean(seed: int, each: int, people: tuple[int, int] = MANY) -> Iterator[Column]:
    """`each` columns of every kind that holds no identity."""
    for n in range(each):
        for name, words in WORDS.items():
            random = Random(f"{seed} {name} {n}")
            cells = _categories(random, words, random.randrange(*people))
            yield Column("clean", "category", name, "text", tuple(cells))
        for form, (name, series) in IDS.items():
            random = Random(f"{seed} {form} {n}")
            of = f"identifiers given out by a study: {form}"
            yield Column(
                "clean", of, name, "identifier", tuple(series(random, random.randrange(*people)))
            )
        for name, (role, make) in NUMBERS.items():
            random = Random(f"{seed} {name} {n}")
            cells = [make(random) for _ in range(random.randrange(*people))]
            yield Column("clean", "number", name, role, tuple(cells))
        yield from _codes_and_titled(seed, n, people)
        random = Random(f"{seed} rare {n}")
        for word in random.sample(RARE, 40):
            yield with_rare(random, "category with a rare word", word, people)


def with_rare(random: Random, of: str, word: str, people: tuple[int, int] = MANY) -> Column:
    """A category with a word on one row that names nobody."""
    cells = _categories(random, random.choice(CATEGORIES), random.randrange(*people))
    cells[random.randrange(len(cells))] = word
    return Column("clean", of, random.choice(SAYS_NOTHING), "text", tuple(cells))


def _codes_and_titled(seed: int, n: int, people: tuple[int, int]) -> Iterator[Column]:
    for form, series in CODES.items():
        random = Random(f"{seed} {form} {n}")
        cells = series(random, random.randrange(*people))
        name = random.choice(OF_PEOPLE)
        yield Column("clean", "codes of a study", name, "identifier", tuple(cells))
    for name, words in TITLED.items():
        random = Random(f"{seed} {name} {n}")
        frequent, rare = words.split("||")
        cells = _categories(random, frequent, random.randrange(*people))
        among = rare.split("|")
        for word in random.sample(among, min(len(among), random.choice([1, 1, 2, 3]))):
            for place in random.sample(range(len(cells)), random.choice([1, 1, 2])):
                cells[place] = word
        of = (
            "category with months"
            if "20" in frequent or "19" in frequent
            else ("category with rare ones of two words")
        )
        yield Column("clean", of, name, "text", tuple(cells))
