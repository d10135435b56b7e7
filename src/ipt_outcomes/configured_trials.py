"""The trials that a run is of: those that config/config.yaml names, or some that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.marked_yaml import MarkedYaml, read_marked_yaml

KEY = "trials"
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,39}")
_RULE = (
    "a trial's name begins with a letter, has letters, digits and _ only, and is listed once",
    "Write the name of a plan, as the file in config/trials/ has it without .yaml.",
)


def configured_trials(path: str | Path, asked: Sequence[object] | None = None) -> tuple[str, ...]:
    """The names of the trials, in their order: those `asked` for, or those that the file lists.

    Raises PlanError, with file, line, rule and remedy, where the file cannot be read or has another
    key, where nothing is listed, and for what is no trial's name.
    """
    if asked is not None:
        marked = MarkedYaml(str(path), "the configuration", {KEY: list(asked)}, {}, "")
    else:
        begin = f"Write `{KEY}:` and below it `  - demo_ipt`."
        marked = read_marked_yaml(Path(path), "the configuration", begin)
    problems = list(_problems(marked))
    if problems:
        raise PlanError(problems)
    return tuple(map(str, marked.tree[KEY]))


def _problems(marked: MarkedYaml) -> Iterator[Problem]:
    for key in marked.tree:
        if key != KEY:
            rule = f"the configuration has no key {str(key)[:40]!r}"
            yield _problem(marked, (str(key),), rule, f"It has one key: `{KEY}:`.")
    named = marked.tree.get(KEY)
    if not isinstance(named, list) or not named:
        remedy = f"Write `{KEY}:` and below it `  - demo_ipt`."
        yield _problem(marked, (KEY,), "no trial is listed", remedy)
        return
    for place, name in enumerate(named):
        wrong = not isinstance(name, str) or _NAME.fullmatch(name) is None
        if wrong or name in named[:place]:
            yield _problem(marked, (KEY, place), *_RULE)


def _problem(marked: MarkedYaml, where: tuple[str | int, ...], rule: str, remedy: str) -> Problem:
    line = marked.lines.get(where) or marked.lines.get(where[:1])
    return Problem(marked.file, line, ".".join(map(str, where)), rule, remedy, "key")
