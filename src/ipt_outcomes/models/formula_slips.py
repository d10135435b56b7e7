"""Slips in a formula that another reading would turn into something puzzling: each says its remedy.

Commas in the place of bars and plus signs, names that are two words to a formula, R's and
patsy's functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.models.errors import ModelError

_QUOTED = re.compile(r"`[^`]*`")
_TWO_WORDS = re.compile(r"(?<![\w.])([A-Za-z_]\w*)[ \t]+(\w+)")
_COMMA_FOR_BAR = re.compile(r"^(?P<family>\w*)\s*\((?P<first>[^,|]*),(?P<second>[^,|()]*)\)$")
_REMOVED = re.compile(r"-\s*([A-Za-z_]\w*|\d+)")
_POWER_IN_I = re.compile(r"\bI\([^()]*\^")
_FACTOR_CALL = re.compile(r"\b(as\.factor|factor|as\.ordered|ordered|Treatment|Sum|Helmert)\b\s*\(")
_NUMPY_CALL = re.compile(r"\b(?:np|numpy)\.(log|log2|log10|exp)\(")
_OPERATORS = frozenset({"in"})


def refuse_two_words(text: str) -> None:
    """Refuse names that stand side by side with nothing but a space between them.

    Raises:
        ModelError: a name with a space has no backticks, or an operator is missing.
    """
    for found in _TWO_WORDS.finditer(_QUOTED.sub("`", text)):
        if not _OPERATORS.intersection(found.groups()):
            raise ModelError(
                f"formula {text!r}: nothing stands between {found[1]!r} and {found[2]!r}. A name "
                f"with a space goes into backticks, `{found[1]} {found[2]}`; terms are joined by +"
            )


def not_a_response(text: str, response: str) -> str:
    """The refusal of what stands left of the ~."""
    if re.fullmatch(r"[\w.\- ]+", response):
        return (
            f"formula {text!r}: {response!r} is not read as one name; if a column is called so, "
            f"write it in backticks, `{response}`"
        )
    return (
        f"formula {text!r}: the response must be one variable's name, not an expression; "
        "transform it in the data first"
    )


def refuse_comma_for_bar(piece: str) -> None:
    """Refuse us(visit, participant) and (1, participant).

    Raises:
        ModelError: with the term as it is to be written.
    """
    found = _COMMA_FOR_BAR.match(piece)
    if found is not None and (not found["family"] or found["family"] in STRUCTURES):
        first, second = found["first"].strip(), found["second"].strip()
        raise ModelError(
            f"term {piece!r}: write |, not a comma: {found['family']}({first} | {second})"
        )


def refuse_fixed_slips(text: str, pieces: Sequence[str]) -> None:
    """Refuse slips in the terms of the fixed part; `text` is the whole formula.

    Raises:
        ModelError: with what to write instead.
    """
    whole = " + ".join(_QUOTED.sub("`", piece) for piece in pieces)
    for piece in pieces:
        if _comma_outside(_QUOTED.sub("`", piece)):
            raise ModelError(
                f"formula {text!r}: a comma stands in {piece!r}; terms are joined by +"
            )
    found = _FACTOR_CALL.search(whole)
    if found is not None:
        raise ModelError(
            f"formula {text!r} calls {found[1]}(): here C() makes a factor, as C(visit). Its "
            "reference is the first level; another one is the first of pd.Categorical(column, "
            "levels) in the data"
        )
    found = _NUMPY_CALL.search(whole)
    if found is not None:
        raise ModelError(f"formula {text!r}: write {found[1]}() without the name of a package")
    if _POWER_IN_I.search(whole):
        raise ModelError(
            f"formula {text!r}: inside I() the power is **, as I(week ** 2); ^ is none there"
        )
    for removed in _REMOVED.finditer(_without_calls(whole)):
        name = removed[1]
        if name in ("0", "1") or len(re.findall(rf"\b{name}\b", whole)) > 1:
            continue
        before = re.search(r"[\w.]+$", whole[: removed.start()].rstrip())
        called = f"{before[0] if before else ''}-{name}"
        raise ModelError(
            f"formula {text!r}: -{name} takes out a term that is not there. A name with a minus "
            f"sign goes into backticks, `{called}`"
        )


def _comma_outside(text: str) -> bool:
    """Whether a comma stands outside all brackets."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            return True
    return False


def _without_calls(text: str) -> str:
    """The text with what stands inside calls, where a minus sign is one, blanked at its length."""
    inside = re.compile(r"(?<=\w)\(([^()]*)\)")
    found = inside.search(text)
    while found is not None:
        text = text[: found.start()] + "_" * len(found[0]) + text[found.end() :]
        found = inside.search(text)
    return text
