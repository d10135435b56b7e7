"""An input that does harm, as part of the tests' small trial, and how it gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.ingest.conftest import FILES, PLAN

Make = Callable[[Path], object]
SOUND: list[Any] = [["001", "before", 30.0], ["001", "after", 12.0], ["1e5", "before", 25.0]]

PLANS = Path("config") / "trials"
SCALES = Path("config") / "instruments"
CONFIG = Path("config") / "config.yaml"


@dataclass(frozen=True)
class Case:
    """An input: its kind, what is hostile, its name, what makes it in a project, and the right."""

    kind: str
    what: str
    name: str
    make: Make
    right: Any = None


def project(folder: Path) -> None:
    """The small trial as a project; it uses a scale of its own where a case writes one."""
    for place in (PLANS, SCALES):
        (folder / place).mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_text(content)
    (folder / CONFIG).write_text("trials:\n  - small\n")
    (folder / PLANS / "small.yaml").write_text(PLAN)


def write(folder: Path, name: str | Path, data: bytes) -> None:
    (folder / name).write_bytes(data)


def at(name: str | Path, make: Make, folder: Path) -> None:
    (folder / name).unlink(missing_ok=True)
    make(folder / name)


def both(first: Make, second: Make, folder: Path) -> None:
    first(folder)
    second(folder)


def edited(folder: Path, name: str | Path, old: str, new: str) -> None:
    content = (folder / name).read_text()
    assert content.count(old) == 1, (old, content)
    (folder / name).write_bytes(content.replace(old, new).encode())


plan_edited = partial(edited, name=PLANS / "small.yaml")
