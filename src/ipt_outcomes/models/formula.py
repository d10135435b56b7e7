"""The formula grammar: a fixed part, residual covariance terms, random terms.

    phq9 ~ arm * visit + baseline * visit + us(visit | participant)
    phq9 ~ arm * visit + us(visit | arm / participant)            a covariance per arm
    phq9 ~ arm * week + (1 + week | participant) + (1 | therapist)

The fixed part goes to formulaic unchanged. A term with a bar is taken out here: a covariance's name
before the parenthesis makes it a residual covariance (mmrm's spelling), none makes it a random term
(lme4's spelling).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.covariance.structures import STRUCTURES, Structure
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula_slips import (
    not_a_response,
    refuse_comma_for_bar,
    refuse_fixed_slips,
    refuse_two_words,
)

_NAME = r"(?:[A-Za-z_]\w*|`[^`]+`)"
_COVARIANCE = re.compile(r"^(?P<family>\w+)\s*\((?P<inside>.*)\)$", re.DOTALL)
_GROUPED = re.compile(rf"^(?P<first>{_NAME})\s*(?:/\s*(?P<second>{_NAME}))?$")


@dataclass(frozen=True)
class CovarianceTerm:
    """A residual covariance: `us(visit | arm / participant)`.

    family   the name of one of `STRUCTURES`
    visit    the variable that indexes the matrix (for sp_exp: the time)
    subject  the variable that names the people
    group    the variable with one covariance per level, or None
    """

    family: str
    visit: str
    subject: str
    group: str | None = None

    @property
    def structure(self) -> Structure:
        """What is declared of the family."""
        return STRUCTURES[self.family]

    def __str__(self) -> str:
        subject = f"{self.group} / {self.subject}" if self.group else self.subject
        return f"{self.family}({self.visit} | {subject})"


@dataclass(frozen=True)
class RandomTerm:
    """A random term with one grouping factor: `(1 + week | participant)`.

    terms       what varies over the groups, as formulaic terms without the intercept: ("week",)
    intercept   whether a random intercept is among them (lme4's rule: yes, unless `0 +` or `- 1`)
    groups      the variables whose combination is the grouping factor. `(1 | a/b)` is parsed into
                two terms, groups ("a",) and groups ("a", "b"); `(1 | a:b)` is groups ("a", "b")
    correlated  False for `||`: each column has its own variance and no covariance
    """

    terms: tuple[str, ...]
    intercept: bool
    groups: tuple[str, ...]
    correlated: bool = True

    @property
    def expression(self) -> str:
        """The varying part as a formulaic right-hand side with the intercept written out."""
        return " + ".join(("1" if self.intercept else "0", *self.terms))

    def __str__(self) -> str:
        bar = "|" if self.correlated else "||"
        return f"({self.expression} {bar} {':'.join(self.groups)})"


@dataclass(frozen=True)
class ModelFormula:
    """A parsed formula. `fixed` is a formulaic right-hand side, `response` a variable's name."""

    text: str
    response: str
    fixed: str
    covariance: CovarianceTerm | None
    random: tuple[RandomTerm, ...]


def parse_formula(text: str) -> ModelFormula:
    """Split a formula into response, fixed part, residual covariance and random terms.

    Raises:
        ModelError: the formula is not of the grammar, or has no covariance and no random term.
    """
    if not isinstance(text, str):
        raise ModelError(
            f"the formula is {shown(text)}: write it as text, response ~ terms, such as "
            "'phq9 ~ arm * visit + us(visit | participant)'"
        )
    return _parsed(text)


@lru_cache(maxsize=256)
def _parsed(text: str) -> ModelFormula:
    sides = text.split("~")
    if len(sides) != 2 or not sides[0].strip() or not sides[1].strip():
        raise ModelError(f"formula {text!r}: write it as response ~ terms, with one ~")
    response = sides[0].strip()
    if not re.fullmatch(_NAME, response):
        raise ModelError(not_a_response(text, response))
    refuse_two_words(text)
    fixed: list[str] = []
    covariances: list[CovarianceTerm] = []
    random: list[RandomTerm] = []
    for piece in _split(sides[1], "+", text):
        if "|" not in piece:
            refuse_comma_for_bar(piece)
            fixed.append(piece)
        elif piece.startswith("("):
            random.extend(_random_terms(piece))
        else:
            covariances.append(_covariance_term(piece))
    refuse_fixed_slips(text, fixed)
    if len(covariances) > 1:
        named = ", ".join(str(term) for term in covariances)
        raise ModelError(f"formula {text!r} has several residual covariances ({named}): keep one")
    if not covariances and not random:
        raise ModelError(
            f"formula {text!r} has neither a residual covariance, such as us(visit | participant), "
            "nor a random term, such as (1 | participant): repeated measures need one"
        )
    return ModelFormula(
        text=" ".join(text.split()),
        response=_bare(response),
        fixed=" + ".join(fixed) if fixed else "1",
        covariance=covariances[0] if covariances else None,
        random=tuple(random),
    )


def _split(text: str, separator: str, formula: str) -> list[str]:
    """The pieces of `text` between separators that are outside all brackets."""
    pieces, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            break
        if character == separator and depth == 0:
            pieces.append(text[start:position].strip())
            start = position + 1
    if depth != 0:
        raise ModelError(f"formula {formula!r}: the parentheses do not match")
    pieces.append(text[start:].strip())
    if not all(pieces):
        raise ModelError(f"formula {formula!r}: a term is missing beside a {separator!r}")
    return pieces


def _covariance_term(piece: str) -> CovarianceTerm:
    match = _COVARIANCE.match(piece)
    if match is None or match["inside"].count("|") != 1:
        raise ModelError(
            f"term {piece!r}: write a residual covariance as us(visit | participant) "
            "and a random term as (1 | participant), joined to the others by +"
        )
    if match["family"] not in STRUCTURES:
        raise ModelError(
            f"term {piece!r}: no covariance is called {match['family']!r}; "
            f"there are {', '.join(STRUCTURES)}"
        )
    visit, grouped = (side.strip() for side in match["inside"].split("|"))
    people = _GROUPED.match(grouped)
    if people is None or not re.fullmatch(_NAME, visit):
        raise ModelError(
            f"term {piece!r}: expected visit | participant or visit | arm / participant inside"
        )
    first, second = people["first"], people["second"]
    return CovarianceTerm(
        family=match["family"],
        visit=_bare(visit),
        subject=_bare(second or first),
        group=_bare(first) if second else None,
    )


def _random_terms(piece: str) -> list[RandomTerm]:
    inside = piece[1:-1]
    bar = "||" if "||" in inside else "|"
    sides = inside.split(bar)
    if not piece.endswith(")") or len(sides) != 2 or "|" in sides[0] + sides[1]:
        raise ModelError(f"term {piece!r}: write a random term as (1 + week | participant)")
    terms, intercept = _varying(sides[0].strip(), piece)
    return [
        RandomTerm(terms, intercept, groups, correlated=bar == "|")
        for groups in _grouping_factors(sides[1].strip(), piece)
    ]


def _varying(text: str, piece: str) -> tuple[tuple[str, ...], bool]:
    intercept = True
    if re.search(r"-\s*1\s*$", text):
        intercept = False
        text = re.sub(r"-\s*1\s*$", "", text).strip()
    terms = []
    for term in _split(text, "+", piece):
        if term == "0":
            intercept = False
        elif term != "1":
            terms.append(term)
    if not terms and not intercept:
        raise ModelError(f"term {piece!r} has nothing that varies before the bar")
    return tuple(terms), intercept


def _grouping_factors(text: str, piece: str) -> list[tuple[str, ...]]:
    """`a` gives [(a,)], `a:b` gives [(a, b)], `a/b` gives [(a,), (a, b)]."""
    levels = [part.strip() for part in text.split("/")]
    factors: list[tuple[str, ...]] = []
    for level in levels:
        names = tuple(part.strip() for part in level.split(":"))
        if not all(re.fullmatch(_NAME, name) for name in names):
            raise ModelError(f"term {piece!r}: after the bar write a grouping variable, a:b or a/b")
        bare = tuple(_bare(name) for name in names)
        factors.append((factors[-1] if factors else ()) + bare)
    return factors


def _bare(name: str) -> str:
    return name.strip("`")
