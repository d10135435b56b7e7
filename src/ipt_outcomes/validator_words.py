"""What a validator finds in a person's YAML, in a sentence for that person and a remedy."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_A_NUMBER = ("this key takes a number", "Write digits, without quotes: `0.05`.")
_A_WHOLE = ("this key takes a whole number", "Write digits only, without quotes.")
_YES_OR_NO = ("this key takes true or false", "Write `true` or `false`, without quotes.")
# By pydantic's name of what is wrong: the rule and the remedy; braces hold the limits.
_SENTENCES = {
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "dict_type": (
        "this key takes names with their values",
        "Write them below the key and indented, or as `{name: value}`.",
    ),
    "model_type": (
        "keys of their own belong here",
        "Write them below, indented, as config/README.md lists them.",
    ),
    "finite_number": ("the number is too large to be one", "Write another number."),
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "int_type": _A_WHOLE,
    "int_parsing": _A_WHOLE,
    "int_parsing_size": _A_WHOLE,
    "int_from_float": _A_WHOLE,
    "string_type": ("this key takes a word or a text", 'Write it in quotes: `"12"`.'),
    "tuple_type": (
        "this key takes a list",
        "Write it in brackets, `[a, b]`, or each entry on a line that begins with `- `.",
    ),
    "greater_than": ("the number must be more than {gt}", "Correct the number."),
    "greater_than_equal": ("the number must be {ge} or more", "Correct the number."),
    "less_than": ("the number must be less than {lt}", "Correct the number."),
    "less_than_equal": ("the number must be {le} or less", "Correct the number."),
    "string_too_short": ("the text is empty", "Write something, or remove the key."),
    "string_too_long": ("the text has more than {max_length} characters", "Shorten it."),
    "too_short": (
        "{min_length} or more of these are needed, and {actual_length} stand here",
        "Add what is missing.",
    ),
    "too_long": (
        "{max_length} of these can stand here, and not {actual_length}",
        "Remove what is too much.",
    ),
}
_NOTHING = ("the key has no value", "Write its value, or remove the key.")
_OTHER = ("what stands here is nothing that the key can have", "See config/README.md for the key.")
_LABEL = (
    "a label shows something, and has no control characters in it",
    "Write what the report is to show.",
)
_NAME = (
    "a name begins with a letter, has letters, digits and _ only, and at most 40 of them",
    "Choose such a name; labels may hold anything.",
)

_VARIABLE = (
    "a variable's name begins with a letter, has letters, digits, _ and . only, and at most 40",
    "Choose such a name, and say the file's column under `column`.",
)


def in_words(
    detail: Mapping[str, Any], what: str, keys_of: type[BaseModel], *, near: bool = True
) -> tuple[str, str]:
    """The rule and the remedy of one of a ValidationError's `errors()`, context included.

    `what` is what was read ("the plan"). A key that is not known is held against the keys of
    `keys_of` and its subclasses, for the nearest too where `near`: that takes a millisecond each.
    No sentence of the validator's own is ever in what is returned.
    """
    kind, context = str(detail["type"]), detail.get("ctx", {})
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(key, what, keys_of, near)
    if kind == "missing":
        return f"the key `{key}` is missing", f"Add `{key}:` here.{_where_missing(key, keys_of)}"
    if kind == "union_tag_not_found":
        tag = str(context["discriminator"]).strip("'")
        return f"the key `{tag}` is missing", f"Add `{tag}:` here."
    if kind == "union_tag_invalid":
        return "it is none of the kinds that there are", _one_of(context["expected_tags"])
    if kind == "literal_error":
        return "it is none of the words that this key takes", _one_of(context["expected"])
    if kind == "string_pattern_mismatch":
        dotted = "_.]" in str(context["pattern"])
        return _LABEL if key == "label" else _VARIABLE if dotted else _NAME
    if kind == "value_error":
        # These are the project's own sentences.
        rule = str(context["error"])
        return rule[0].lower() + rule[1:], "Correct the value."
    if detail.get("input", "") is None and kind.endswith("_type"):
        return _NOTHING
    rule, remedy = _SENTENCES.get(kind, _OTHER)
    said = {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in context.items()
    }
    return rule.format(**said), remedy


def _where_missing(key: str, keys_of: type[BaseModel]) -> str:
    """What a field of this name says of files that lack what it maps: its extra `where_missing`."""
    for part in _all_models(keys_of):
        field = part.model_fields.get(key)
        extra = None if field is None else field.json_schema_extra
        if isinstance(extra, dict) and "where_missing" in extra:
            return f" {extra['where_missing']}"
    return ""


def _unknown_key(key: str, what: str, keys_of: type[BaseModel], near: bool) -> tuple[str, str]:
    known = {name for part in _all_models(keys_of) for name in part.model_fields}
    if key in known:
        return f"{what} has no such key here", "Remove it: it belongs to another part."
    meant = difflib.get_close_matches(key, sorted(known), n=1) if near else []
    remedy = f"Did you mean `{meant[0]}`?" if meant else "Remove it, or check its spelling."
    return f"{what} has no such key", remedy


def _one_of(quoted: str) -> str:
    words = [word.encode().decode("unicode_escape") for word in re.findall(r"'([^']*)'", quoted)]
    shown = [word if re.fullmatch(r"[\w-]+", word) else json.dumps(word) for word in words]
    return f"Use one of: {', '.join(shown)}."


def _all_models(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [model, *(deeper for sub in model.__subclasses__() for deeper in _all_models(sub))]
