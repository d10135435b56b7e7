"""The tables of scores at sessions, of every scale that has any: what they share is made once."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.therapy.session_courses import Fitted, fitted_by_arm
from ipt_outcomes.describe.therapy.session_model import Shape
from ipt_outcomes.describe.therapy.session_rows import OfScale, of_scales
from ipt_outcomes.plan.session_time import session_time
from ipt_outcomes.tables import typed


def scales_of(given: Given) -> Iterator[OfScale]:
    """Every scale that has scores at sessions of the treatment."""
    yield from of_scales(
        given.plan,
        given.read("participants"),
        given.read("session_scores"),
        given.read("outcomes"),
    )


def fitted_scales(given: Given) -> Iterator[Fitted]:
    """The same with their growth models."""
    shape = Shape(session_time(given.plan))
    for scale in scales_of(given):
        yield fitted_by_arm(scale, shape)


def together(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The table of that name of its parts; without rows where none has any."""
    there = [part for part in parts if len(part)]
    return typed(name, pd.concat(there, ignore_index=True) if there else pd.DataFrame())
