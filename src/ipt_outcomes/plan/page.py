"""The page that explains the plan, made from the plan's classes.

`python -m ipt_outcomes.plan.page` prints it; `make plan-page` puts it into `config/README.md`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from string import Template

from pydantic.fields import FieldInfo

from ipt_outcomes.plan.analyses import Named
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.data_file import DataFile
from ipt_outcomes.plan.keys import Key, Variants, keys_of, keys_of_variants, parts_in, variants_in
from ipt_outcomes.plan.plan import Plan

_FILES = ("participants", "sessions", "fidelity", "adverse_events")
_PRIVACY = ("pseudonyms", "privacy")
_OWN_SECTIONS = (*_FILES, "scores", "models", "analyses", *_PRIVACY)


def page(plan: type[Plan] = Plan) -> str:
    """The page, as Markdown: the prose and the examples of `page.md`, a table for each part."""
    prose = files("ipt_outcomes.plan").joinpath("page.md").read_text(encoding="utf-8")
    fields = plan.model_fields
    shapes = variants_in(fields["scores"].annotation)
    kinds = variants_in(fields["analyses"].annotation)
    of_scores = [shapes.key(), *keys_of_variants(shapes, without=DataFile.model_fields)]
    of_analyses = [kinds.key(), *keys_of(Named)]
    tables = {
        "trial": _table(keys_of(plan, without=_OWN_SECTIONS)),
        "files": _table(keys_of(DataFile)),
        **{name: _about(fields[name]) + _table(_columns(fields[name])) for name in _FILES},
        "scores": _about(fields["scores"]) + _table(of_scores, shapes),
        "models": _about(fields["models"]) + _table(_chosen(fields["models"], kinds)),
        "analyses": _about(fields["analyses"]) + _table(of_analyses),
        "options": _table(keys_of_variants(kinds, without=Named.model_fields), kinds),
        "privacy": _table(keys_of(plan, without=fields.keys() - set(_PRIVACY))),
    }
    return Template(prose).substitute(tables)


def _columns(section: FieldInfo) -> Iterator[Key]:
    """The keys of a file's section but those that every file may have."""
    for _, part in parts_in(section.annotation):
        yield from keys_of(part, without=DataFile.model_fields)


def _chosen(section: FieldInfo, kinds: Variants) -> Iterator[Key]:
    """The keys of `models`. The options of a kind that `analyses` has too are in its own table."""
    named = tuple(kinds.parts.values())
    for _, models in parts_in(section.annotation):
        yield from keys_of(
            models, opened=lambda part: not any(issubclass(kind, part) for kind in named)
        )


def _about(section: FieldInfo) -> str:
    said = section.description or ""
    if section.is_required():
        without = "The plan must have it"
    elif isinstance(section.default, Part):
        without = "Without it, its defaults hold"
    else:
        without = "It may be left out"
    return f"{said[:1].upper()}{said[1:]}. {without}.\n\n"


def _table(keys: Iterable[Key], variants: Variants | None = None) -> str:
    """The keys as a table; with `variants`, a column says which of them have the key."""
    heads = ["key", "what it says", "unless said"]
    if variants is not None:
        heads.insert(1, f"`{variants.by}`")
    lines = [heads, ["---"] * len(heads)]
    for key in keys:
        cells = [f"`{key.path}`", _said(key), _otherwise(key)]
        if variants is not None:
            everywhere = len(key.of) == len(variants.parts)
            cells.insert(1, "all" if everywhere else ", ".join(key.of))
        lines.append([cell.replace("|", r"\|") for cell in cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _said(key: Key) -> str:
    choices = ", ".join(
        f"`{_word(word)}`" + (f" ({meaning})" if meaning else "") for word, meaning in key.choices
    )
    sentences = [key.description, choices and f"Choices: {choices}"]
    if key.nullable:
        sentences.append("`null` leaves it out")
    return ". ".join(sentence for sentence in sentences if sentence)


def _otherwise(key: Key) -> str:
    if key.needed:
        return "*needed*"
    if key.default == "{}":
        return "its defaults"
    return f"`{_word(key.default)}`" if key.default else ""


def _word(text: str) -> str:
    """As YAML has it: quoted where it is not a plain word or number."""
    return text if re.fullmatch(r"[\w.-]*\w", text) else json.dumps(text)


if __name__ == "__main__":
    sys.stdout.write(page())
