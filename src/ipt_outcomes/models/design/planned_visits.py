"""The visits as they were planned: their order, and those among them that nobody came to.

Most covariances of visits ask for their order, and ar1, ar1h, toep and toeph for how many lie
between two. Both are facts of the plan and not of the scores at hand. A Categorical says them by
its categories, used or not; numbers have an order. Text has only the alphabet's, in which week_12
comes before week_4: what depends on the order refuses it.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.subjects import names_for_message
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, ModelFormula

# What pandas calls the content of a column of objects that sort as they should.
_SORTED_OBJECTS = frozenset(
    {"integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"}
)


@dataclass(frozen=True)
class PlannedVisits:
    """The planned visits of a covariance.

    levels   in their order, those that nobody came to among them
    ordered  whether the data say the order; False for text, which is sorted by the alphabet
    """

    levels: tuple[Level, ...]
    ordered: bool

    def places(self, visits: Sequence[str]) -> tuple[int, ...]:
        """Where visits, named as text, stand among the planned ones."""
        place = {str(level): number for number, level in enumerate(self.levels)}
        return tuple(place[visit] for visit in visits)


def planned_visits(
    formula: ModelFormula, data: pd.DataFrame, typed: TypedColumns
) -> PlannedVisits | None:
    """The planned visits of a formula's covariance; None where it has none, or real times.

    `data` are the rows as given, `typed` the same as `typed_columns` made them.
    """
    term = formula.covariance
    if term is None or not term.structure.of_visits:
        return None
    return PlannedVisits(named_levels(typed, term.visit), says_its_order(data[term.visit]))


def named_levels(typed: TypedColumns, name: str) -> tuple[Level, ...]:
    """The levels that a column names, by a row or by a category, in its order."""
    if typed.is_factor(name):
        return typed.levels(name)
    return tuple(map(plain_level, pd.Categorical(typed[name]).categories))


def says_its_order(column: pd.Series) -> bool:
    """Whether the values of a column have an order of their own: all but text."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return True
    if pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype):
        return pd.api.types.infer_dtype(column, skipna=True) in _SORTED_OBJECTS
    return True


def refuse_alphabetical_rows(formula: ModelFormula, data: pd.DataFrame) -> None:
    """`refuse_alphabetical` for rows as given; other faults of theirs are found later.

    Raises:
        ModelError: the remedy is a Categorical.
    """
    term = formula.covariance
    if term is not None and term.visit in data.columns and data.columns.is_unique:
        refuse_alphabetical(term, says_its_order(data[term.visit]))


def refuse_alphabetical(term: CovarianceTerm, ordered: bool) -> None:
    """Refuse visits whose order nobody said, where the covariance depends on it.

    Raises:
        ModelError: the remedy is a Categorical.
    """
    if term.structure.ordered:
        refuse_text(term, ordered, term.family)


def refuse_text(term: CovarianceTerm, ordered: bool, dependent: str) -> None:
    """Refuse visits whose order nobody said for the sake of what depends on it.

    Raises:
        ModelError: the remedy is a Categorical.
    """
    if not ordered:
        raise ModelError(
            f"term {term}: {dependent} depends on the order of the visits, and {term.visit!r} is "
            "text, which would be sorted by the alphabet; make it a pandas Categorical with the "
            "visits in their order, those that nobody came to among them, or give their order in "
            "levels= of reduce"
        )


def refuse_lost_visits(
    formula: ModelFormula, typed: TypedColumns, complete: NDArray[np.bool_] | None
) -> None:
    """Refuse a visit that has scores but, for want of covariates, no complete row.

    A planned visit without any score is none of the model's; one whose scores were all left out
    would be missed.

    Raises:
        ModelError: naming the visits.
    """
    term = formula.covariance
    if term is None or not term.structure.of_visits or complete is None:
        return
    visits = pd.Series(typed[term.visit])
    scored = visits[~typed.missing(formula.response)].dropna().unique()
    kept = set(visits[complete].dropna().unique())
    shown = names_for_message(list(map(str, scored)), pd.Series(typed[term.subject]).nunique())
    lost = [name for name, level in zip(shown, scored, strict=True) if level not in kept]
    if lost:
        raise ModelError(
            f"term {term}: no one has a complete row at {term.visit} {', '.join(lost)}, but there "
            "are scores: fill in the covariates there, or leave that visit out"
        )
