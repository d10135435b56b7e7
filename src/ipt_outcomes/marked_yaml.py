"""YAML that knows its lines: what a person wrote, and where each key of it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ipt_outcomes.causes import each_once
from ipt_outcomes.errors import MOST_SHOWN, PlanError, Problem
from ipt_outcomes.plain_yaml import NO_KEY, TOO_DEEP, broken_file, broken_text, unreadable_line
from ipt_outcomes.validator_words import in_words

PathInFile = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class MarkedYaml:
    """A file's keys and values, what the file is called in messages, and the line of every key.

    `text` is the file's, comments and all.
    """

    file: str
    what: str
    tree: Mapping[str, Any]
    lines: dict[PathInFile, int]
    text: str

    def validated(self, model: type[Model], keys_of: type[BaseModel]) -> Model:
        """The tree as that model. A key that is not known is held against those of `keys_of`.

        Raises PlanError with file, line, rule and remedy of every broken rule.
        """
        try:
            return model.model_validate_json(json.dumps(self.tree, default=str))
        except ValidationError as error:
            raise PlanError(_problems(error, self, keys_of)) from None


def read_marked_yaml(path: Path, what: str, begin: str) -> MarkedYaml:
    """Read a YAML file of keys. `begin` is the remedy where it has none.

    Raises PlanError where the file is not there, is not UTF-8, is not YAML, or more than a person
    needs of it (`plain_yaml.py`).
    """
    try:
        text = _plain_text(path)
        reader = YAML(typ="rt")
        # Whether a word stands in quotes is kept: `a?` is a guess in a plan, "a?" is a word.
        reader.preserve_quotes = True
        tree = reader.load(text)
    except FileNotFoundError:
        raise _refusal(path, None, f"{what} is not there", "Check the file's name.") from None
    except OSError:
        remedy = "Check that it is a file, and that you may read it."
        raise _refusal(path, None, f"{what} cannot be opened", remedy) from None
    except UnicodeDecodeError:
        raise _refusal(path, None, f"{what} is not UTF-8 text", "Save it as UTF-8.") from None
    except RecursionError:
        raise _refusal(path, None, *TOO_DEEP) from None
    except (ValueError, OverflowError):
        rule, remedy = "a date or a number that there is not", "Correct it, or put it in quotes."
        raise _refusal(path, unreadable_line(text), rule, remedy) from None
    except YAMLError as error:
        line = None
        if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
            line = error.problem_mark.line + 1
        rule, remedy = _slip(str(getattr(error, "problem", "")))
        raise _refusal(path, line, rule, remedy) from None
    if not isinstance(tree, CommentedMap):
        raise _refusal(path, 1, f"{what} has no keys", begin)
    several = _key_of_several(tree)
    if several is not None:
        raise _refusal(path, several, *NO_KEY)
    return MarkedYaml(str(path), what, tree, _lines(tree), text)


def _plain_text(path: Path) -> str:
    broken = broken_file(path)
    text = "" if broken is not None else path.read_text(encoding="utf-8")
    broken = broken or broken_text(text)
    if broken is not None:
        raise _refusal(path, *broken)
    return text


def _slip(problem: str) -> tuple[str, str]:
    """What keeps a text from being YAML, by what its parser says."""
    twice = re.match(r'found duplicate key "([^"]*)"', problem)
    if twice is not None:
        return f"the key `{twice[1]}` is there twice", "Give each key once."
    if "\\t" in problem:
        return "a tab stands where YAML takes spaces only", "Write spaces in its place."
    if "'`'" in problem or '"`"' in problem:
        return "YAML takes backticks in quotes only", "Write the name without them."
    return (
        "it is not YAML, the notation of this file",
        "On this line or the one before: a text with a colon stands in quotes; a colon and a space "
        "follow a key; lines of one list begin at the same column.",
    )


def _refusal(path: Path, line: int | None, rule: str, remedy: str) -> PlanError:
    return PlanError([Problem(str(path), line, None, rule, remedy)])


def _key_of_several(tree: Any) -> int | None:
    """The line of the first key that is a list or keys itself: `[a, b]: 1`."""
    parts = tree.items() if isinstance(tree, CommentedMap) else ()
    for key, _ in parts:
        if isinstance(key, Sequence | Mapping) and not isinstance(key, str):
            return int(tree.lc.key(key)[0]) + 1
    inside = tree if isinstance(tree, CommentedSeq) else [value for _, value in parts]
    return next((line for part in inside if (line := _key_of_several(part)) is not None), None)


def _lines(tree: Any, at: PathInFile = ()) -> dict[PathInFile, int]:
    """The line of every key and list entry, by its path."""
    found: dict[PathInFile, int] = {}
    if isinstance(tree, CommentedMap):
        for key, value in tree.items():
            place = (*at, str(key))
            found[place] = tree.lc.key(key)[0] + 1
            found |= _lines(value, place)
    elif isinstance(tree, CommentedSeq):
        for index, value in enumerate(tree):
            place = (*at, index)
            found[place] = tree.lc.item(index)[0] + 1
            found |= _lines(value, place)
    return found


def _problems(
    error: ValidationError, marked: MarkedYaml, keys_of: type[BaseModel]
) -> list[Problem]:
    problems: list[Problem] = []
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "too_short" and _entries_refused(detail["loc"], details):
            continue
        # A rule that several keys break together says itself at which of them.
        where = getattr(detail.get("ctx", {}).get("error"), "where", ())
        path = _path_in_file((*detail["loc"], *where), marked.lines)
        line = marked.lines.get(path) or marked.lines.get(path[:-1]) or 1
        near = len(problems) < MOST_SHOWN
        rule, remedy = in_words(detail, marked.what, keys_of, near=near)
        place = ".".join(map(str, path)) or None
        problems.append(Problem(marked.file, line, place, rule, remedy, "key"))
    return each_once(sorted(problems, key=lambda problem: problem.line or 0))


def _entries_refused(location: tuple[str | int, ...], details: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list has entries that are refused themselves, and so not counted as there."""
    size = len(location)
    return any(len(other["loc"]) > size and other["loc"][:size] == location for other in details)


def _is_type(step: str | int) -> bool:
    """Whether it is no key, but what Pydantic calls a type."""
    return isinstance(step, str) and (step in {"int", "float", "str", "bool"} or "[" in step)


def _path_in_file(location: tuple[str | int, ...], lines: dict[PathInFile, int]) -> PathInFile:
    """Pydantic's location without the steps that the file does not have: a union's tag, or the type
    of one of its members (`literal['worst','baseline']`, `float`), or `[key]`.
    """
    path: PathInFile = ()
    for position, step in enumerate(location):
        last = position == len(location) - 1
        if (*path, step) in lines or (last and not _is_type(step)):
            path = (*path, step)
    return path
