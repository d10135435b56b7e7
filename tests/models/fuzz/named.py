"""Every past failure, by its seed: what the case is, and what went wrong.

A seed draws the same case as long as the generator is what it is; `model` is held to that.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A seed that once failed."""

    seed: int
    model: str
    wrong: str


NAMED: tuple[Named, ...] = ()
