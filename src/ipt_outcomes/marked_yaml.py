"""YAML that knows its lines: what a person wrote, and where each key of it stands."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ipt_outcomes.errors import PlanError, Problem

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

    Raises PlanError where the file is not there, is not UTF-8 or is not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        reader = YAML(typ="rt")
        # Whether a word stands in quotes is kept: `a?` is a guess in a plan, "a?" is a word.
        reader.preserve_quotes = True
        tree = reader.load(text)
    except FileNotFoundError:
        raise _refusal(path, None, f"{what} is not there", "Check the file's name.") from None
    except UnicodeDecodeError:
        raise _refusal(path, None, f"{what} is not UTF-8 text", "Save it as UTF-8.") from None
    except YAMLError as error:
        line = None
        if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
            line = error.problem_mark.line + 1
        rule = str(getattr(error, "problem", None) or "not YAML").splitlines()[0]
        remedy = "Check quotes, colons and indentation near this line; give each key once."
        raise _refusal(path, line, rule, remedy) from None
    if not isinstance(tree, CommentedMap):
        raise _refusal(path, 1, f"{what} has no keys", begin)
    return MarkedYaml(str(path), what, tree, _lines(tree), text)


def _refusal(path: Path, line: int | None, rule: str, remedy: str) -> PlanError:
    return PlanError([Problem(str(path), line, None, rule, remedy)])


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
    problems = []
    for detail in error.errors(include_url=False, include_context=False):
        path = _path_in_file(detail["loc"], marked.lines)
        line = marked.lines.get(path) or marked.lines.get(path[:-1]) or 1
        key = str(detail["loc"][-1]) if detail["loc"] else ""
        rule, remedy = _in_words(detail["type"], key, detail["msg"], marked.what, keys_of)
        place = ".".join(map(str, path)) or None
        problems.append(Problem(marked.file, line, place, rule, remedy, "key"))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _path_in_file(location: tuple[str | int, ...], lines: dict[PathInFile, int]) -> PathInFile:
    """Pydantic's location without the steps (the tag of a union) that the file does not have."""
    path: PathInFile = ()
    for position, step in enumerate(location):
        if (*path, step) in lines or position == len(location) - 1:
            path = (*path, step)
    return path


def _in_words(
    kind: str, key: str, message: str, what: str, keys_of: type[BaseModel]
) -> tuple[str, str]:
    if kind == "extra_forbidden":
        known = {name for part in _all_models(keys_of) for name in part.model_fields}
        if key in known:
            return f"{what} has no such key here", "Remove it: it belongs to another part."
        near = difflib.get_close_matches(key, sorted(known), n=1)
        remedy = f"Did you mean `{near[0]}`?" if near else "Remove it, or check its spelling."
        return f"{what} has no such key", remedy
    if kind == "missing":
        return f"the key `{key}` is missing", f"Add `{key}:` here."
    if kind == "string_pattern_mismatch" and key == "label":
        return (
            "a label shows something, and has no control characters in it",
            "Write what the report is to show.",
        )
    if kind == "string_pattern_mismatch":
        return (
            "a name begins with a letter, has letters, digits and _ only, and at most 40 of them",
            "Choose such a name; labels may hold anything.",
        )
    if kind == "union_tag_not_found":
        tag = re.findall(r"discriminator '([^']+)'", message)[0]
        return f"the key `{tag}` is missing", f"Add `{tag}:` here."
    if kind == "union_tag_invalid":
        found = re.findall(r"'([^']+)'", message.partition("expected tags")[2])
        return "it is none of the kinds that there are", f"Use one of: {', '.join(found)}."
    message = message.removeprefix("Value error, ")
    return message[0].lower() + message[1:], "Correct the value."


def _all_models(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [model, *(deeper for sub in model.__subclasses__() for deeper in _all_models(sub))]
