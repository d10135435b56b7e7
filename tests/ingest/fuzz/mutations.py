"""A sound small trial, broken at random: its plan, a table of it, or a file of another format."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from ..conftest import FILES, PLAN
from ..hostile import binaries, workbooks

# What somebody, or a program, may put in the place of a value.
WORDS = [
    "", " ", "~", "null", "no", "yes", "0", "-1", "1e400", "nan", ".inf", "9" * 40, "99999", "0x1F",
    "1_000", "2026-02-30", "12:30", "=1+1", "＝1+1", "[", "]", "{", "}", "[a, b]", "{a: b}", "&a b",
    "*a", "!!set {a}", "!!binary aGk=", "<<: {a: 1}", "? [a]", "- a", "a: b", "# a", '"', "'",
    "`a`", "@a", "%a", "|", ">", "\t", '"\\ud800"', '"\\0"', '"\\u2028"', "é", "心",
    "\u202e", "\ufeff", "a?", "x" * 2_000, "../../etc/passwd", "people.csv", "/dev/zero", "1,5",
    "1.5.2", "NA", "-",
]  # fmt: skip
CHARACTERS = "\x00\x01\x1b\x7f\x85\u2028\uffff\r\n\t\"',;:-?[]{}&*!|>%@`#0aé心"
_VALUE = re.compile(r"(?<=[:\[,] )[^,{}\[\]]+|(?<=\[)[^,{}\[\]]+")
KINDS = ("plan", "table", "file")
SUFFIXES = (".xlsx", ".parquet", ".sav", ".dta", ".xpt", ".sas7bdat")


def broken_plan(chance: random.Random) -> bytes:
    lines = PLAN.splitlines()
    for _ in range(chance.choice([1, 1, 1, 3])):
        at = chance.randrange(len(lines))
        chance.choice(_OF_LINES)(lines, at, chance)
        lines = lines or [""]
    return _bytes("\n".join(lines) + "\n", chance)


def broken_table(text: str, chance: random.Random) -> bytes:
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(chance.randint(1, 3)):
        row = chance.randrange(len(rows))
        column = chance.randrange(max(1, len(rows[row])))
        what = chance.randrange(6)
        if what == 0 and rows[row]:
            rows[row][column] = chance.choice(WORDS)
        elif what == 1 and rows[row]:
            rows[row][column] = _with_a_character(rows[row][column], chance)
        elif what == 2:
            rows.insert(row, list(chance.choice(rows)))
        elif what == 3 and len(rows) > 1:
            del rows[row]
        elif what == 4 and rows[row]:
            del rows[row][column]
        else:
            rows = [[*cells[:column], chance.choice(WORDS), *cells[column:]] for cells in rows]
    end = chance.choice(["\n", "\n", "\r\n", "\r"])
    return _bytes(end.join(map(",".join, rows)) + end, chance)


def broken_file(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(broken)), chance.randint(1, 8)
        what = chance.randrange(5)
        if what == 0:
            broken[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            broken[at : at + size] = chance.randbytes(size)
        elif what == 2:
            broken[at : at + size] = chance.choice([b"\0", b"\xff", b"\x7f"]) * size
        elif what == 3:
            broken[at:at] = broken[at : at + size]
        else:
            del broken[at : at + chance.choice([1, 4, len(broken) // 4])]
        broken = broken or bytearray(b"\0")
    return bytes(broken)


def sound_files(folder: Path) -> dict[str, bytes]:
    """The trial's bdi file in every format but CSV."""
    workbooks.book(folder / "sound.xlsx", *workbooks.ROWS)
    others = {suffix: binaries.good(folder / f"sound{suffix}") for suffix in SUFFIXES[1:]}
    return {".xlsx": (folder / "sound.xlsx").read_bytes(), **others}


def broken_sheet(data: bytes, folder: Path, chance: random.Random) -> bytes:
    """A workbook whose zip is sound and whose XML is not."""
    path = folder / "broken.xlsx"
    path.write_bytes(data)
    content = dict(workbooks.parts(path))
    name = chance.choice(sorted(name for name in content if name.startswith("xl/")))
    content[name] = broken_file(content[name], chance)
    workbooks.packed(path, dict(content))
    return path.read_bytes()


def write(kind: str, seed: int, folder: Path, sound: dict[str, bytes]) -> None:
    """The small trial in `folder`, broken as the seed says."""
    chance = random.Random(f"{kind} {seed}")
    files = {name: text.encode() for name, text in FILES.items()}
    plan = PLAN.encode()
    if kind == "plan":
        plan = broken_plan(chance)
    elif kind == "table":
        name = chance.choice(sorted(files))
        files[name] = broken_table(FILES[name], chance)
    else:
        suffix = chance.choice(SUFFIXES)
        plan = plan.replace(b"bdi.csv", f"bdi{suffix}".encode())
        inside = suffix == ".xlsx" and chance.random() < 0.5
        data = sound[suffix]
        broken = broken_sheet(data, folder, chance) if inside else broken_file(data, chance)
        files[f"bdi{suffix}"] = broken
    for name, data in {**files, "small.yaml": plan}.items():
        (folder / name).write_bytes(data)


def _with_a_character(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(CHARACTERS) + text[at:]


def _bytes(text: str, chance: random.Random) -> bytes:
    data = text.encode("utf-8", errors="surrogatepass")
    if chance.random() < 0.1:
        return broken_file(data, chance)
    return text.encode("utf-16") if chance.random() < 0.02 else data


def _value(lines: list[str], at: int, chance: random.Random) -> None:
    """One value of the line, or an entry of a list, and nothing of its notation."""
    values = list(_VALUE.finditer(lines[at]))
    if values:
        value = chance.choice(values)
        before, after = lines[at][: value.start()], lines[at][value.end() :]
        lines[at] = before + chance.choice([word for word in WORDS if word]) + after


def _word(lines: list[str], at: int, chance: random.Random) -> None:
    key, mark, _ = lines[at].partition(":")
    lines[at] = f"{key}{mark} {chance.choice(WORDS)}"


def _character(lines: list[str], at: int, chance: random.Random) -> None:
    lines[at] = _with_a_character(lines[at], chance)


def _gone(lines: list[str], at: int, chance: random.Random) -> None:
    del lines[at : at + chance.randint(1, 3)]


def _again(lines: list[str], at: int, chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), lines[at])


def _indented(lines: list[str], at: int, chance: random.Random) -> None:
    lines[at] = chance.choice(["  ", "    ", " ", "\t", "- "]) + lines[at]


def _inside(lines: list[str], at: int, chance: random.Random) -> None:
    words = lines[at].split(" ")
    words[chance.randrange(len(words))] = chance.choice(WORDS)
    lines[at] = " ".join(words)


_OF_LINES: list[Callable[[list[str], int, random.Random], None]] = [
    *[_value] * 8, _word, _character, _gone, _again, _indented, _inside,
]  # fmt: skip
