"""No sentence of a validator's own reaches a person, whatever a plan or a scale says."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

from ipt_outcomes.instruments.facts import Fact
from ipt_outcomes.instruments.schema import Instrument
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.simulate.truth import Truth
from ipt_outcomes.validator_words import _OTHER, _SENTENCES, in_words

Place = tuple[str | int, ...]

# Of every kind that YAML has, and too short, too long, too small, too large, misspelt.
WRONG: list[Any] = [
    None, True, -1, 0, 2.5, 10**30, float("inf"), "", "x y", "\a", "x" * 500, [], {}, [[]], [None],
    [1, 2, 3], {"": 1}, {"a": None},
]  # fmt: skip
# What limits a value can have in the classes, and the error that each raises.
OF_LIMITS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "pattern": "string_pattern_mismatch",
}
OF_TYPES = {
    "bool": "bool_type",
    "dict": "dict_type",
    "float": "float_type",
    "int": "int_type",
    "literal": "literal_error",
    "model": "model_type",
    "str": "string_type",
    "tagged-union": "union_tag_invalid",
    "tuple": "tuple_type",
}


def places(tree: Any, at: Place = ()) -> Iterator[Place]:
    yield at
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(value, (*at, key))


def replaced(tree: Any, at: Place, value: Any) -> Any:
    if not at:
        return value
    changed = copy.deepcopy(tree)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


def errors(model: type[BaseModel], tree: Any) -> list[Any]:
    try:
        model.model_validate_json(json.dumps(tree))
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def loaded(path: Path) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(path.read_text(encoding="utf-8"))))


def can_raise(schema: Any) -> Iterator[str]:
    """The errors that a class can raise, by its schema."""
    if isinstance(schema, dict):
        kind = schema.get("type")
        if isinstance(kind, str):
            if kind in OF_TYPES:
                yield OF_TYPES[kind]
            yield from (OF_LIMITS[limit] for limit in OF_LIMITS if limit in schema)
            of = "string_too" if kind == "str" else "too"
            if "min_length" in schema:
                yield f"{of}_short"
            if "max_length" in schema:
                yield f"{of}_long"
        schema = list(schema.values())
    if isinstance(schema, list | tuple):
        for inner in schema:
            yield from can_raise(inner)


@pytest.mark.parametrize(
    ("model", "keys", "files"),
    [
        (Plan, Part, ["config/trials/demo_ipt.yaml", "config/trials/beat_the_blues.yaml"]),
        (Instrument, Fact, ["src/ipt_outcomes/instruments/phq9.yaml"]),
        (Truth, Truth, ["config/simulations/demo_ipt.yaml"]),
    ],
)
def test_every_error_has_a_sentence_of_the_project(
    root: Path, model: type[BaseModel], keys: type[BaseModel], files: list[str]
) -> None:
    met: set[str] = set()
    for file in files:
        written = loaded(root / file)
        whole = json.loads(model.model_validate_json(json.dumps(written)).model_dump_json())
        for tree in (written, whole) if model is Plan else (written,):
            for at in places(tree):
                for wrong in WRONG:
                    for detail in errors(model, replaced(tree, at, wrong)):
                        met.add(detail["type"])
                        rule, remedy = in_words(detail, "the plan", keys)
                        assert (rule, remedy) != _OTHER, detail["type"]
                        own = str(detail["msg"]).removeprefix("Value error, ")
                        if detail["type"] != "value_error":
                            assert own.casefold() not in rule.casefold()
                            assert "after validation" not in rule and "{" not in rule
    assert met | set(_SENTENCES) >= set(can_raise(model.__pydantic_core_schema__))


@pytest.mark.parametrize(
    ("at", "value", "rule", "remedy"),
    [
        (("visits",), ["x"], "keys of their own belong here", "indented"),
        (
            ("visits",),
            [],
            "2 or more of these are needed, and 0 stand here",
            "Add what is missing.",
        ),
        (("arms",), 5, "this key takes a list", "`[a, b]`"),
        (("title",), 5, "this key takes a word or a text", "in quotes"),
        (("title",), None, "the key has no value", "remove the key"),
        (("alpha",), 0.7, "the number must be less than 0.5", "Correct"),
        (("source",), "made", "none of the words that this key takes", "real, synthetic."),
        (("participants", "delimiter"), "|", "none of the words", '",", ";", "\\t".'),
        (("scores", 0, "scales"), {}, "1 or more of these are needed, and 0 stand", "Add"),
        (("visits", 1, "window"), [1, 2, 3], "2 of these can stand here, and not 3", "Remove"),
    ],
)
def test_sentences(root: Path, at: Place, value: Any, rule: str, remedy: str) -> None:
    tree = replaced(loaded(root / "config/trials/demo_ipt.yaml"), at, value)
    said = [in_words(detail, "the plan", Part) for detail in errors(Plan, tree)]
    assert any(rule in of[0] and remedy in of[1] for of in said), said


def test_an_error_that_is_not_known_has_words_as_well() -> None:
    detail = {"type": "new_in_pydantic_9", "loc": ("a",), "msg": "Own words", "input": 1}
    assert in_words(detail, "the plan", Part) == _OTHER
