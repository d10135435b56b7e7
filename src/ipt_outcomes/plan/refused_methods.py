"""Methods that no primary analysis may have, however a plan spells them.

A last score carried forward, or completers alone: refused with the reason before the plan's classes
see the key, so that nobody is told of a spelling.

ASSUME: neither is valid under missing at random (National Research Council 2010, The Prevention and
Treatment of Missing Data in Clinical Trials, recommendation 10; ICH E9(R1), 2019, section A.5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ipt_outcomes.marked_yaml import PathInFile
from ipt_outcomes.plan.broken import Broken

_CARRIED = (
    "locf", "bocf", "wocf", "lvcf", "ffill", "forward fill", "carry forward", "carried forward",
    "last observation", "last observation carried forward", "last observation carry forward",
    "last value carried forward", "last score carried forward",
    "baseline observation carried forward", "baseline carried forward",
    "worst observation carried forward",
)  # fmt: skip
_COMPLETERS = (
    "completer", "completers", "complete case", "complete cases", "cca", "listwise",
    "listwise deletion", "study completers", "treatment completers",
)  # fmt: skip
_AROUND = re.compile(r"\b(?:only|analysis|analyses|imputation|set|method|population)\b")
_RULES = {
    "locf": (
        "a last score carried forward is no primary analysis: it takes it for certain that nobody "
        "changed after leaving, and counts what it made up as if it had been measured"
    ),
    "completers": (
        "completers alone are no primary analysis: who stays differs from who leaves, and not "
        "alike in every arm, so that chance no longer makes the arms comparable"
    ),
}
_REMEDY = (
    "Take it out: the mixed model uses every score that was given. As a scenario beside it, write "
    "`missing: {{also: [{name}]}}`."
)
# Parts of the plan that say how scores are analysed. A key at the top that no plan has does so too.
_METHODS = ("models", "analyses", "estimands", "missing")
_NO_METHODS = (
    "trial", "title", "source", "description", "participants", "sessions", "scores", "allocation",
    "fidelity", "adverse_events",
    "arms", "visits", "measures", "outcomes", "contrasts", "stratification", "clusters",
    "ignore_clusters", "events", "enrolment", "pseudonyms", "privacy", "visit_weeks",
    "analysis_sets", "treatment_received",
    "protocol",
)  # fmt: skip
# What people call a thing is no method, nor is a variable, a visit or an arm of that name.
_WORDS = ("name", "label", "covariates", "outcomes", "last_visit", "knots", "reference")


def refused_methods(tree: Mapping[str, Any]) -> Iterator[Broken]:
    """Where the plan's tree of keys names such a method as more than a scenario."""
    for key, value in tree.items():
        if key in _NO_METHODS:
            continue
        method = _method(key) if key not in _METHODS else None
        if method is not None:
            yield (key,), _RULES[method], _REMEDY.format(name=method)
        else:
            yield from _within((key,), value)


def _within(path: PathInFile, value: Any) -> Iterator[Broken]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            place = (*path, str(key))
            named = _method(key) if path[:2] != ("missing", "reasons") else None
            if named is not None:
                yield place, _RULES[named], _REMEDY.format(name=named)
            elif key not in _WORDS and place != ("missing", "also"):
                yield from _within(place, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, inner in enumerate(value):
            yield from _within((*path, position), inner)
    else:
        named = _method(value)
        if named is not None:
            yield path, _RULES[named], _remedy(path, named)


def _remedy(path: PathInFile, method: str) -> str:
    """What to write in its place."""
    if (
        method == "locf"
        and path[0] == "missing"
        and path[1:2] in (("reasons",), ("other_reasons",))
    ):
        return "`lmcf` carries the arm's mean forward, and what is not known stays uncertain."
    if method == "locf" and path[0] == "estimands" and "events" in path:
        return "Where the score before the event is itself what counts, write `while_on_treatment`."
    return _REMEDY.format(name=method)


def _method(word: object) -> str | None:
    """Which of them a word means; None where it means another thing."""
    if not isinstance(word, str):
        return None
    plain = re.sub(r"[\W_]+", " ", word.casefold())
    plain = " ".join(_AROUND.sub(" ", plain).split())
    return "locf" if plain in _CARRIED else "completers" if plain in _COMPLETERS else None
