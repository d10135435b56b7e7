"""All pictures of a report as files, several at once."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ipt_outcomes.report.contents import drawn, picture_names
from ipt_outcomes.report.figures.saving import save_figure
from ipt_outcomes.report.material import Material

_KINDS = ("png", "svg")
# What the processes draw from: each is a copy of this one, and the tables are not sent to it.
_OF: list[Material] = []


def save_pictures(material: Material, folder: str | Path, *, processes: int = 1) -> Iterator[str]:
    """Write each picture of the report as `<folder>/<name>.png` and `.svg`; gives its name then.

    `processes`: how many are drawn at once, on Linux; elsewhere one. The bytes are the same. What
    is internal can be read by its owner alone. The folder must be there. Raises what drawing
    raises, KeyError where a table was not given, BrokenExecutor where a process was killed.
    """
    names = picture_names(material.plan)
    draw = partial(_save, Path(folder))
    _OF.append(material)
    try:
        # Elsewhere a process would begin anew, and read what this one has at hand.
        if processes > 1 and sys.platform == "linux":
            fork = multiprocessing.get_context("fork")
            # One that is killed is missed, where a `Pool` would wait for it for ever.
            with ProcessPoolExecutor(min(processes, len(names)), fork) as pool:
                yield from pool.map(draw, names)
        else:
            yield from map(draw, names)
    finally:
        _OF.pop()


def _save(folder: Path, name: str) -> str:
    figure, internal = drawn(_OF[-1], name)
    save_figure(figure, [folder / f"{name}.{kind}" for kind in _KINDS], private=internal)
    return name
