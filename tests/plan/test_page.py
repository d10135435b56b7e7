"""The plan's page says what the plan's classes say, and follows them by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

import pytest
from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.plan.analyses import Named, NamedAnalysis, NamedAncova, NamedGrowth, NamedMmrm
from ipt_outcomes.plan.base import Choices, Part
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.kinds.options import Options
from ipt_outcomes.plan.page import page
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongScores, OfItems, Scores, WideScores
from ipt_outcomes.plan.short_forms import write_out

Fields = list[tuple[type[Part], str, FieldInfo]]


PAGE = page()


def parts(of: type[Part] = Part) -> Iterator[type[Part]]:
    """Every class of the plan's package; those of tests are not among them."""
    for part in of.__subclasses__():
        if part.__module__.startswith("ipt_outcomes.plan."):
            yield part
        yield from parts(part)


# Each where it is declared, once.
FIELDS: Fields = [
    (part, name, field)
    for part in dict.fromkeys(parts())
    for name, field in part.model_fields.items()
    if name in part.__annotations__
]


def of_each(fields: Fields) -> pytest.MarkDecorator:
    ids = [f"{part.__name__}.{name}" for part, name, _ in fields]
    return pytest.mark.parametrize(("part", "name", "field"), fields, ids=ids)


def rows(text: str, name: str) -> list[str]:
    """The page's rows of keys that are called so, at whatever path."""
    return [line for line in text.splitlines() if re.match(rf"\| `([^`]*\.)?{name}` \|", line)]


def words(schema: Any) -> list[str]:
    """The words that a JSON schema lists, not those of other parts that it refers to."""
    if isinstance(schema, list):
        return [word for each in schema for word in words(each)]
    if not isinstance(schema, dict):
        return []
    own = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return own + [word for key, each in schema.items() if key != "enum" for word in words(each)]


def listed(part: type[Part], name: str) -> list[str]:
    return words(part.model_json_schema()["properties"][name])


def test_the_page_is_what_the_classes_say(root: Path) -> None:
    written = (root / "config/README.md").read_text(encoding="utf-8")
    assert written == PAGE, "config/README.md is not what the classes say. Run: make plan-page"


def test_make_writes_this_page(root: Path) -> None:
    recipe = (root / "Makefile").read_text().partition("\nplan-page:")[2].partition("\n\n")[0]
    assert "python -m ipt_outcomes.plan.page" in recipe
    assert "mv config/README.new config/README.md" in recipe


@of_each(FIELDS)
def test_every_field_is_described(part: type[Part], name: str, field: FieldInfo) -> None:
    assert field.description is not None
    assert len(field.description.split()) >= 2
    assert not field.description.endswith(".")


# What each shape says of its items and its total stands in the page.
@of_each([e for e in FIELDS if e[:2] not in ((OfItems, "items"), (OfItems, "total"))])
def test_every_field_is_in_the_page(part: type[Part], name: str, field: FieldInfo) -> None:
    said = str(field.description)
    # A key with a section of its own may have a namesake in a row elsewhere.
    section = PAGE.partition(f"# `{name}`\n\n")[2].partition("\n")[0]
    in_a_row = any(said in row for row in rows(PAGE, name))
    assert in_a_row or section.startswith(said[0].upper() + said[1:])


@of_each([entry for entry in FIELDS if listed(*entry[:2])])
def test_every_choice_is_in_its_row(part: type[Part], name: str, field: FieldInfo) -> None:
    choices = {w if re.search("[a-z]", w) else json.dumps(w) for w in listed(part, name)}
    assert any(choices <= set(re.findall("`([^`]*)`", row)) for row in rows(PAGE, name))


@of_each([e for e in FIELDS if any(isinstance(each, Choices) for each in e[2].metadata)])
def test_only_choices_have_a_meaning(part: type[Part], name: str, field: FieldInfo) -> None:
    (choices,) = [each for each in field.metadata if isinstance(each, Choices)]
    adapter = TypeAdapter(Annotated[field.annotation, *field.metadata])
    # Of a mapping, its values are chosen; of a list, its entries.
    within = {dict: lambda word: {"a": word}, tuple: lambda word: (word,)}
    put = within.get(get_origin(field.annotation), lambda word: word)
    given = [put(word) for word in choices.meanings]
    assert [adapter.validate_python(each) for each in given] == given


def test_the_covariances_are_those_of_visits() -> None:
    (row,) = rows(PAGE, "covariance")
    said = re.findall(r"`(\w+)` \(([^)]*)\)", row)
    assert said == [(name, STRUCTURES[name].title) for name in OF_VISITS]


@pytest.mark.parametrize(
    ("name", "last"),
    [("trial", "*needed*"), ("alpha", "`0.05`"), ("seed", "`0`"), ("stratification", ""),
     ("reversed_already", "`false`"), ("mmrm", "its defaults"), ("pick", "`nearest`")],
)  # fmt: skip
def test_what_holds_unless_said(name: str, last: str) -> None:
    # What makes results exploratory has a row of the key too, in another table below.
    row = rows(PAGE, name)[0]
    assert row.removesuffix("|").rpartition("|")[2].strip() == last
    assert ("`null` leaves it out" in row) == (name == "mmrm")


class NamedSlope(Named, Options):
    """A kind that the plan does not have."""

    kind: Literal["slope"] = Field(description="the slopes alone")
    bends: int = Field(default=3, description="how many bends the slopes have")


class WiderPlan(Plan):
    """A plan with that kind, and with another key."""

    analyses: tuple[
        Annotated[NamedMmrm | NamedAncova | NamedGrowth | NamedSlope, Field(discriminator="kind")],
        ...,
    ] = Field(default=(), description="a list: further analyses")
    funder: Literal["public", "private"] = Field(default="public", description="who paid for it")


def test_the_page_follows_a_new_kind_and_a_new_key() -> None:
    wider = page(WiderPlan)
    (kind,) = (row for row in rows(wider, "kind") if row.startswith("| `kind` "))
    assert "`slope` (the slopes alone)" in kind
    assert rows(wider, "bends") == ["| `bends` | slope | how many bends the slopes have | `3` |"]
    assert rows(wider, "df")[0].startswith("| `df` | all |")
    assert rows(wider, "covariance")[0].startswith("| `covariance` | mmrm |")
    assert rows(wider, "funder") == [
        "| `funder` | who paid for it. Choices: `public`, `private` | `public` |"
    ]


def test_the_examples_can_be_read() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    long, wide, together, analyses, *clusters = (
        YAML(typ="safe").load(example) for example in examples
    )
    people = {"file": "x.csv", "columns": {"participant": "id"}}
    LongScores.model_validate_json(json.dumps({**people, "shape": "long", **long}))
    WideScores.model_validate_json(json.dumps({**people, "shape": "wide", **wide}))
    write_out(together)
    files = TypeAdapter(tuple[Scores, ...]).validate_json(json.dumps(together["scores"]))
    assert [each.sheet for each in files] == [None, "Week 8"]
    assert files[1].missing == {"*": (-99.0, "#N/A")}
    adapter = TypeAdapter(tuple[NamedAnalysis, ...])
    assert len(adapter.validate_json(json.dumps(analyses["analyses"]))) == 2
    several = TypeAdapter(tuple[Cluster, ...])
    read = [several.validate_json(json.dumps(example["clusters"])) for example in clusters]
    assert [[each.randomised for each in example] for example in read] == [[False, False], [True]]
