"""Reading a plan: YAML in, a frozen Plan out, every broken rule with its line."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.rules import broken_rules


def read_plan(path: str | Path) -> Plan:
    """Read and validate an analysis plan.

    File names in the plan start from the folder that holds `config/` where the plan lies in
    `config/trials/`, and from the plan's own folder elsewhere. Raises PlanError with file, line,
    rule and remedy of every broken rule.
    """
    path = Path(path)
    tree = _read_yaml(path)
    lines = _lines(tree)
    try:
        plan = Plan.model_validate_json(json.dumps(tree, default=str))
    except ValidationError as error:
        raise PlanError(_problems(error, str(path), lines)) from None
    plan._file = str(path)
    plan._root = _root(path)
    plan._lines = lines
    if path.stem != plan.trial:
        remedy = f"Write `trial: {path.stem}`, or rename the file to {plan.trial}.yaml."
        rule = "the trial is not named as its file"
        raise PlanError([Problem(str(path), plan.line("trial"), "trial", rule, remedy, "key")])
    problems = [
        Problem(str(path), plan.line(*where), ".".join(map(str, where)), rule, remedy, "key")
        for where, rule, remedy in broken_rules(plan)
    ]
    if problems:
        raise PlanError(problems)
    return plan


def _read_yaml(path: Path) -> CommentedMap:
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(
            [Problem(str(path), None, None, "the plan is not there", "Check the file's name.")]
        ) from None
    except UnicodeDecodeError:
        raise PlanError(
            [Problem(str(path), None, None, "the plan is not UTF-8 text", "Save it as UTF-8.")]
        ) from None
    except YAMLError as error:
        line = None
        if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
            line = error.problem_mark.line + 1
        rule = str(getattr(error, "problem", None) or "not YAML").splitlines()[0]
        remedy = "Check quotes, colons and indentation near this line; give each key once."
        raise PlanError([Problem(str(path), line, None, rule, remedy)]) from None
    if not isinstance(tree, CommentedMap):
        remedy = "Begin with `trial:`; config/trials/demo_ipt.yaml is an example."
        raise PlanError([Problem(str(path), 1, None, "the plan has no keys", remedy)])
    return tree


def _root(path: Path) -> Path:
    folder = path.resolve().parent
    inside = folder.name == "trials" and folder.parent.name == "config"
    return folder.parent.parent if inside else folder


def _lines(tree: Any, at: PathInPlan = ()) -> dict[PathInPlan, int]:
    """The line of every key and list entry, by its path."""
    found: dict[PathInPlan, int] = {}
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


def _problems(error: ValidationError, file: str, lines: dict[PathInPlan, int]) -> list[Problem]:
    problems = []
    for detail in error.errors(include_url=False, include_context=False):
        path = _path_in_file(detail["loc"], lines)
        line = lines.get(path) or lines.get(path[:-1]) or 1
        rule, remedy = _in_words(detail["type"], str(detail["loc"][-1]), detail["msg"])
        problems.append(Problem(file, line, ".".join(map(str, path)) or None, rule, remedy, "key"))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _path_in_file(location: tuple[str | int, ...], lines: dict[PathInPlan, int]) -> PathInPlan:
    """Pydantic's location without the steps (the tag of a union) that the file does not have."""
    path: PathInPlan = ()
    for position, step in enumerate(location):
        if (*path, step) in lines or position == len(location) - 1:
            path = (*path, step)
    return path


def _in_words(kind: str, key: str, message: str) -> tuple[str, str]:
    if kind == "extra_forbidden":
        known = {name for part in _all_parts(Part) for name in part.model_fields}
        near = difflib.get_close_matches(key, sorted(known), n=1)
        remedy = f"Did you mean `{near[0]}`?" if near else "Remove it, or check its spelling."
        return "the plan has no such key", remedy
    if kind == "missing":
        return f"the key `{key}` is missing", f"Add `{key}:` here."
    if kind == "string_pattern_mismatch":
        return (
            "a name begins with a letter, has letters, digits and _ only, and at most 40 of them",
            "Choose such a name; labels may hold anything.",
        )
    return message[0].lower() + message[1:], "Correct the value."


def _all_parts(part: type[Part]) -> list[type[Part]]:
    return [part, *(deeper for sub in part.__subclasses__() for deeper in _all_parts(sub))]
