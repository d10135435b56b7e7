"""Scales that a word may stand for beside others: which, and the question that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.plain_words import plain

WEIGHT = "body_weight_lb"
_POUNDS = re.compile(r"_(lbs?|pounds?|livres?)_")
_TOTAL = "(?:total|tot|tl|score|sum)?"
_KILOGRAMS = re.compile(r"_(kgs?|kilos?|kilograms?|kilogramm)_")


@dataclass(frozen=True)
class Doubt:
    """The registered scales that it may be, the likeliest first, and what is to be decided.

    `registered` is False where it is none of these and no registered one.
    """

    candidates: tuple[str, ...]
    question: str
    registered: bool = True


# The words that name several scales: the registered ones among them, and how they are told apart.
_FAMILIES: tuple[tuple[frozenset[str], tuple[str, ...], str], ...] = (
    (
        frozenset({"hamd", "ham_d", "hrsd", "hdrs"}),
        ("hrsd17", "hrsd24"),
        "which version of the Hamilton scale is it, of 17, 21 or 24 items? The registry has "
        "HRSD-17 (0 to 52) and HRSD-24 (0 to 76); another one needs a file in config/instruments",
    ),
    (
        frozenset({"bdi"}),
        ("bdi_ii",),
        "is it the BDI-II? The registry has no other BDI: for the BDI-I or BDI-IA write a scale of "
        "your own in config/instruments",
    ),
    (frozenset({"phq"}), ("phq9", "phq8"), "is it the PHQ-9 (0 to 27) or the PHQ-8 (0 to 24)?"),
    (
        frozenset({"iip"}),
        ("iip32", "iip64", "iip32_octants"),
        "which version of the IIP is it, of 32 or 64 items, and of 32 the one with octants?",
    ),
    (
        frozenset({"pcl"}),
        ("pcl5",),
        "is it the PCL-5 (0 to 80)? The older PCL (17 to 85) needs a file in config/instruments",
    ),
    (frozenset({"gad"}), ("gad7",), "is it the GAD-7 (0 to 21)? The GAD-2 is not registered"),
    (
        frozenset({"core"}),
        ("core_om",),
        "is it the CORE-OM (34 items)? The CORE-10 is not registered",
    ),
    (
        frozenset({"sas"}),
        ("sas_sr",),
        "is it the SAS-SR (social adjustment, 1 to 5)? Zung's anxiety scale SAS is another one",
    ),
    (
        frozenset({"ede"}),
        ("ede_q",),
        "is it the EDE-Q (the questionnaire)? The interview EDE is not registered",
    ),
)
# Kin of registered scales with items of their own: what a name or a label says of them (between
# `_`), and what is to be decided.
_KIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"_phq_?a(?![a-z])"),
        "the registry has no PHQ-A, the PHQ-9 for adolescents: its items are others than the "
        "PHQ-9's, and it is not to be read as one. Describe it under `measures` (a total from 0 to "
        "27, higher is worse), or with its items as a scale of your own in config/instruments",
    ),
)
# The BDI and the BDI-II have as many items, and are scored alike.
_ALIKE_IN_ITEMS = frozenset({"bdi_ii"})


def unregistered_kin(texts: Iterable[str]) -> str | None:
    """What is to be decided where all of these names or labels are those of one scale's kin; None
    where they are not.
    """
    words = [f"_{plain(text)}_" for text in texts]
    found = (question for pattern, question in _KIN if words and all(map(pattern.search, words)))
    return next(found, None)


def doubt_of_kin(columns: Sequence[str], said: Mapping[str, str]) -> Doubt | None:
    """The doubt about columns that all are, by name or label, of such a scale; else None."""
    for texts in (columns, [said.get(name, "") for name in columns]):
        question = unregistered_kin(texts)
        if question is not None:
            return Doubt((), question, registered=False)
    return None


def doubt_of_word(
    stem: str, columns: Sequence[str], items: int, known: KnownScales, said: Mapping[str, str]
) -> Doubt | None:
    """The doubt about `stem`, the word for a scale in the columns' names; None where it is certain.

    `items` counts the columns of one assessment that are items, 0 for a total. `said` is what the
    files say of a column beside its name.
    """
    found = next((f for f in _FAMILIES if stem in f[0]), None)
    if found is None:
        return None
    _, candidates, question = found
    candidates = tuple(scale for scale in candidates if scale in known)
    if items:
        fitting = [scale for scale in candidates if len(known[scale].items) == items]
        if len(fitting) == 1 and fitting[0] not in _ALIKE_IN_ITEMS:
            return None
        candidates = tuple(fitting) or candidates
    texts = [f"_{plain(text)}_" for name in columns for text in (name, said.get(name, ""))]
    named = [scale for scale in candidates if _is_named(scale, stem, texts, items, known)]
    if len(named) == 1:
        return None if named[0] == candidates[0] else Doubt((named[0],), question)
    seen = f"{items} items" if items else "totals"
    return Doubt(candidates, f"the columns are called {stem.upper()} ({seen}): {question}")


def scale_of_items(scale: str, stem: str, items: int, known: KnownScales) -> str | None:
    """The scale of that word that has so many items: the one it stands for, or one of its kin."""
    family = next((scales for words, scales, _ in _FAMILIES if stem in words), ())
    fitting = (s for s in (scale, *family) if s in known and len(known[s].items) == items)
    return next(fitting, None)


def _is_named(scale: str, stem: str, texts: Iterable[str], items: int, known: KnownScales) -> bool:
    """Whether a text has the scale's own name, or its number of items beside the word."""
    own = {scale, scale.replace("_", ""), plain(known[scale].name)}
    number = re.search(r"\d+", scale)
    if number is not None and not items:
        own_number = re.compile(rf"{re.escape(stem)}_?{_TOTAL}_?{number[0]}(?!\d)")
        if any(own_number.search(text) for text in texts):
            return True
    return any(
        re.search(rf"_{re.escape(name)}(?![a-z0-9])", text) for text in texts for name in own
    )


def doubt_of_values(
    items: int, low: float, high: float, fits: Sequence[str], *, in_words: bool = False
) -> Doubt:
    """The doubt about numbered columns that no word names: which scales they fit.

    `in_words`: their answers are words, counted from `low` to `high`.
    """
    names = ", ".join(fits)
    seen = f"with whole numbers from {low:g} to {high:g}"
    if in_words:
        seen = f"with {high - low + 1:g} answers in words"
    return Doubt(
        tuple(fits),
        f"which scale is it? {items} numbered columns {seen} "
        f"fit {names}; no name or label says it. It may be a scale of your own: config/instruments",
    )


def doubt_of_weight(
    columns: Sequence[str], units: Sequence[str], said: Mapping[str, str]
) -> Doubt | None:
    """The doubt about a weight's unit; None where names, labels or a column of units say pounds."""
    texts = [f"_{plain(text)}_" for name in columns for text in (name, said.get(name, ""))]
    texts += [f"_{plain(unit)}_" for unit in units]
    pounds = any(_POUNDS.search(text) for text in texts)
    kilograms = any(_KILOGRAMS.search(text) for text in texts)
    if pounds and not kilograms:
        return None
    if not kilograms:
        return Doubt((WEIGHT,), "is the weight in pounds? No name or label says the unit")
    both = "in pounds on some rows and in kilograms on others" if pounds else "in kilograms"
    return Doubt(
        (WEIGHT,),
        f"the file says that the weight is {both}. The registry has body weight in pounds alone: "
        "turn all into one unit in the file, and for kilograms write a scale of your own in "
        "config/instruments",
        registered=False,
    )
