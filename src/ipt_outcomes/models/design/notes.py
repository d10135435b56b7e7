"""What is unusual about a design and yet fitted, said in counts: `Fit.notes`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.lookalikes import lookalike_notes
from ipt_outcomes.models.design.planned_visits import against_numbers
from ipt_outcomes.models.formula import ModelFormula

_FEW_LEVELS = 2
"""Text levels such as "0" and "1" are a factor, whether it is one or not."""
_NUMBER = re.compile(
    r"[<>=≤≥~±]*\s*[+-]?(\d[\d\s.,]*|[.,]\d+)(e[+-]?\d+)?\s*[%‰+]?|nan|[+-]?inf(inity)?",
    re.IGNORECASE,
)
"""23, "23,5", "23 %", "<10", "10+", "1.234,5"; "nan" for a missing value."""


def changing_people(
    people: NDArray[np.intp], codes: Mapping[str, NDArray[np.intp]]
) -> dict[str, int]:
    """For each factor of `codes` (rows,), how many people have rows at more than one level."""
    first = np.zeros(int(people.max(initial=-1)) + 1, dtype=np.intp)
    first[people[::-1]] = np.arange(len(people))[::-1]
    own = first[people]
    counts = {}
    for name, code in codes.items():
        changed = people[code != code[own]]
        counts[name] = int(np.count_nonzero(np.bincount(changed)))
    return counts


def design_notes(
    formula: ModelFormula, fixed: FixedPart, changing: Mapping[str, int], n_people: int
) -> tuple[str, ...]:
    """Sentences without a value of any row.

    Args:
        formula, fixed: of the fit.
        changing: factor -> people with more than one level of it.
        n_people: all of them.
    """
    term = formula.covariance
    indexing = set() if term is None else {term.visit, term.group}
    notes = []
    if term is not None and against_numbers(fixed.factors.get(term.visit, ())):
        notes.append(
            f"the levels of {term.visit!r} are in the alphabet's order, not in that of the numbers "
            "in them: make it a pandas Categorical with the visits in their order"
        )
    for name, levels in fixed.factors.items():
        notes += lookalike_notes(name, levels)
        if name in indexing:
            continue
        if len(levels) > _FEW_LEVELS and all(map(_reads_as_number, levels)):
            notes.append(
                f"{name!r} is text and enters as a factor with {len(levels)} levels, which read "
                "as numbers: turn it into numbers if a line is meant"
            )
        count = changing.get(name, 0)
        if term is not None and count and not _of_visits(fixed, name, term.visit):
            notes.append(
                f"{count} of {n_people} levels of {term.subject!r} have rows at more than one "
                f"level of {name!r}"
            )
    return tuple(notes)


def _of_visits(fixed: FixedPart, name: str, visit: str) -> bool:
    """Whether everyone has the same level at a visit, such as a phase of the trial."""
    if visit not in fixed.factors:
        return False
    pairs = fixed.cells[[visit, name]].drop_duplicates()
    return len(pairs) == pairs[visit].nunique()


def _reads_as_number(level: object) -> bool:
    if not isinstance(level, str):
        return False
    return _NUMBER.fullmatch(level.strip()) is not None
