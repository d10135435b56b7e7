"""Some hundred hostile inputs, each as part of the tests' small trial; `right` is what it says.

Where `right` is None there is nothing to read, and a refusal alone is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.hostile_case import (
    CONFIG,
    PLANS,
    SCALES,
    SOUND,
    Case,
    Make,
    at,
    both,
    edited,
    plan_edited,
    write,
)
from tests.ingest.conftest import PLAN
from tests.ingest.hostile import paths, text

OWN = """\
name: Own
scale: own
version: first
construct_measured: distress
population: adults
rated_by: self
direction: higher_is_worse
minimum: 0
maximum: 100
source: somebody wrote this
"""
DICTIONARY = (
    'Variable / Field Name,Field Type,"Choices, Calculations, OR Slider Labels",Field Label,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,Identifier?"
    "\nid,text,,ID,,,,\nbdi_0,text,,B,number,0,63,\nbdi_8,text,,B,number,0,63,\n"
)


def bomb(levels: int = 9) -> str:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(["a0: &a0 x", *lines])


# By what they are: values, in YAML, that no key of a plan or a scale takes.
VALUES: dict[str, list[str]] = {
    "notation": [
        "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!set {a, b}", "!!timestamp x",
        "!own x", "&a x", "*a", "{<<: {b: 1}}", "{? [a, b] : 1}", "[a", "{a: b", "a: b: c", "'a",
        '"a', "|", ">\n", "@a", "%a", "`a`", "\tx", "? x", "- x", "#", "...", "---\nb: 1",
    ],
    "characters": [
        '"\\0"', '"\\x01"', '"\\e[31m"', '"\\x7f"', '"\\x85"', '"\\u2028"', '"\\ud800"',
        '"\\uffff"', "a\x00b", "a\x1bb", "a\x7fb", "a\uffffb",
    ],
    "numbers and dates": [
        "9" * 5_000, "-" + "9" * 31, ".inf", ".nan", "1e999", "2026-02-30", "2026-13-01",
        "0x" + "f" * 40, "[1, 2]",
    ],
    "size and depth": [
        "[" * 300 + "]" * 300, "{a: " * 300 + "1" + "}" * 300, "x" * 900_000, "[" + "1, " * 9_000
        + "1]", "[" + "1, " * 100_000 + "1]", "x" * 10_000_000, f"x # {'x' * 20_000_000}",
        f"x\n{bomb()}", "\n" + "".join(f"{' ' * n}k:\n" for n in range(1, 1_200)),
    ],
}  # fmt: skip
# The first line of a plan or a scale that holds the key is replaced from its value on.
KEYS_OF_PLAN = ("title", "arms", "seed", "models")
KEYS_OF_SCALE = ("version", "minimum", "direction")
ITEMS = [
    "1-60000000", "1-99999999999999999999", "1-9999", "0-3", "3-1", "1,1", "1-" + "9" * 4_000, "-1",
    "1" + ", 1" * 9_000, "x", "[1, 2]", "١-٣",
]  # fmt: skip
UNSEEN = ["\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\uffff", "\r"]
ENDLESS = ["a" * 100_000, "1" * 100_000, "a.1-" * 25_000, "1" * 99_999 + "x", "x " * 50_000]


def cases() -> Iterator[Case]:
    """Every input; the sound one of a kind that takes long to begin comes first."""
    yield from of_plans()
    yield from of_scales()
    yield from of_config()
    yield from of_text()
    yield from of_dictionaries()


def of_plans() -> Iterator[Case]:
    for what, values in VALUES.items():
        for key in KEYS_OF_PLAN:
            for number, value in enumerate(values):
                name = f"{key}, {what} {number}"
                yield Case("plan", what, name, partial(plan_with, key=key, value=value), SOUND)
    for encoding in ("latin-1", "utf-16", "utf-32"):
        data = PLAN.replace("small trial", "é").encode(encoding)
        yield Case(
            "plan", "encoding", encoding, partial(write, name=PLANS / "small.yaml", data=data)
        )
    for make, _ in paths.REFUSED:
        yield Case("plan", "no file", make.__name__, partial(at, PLANS / "small.yaml", make))


def of_scales() -> Iterator[Case]:
    for what, values in VALUES.items():
        for key in KEYS_OF_SCALE:
            for number, value in enumerate(values):
                said = with_value(OWN, key, value)
                yield scale(what, f"{key}, {what} {number}", said)
    for numbers in ITEMS:
        said = OWN + f"items:\n  - {{numbers: {numbers}, minimum: 0, maximum: 3}}\n"
        yield scale("item numbers", numbers[:20], said)
    for make, _ in paths.REFUSED:
        yield Case("own scale", "no file", make.__name__, partial(scale_at, make))


def of_config() -> Iterator[Case]:
    texts: list[str | bytes] = [
        "trials:\n  - small # é\n".encode("latin-1"), "trials: [a]\ntrials: [b]\n", "- a\n", "x",
        "", "trials:\n", "trials: small\n", "trials: {a: 1}\n", "trials: [../x]\n",
        "trials: [12]\n", "trials: [a, a]\n", "trials: [null]\n", "trials: [true]\n",
        "trials: &a [*a]\n", "trials: !!set {a}\n", 'trials: ["a\\0"]\n',
        "trials:\n  - small\nother: 1\n",
        f"{bomb()}\ntrials: [a8]\n", f"trials: {'[' * 300}{']' * 300}\n",
        "trials: [small] #" + "x" * 20_000_000,
    ]  # fmt: skip
    for number, said in enumerate(texts):
        data = said if isinstance(said, bytes) else said.encode()
        yield Case("config", "config.yaml", str(number), partial(write, name=CONFIG, data=data))
    named = partial(write, name=CONFIG, data=b"trials:\n  - no\n")
    yield Case("config", "config.yaml", "a trial named no", named, ["no"])
    for make, _ in paths.REFUSED:
        if make is not paths.folder:
            yield Case("config", "no file", make.__name__, partial(at, CONFIG, make))


def of_text() -> Iterator[Case]:
    for name, data, *_ in text.REFUSED:
        yield Case("csv", "form", name, partial(write, name="bdi.csv", data=data))
    for name, data in text.READ:
        yield Case("csv", "form", name, partial(write, name="bdi.csv", data=data), SOUND)
    for make, _ in paths.REFUSED:
        yield Case("csv", "no file", make.__name__, partial(at, "bdi.csv", make))
    for mark in UNSEEN:
        for old in ("rented", "phone", "1200.5", "34"):
            new = partial(edited, name="people.csv", old=old, new=f'"a{mark}b"')
            right = SOUND if old == "phone" else None
            yield Case("csv", "characters", f"{old} {mark!r}", new, right)
    for endless in ENDLESS:
        for old in ("rented", "phone", "1200.5", "34"):
            new = partial(edited, name="people.csv", old=old, new=endless)
            right = SOUND if old == "phone" else None
            yield Case("csv", "cells without an end", f"{old} {endless[:5]}", new, right)


def of_dictionaries() -> Iterator[Case]:
    for word in ("y", "Y", "yes", "1", "TRUE", "x"):
        said = DICTIONARY.replace("0,63,\nbdi_8", f"0,63,{word}\nbdi_8")
        yield dictionary("identifiers", word, said)
    for name, said, right in (
        ("a field twice", DICTIONARY + "bdi_0,text,,B,number,0,100,\n", None),
        ("a code twice", DICTIONARY.replace("bdi_0,text,", 'bdi_0,radio,"30, a | 30, b"'), None),
        ("no dictionary", "a,b\n1,2\n", None),
        ("empty", "", None),
        ("NUL", DICTIONARY.replace("ID", "I\0D"), None),
        ("a header alone", DICTIONARY.partition("\n")[0] + "\n", None),
        ("limits that are none", DICTIONARY.replace("0,63", "=1,@x"), SOUND),
        ("limits without an end", DICTIONARY.replace("0,63", f"{'0' * 99_999},63"), SOUND),
        ("a label without an end", DICTIONARY.replace(",B,", f",{'<b' * 50_000},"), SOUND),
        ("choices without an end", DICTIONARY.replace(
            "bdi_0,text,", f'bdi_0,radio,"{"1, a | " * 15_000}"'), None),
    ):  # fmt: skip
        yield dictionary("form", name, said, right)
    for make, _ in paths.REFUSED:
        new = partial(plan_edited, old="file: bdi.csv", new="file: bdi.csv\n    dictionary: d.csv")
        yield Case(
            "dictionary", "no file", make.__name__, partial(both, new, partial(at, "d.csv", make))
        )


def scale(what: str, name: str, said: str) -> Case:
    data = said.encode(errors="surrogatepass")
    new = partial(write, name=SCALES / "own.yaml", data=data)
    return Case("own scale", what, name, partial(both, uses_own, new), SOUND)


def dictionary(what: str, name: str, said: str, right: Any = None) -> Case:
    new = partial(plan_edited, old="file: bdi.csv", new="file: bdi.csv\n    dictionary: d.csv")
    file = partial(write, name="d.csv", data=said.encode())
    return Case("dictionary", what, name, partial(both, new, file), right)


uses_own = partial(plan_edited, old="iip32: {total: iip}", new="own: {total: iip}")


def scale_at(make: Make, folder: Path) -> None:
    uses_own(folder)
    at(SCALES / "own.yaml", make, folder)


def with_value(said: str, key: str, value: str) -> str:
    lines = said.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
    lines[place] = f"{key}: {value}"
    return "\n".join(lines) + "\n"


def plan_with(folder: Path, key: str, value: str) -> None:
    write(folder, PLANS / "small.yaml", with_value(PLAN, key, value).encode())
