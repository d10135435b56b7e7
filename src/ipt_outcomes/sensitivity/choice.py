"""A family of choices, and one choice of it with the contrasts that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Family:
    """What is chosen: `title` in words, the `question` that the choice raises.

    `unit` is what a choice bears on, in the singular: a form, a person.
    """

    title: str
    question: str
    unit: str


@dataclass(frozen=True, repr=False)
class Choice:
    """One choice for one outcome, and the estimates under it.

    name, label   what it is called, and that in words
    assumes       what it assumes, in a sentence
    planned       whether it is the plan's
    units         what it bears on; of these
    used          those that are used under it, and
    changed       those that are used otherwise than planned: with another score, or under one of
                  the two only
    effects       the rows of the table `effects` at the endpoint
    """

    name: str
    label: str
    assumes: str
    planned: bool
    units: int
    used: int
    changed: int
    effects: pd.DataFrame
