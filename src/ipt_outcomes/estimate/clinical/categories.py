"""What became of a person: reliable change and the side of the cutoff, in one word.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]

RECOVERED: Final = "recovered"
IMPROVED: Final = "improved"
UNCHANGED: Final = "unchanged"
DETERIORATED: Final = "deteriorated"
HARMED: Final = "harmed"
CATEGORIES: Final = (RECOVERED, IMPROVED, UNCHANGED, DETERIORATED, HARMED)
WITHOUT_CUTOFF: Final = (IMPROVED, UNCHANGED, DETERIORATED)

REMISSION: Final = "remission"
EVENTS: Final[dict[str, tuple[str, ...]]] = {
    RECOVERED: (RECOVERED,),
    "recovered or improved": (RECOVERED, IMPROVED),
    "deteriorated or harmed": (DETERIORATED, HARMED),
    HARMED: (HARMED,),
}
"""Events that are categories; remission beside them is a functional score after treatment."""
HARMFUL: Final = ("deteriorated or harmed", HARMED)


def event_names(with_cutoff: bool) -> tuple[str, ...]:
    """The events that there are: without a cutoff nobody recovers, is harmed or in remission."""
    if with_cutoff:
        return (*EVENTS, REMISSION)
    return tuple(name for name, parts in EVENTS.items() if set(parts) & set(WITHOUT_CUTOFF))


def classify(
    improved: Marks, deteriorated: Marks, clinical_before: Marks, after: tuple[Marks, Marks]
) -> NDArray[Any]:
    """The category of each person, of the marks' shape.

    Recovered is a reliable improvement from the clinical into the functional population; improved
    any other reliable improvement; harmed a reliable deterioration from the functional into the
    clinical population; deteriorated any other one. `after` marks who is functional and who is
    clinical after treatment; of Hageman and Arrindell's some are neither for sure.
    """
    functional, clinical = after
    cases = [
        improved & clinical_before & functional,
        improved,
        deteriorated & ~clinical_before & clinical,
        deteriorated,
    ]
    return np.select(cases, [RECOVERED, IMPROVED, HARMED, DETERIORATED], UNCHANGED)


def happened(event: str, category: NDArray[Any], functional: Marks) -> Marks:
    """Who had an event, or is of the category that is called so."""
    if event == REMISSION:
        return functional
    return np.isin(category, EVENTS.get(event, (event,)))
