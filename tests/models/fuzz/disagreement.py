"""A record of something that two ways of computing the same did not agree on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Disagreement:
    """What differed, in which case.

    seed     of the case
    what     a short name of the quantity
    engine, oracle   the numbers
    detail   the row or the term concerned
    """

    seed: int
    what: str
    engine: float | str
    oracle: float | str
    detail: str = ""
