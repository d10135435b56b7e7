"""The visits as they were planned: their order, and those among them that nobody came to.

Most covariances of visits ask for their order, and ar1, ar1h, toep and toeph for how many lie
between two. Both are facts of the plan and not of the scores at hand. A Categorical says them by
its categories, used or not; numbers have an order. Text has only the alphabet's, in which week_12
comes before week_4, and so have the categories that `astype("category")` makes of it: what depends
on the order refuses it.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.design.subjects import NAMED_FROM, names_for_message
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, ModelFormula

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")
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
    """Whether the values of a column have an order of their own.

    Text has none, nor have categories of text, unless they are declared ordered, that the alphabet
    sorted against the numbers in them: `astype("category")` puts 10m before 2m.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return bool(column.cat.ordered) or not against_numbers(column.cat.categories.tolist())
    if pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype):
        return pd.api.types.infer_dtype(column, skipna=True) in _SORTED_OBJECTS
    return True


def against_numbers(levels: Sequence[object]) -> bool:
    """Whether text is sorted by the alphabet, and by the numbers in it would not be."""
    texts = [level for level in levels if isinstance(level, str)]
    if len(texts) < len(levels):
        return False
    return texts == sorted(texts) and texts != sorted(texts, key=_by_number)


def _by_number(level: str) -> list[str | float]:
    """The words and the numbers in a level, in turn."""
    pieces: list[str | float] = list(_NUMBER.split(level))
    pieces[1::2] = map(float, pieces[1::2])
    return pieces


def refuse_alphabetical_rows(formula: ModelFormula, data: pd.DataFrame) -> None:
    """`refuse_alphabetical` for rows as given; other faults of theirs are found later.

    Raises:
        ModelError: the remedy is a Categorical, written out where the visits' labels tell.
    """
    term = formula.covariance
    if term is None or term.visit not in data.columns or not data.columns.is_unique:
        return
    visits = data[term.visit]
    if term.structure.ordered and not says_its_order(visits):
        named = term.visit in fixed_variables(formula.fixed)[0]
        refuse_text(term, False, term.family, _remedy(term, data) if named else "")


def _remedy(term: CovarianceTerm, data: pd.DataFrame) -> str:
    """The line to paste; without the visits, where their labels do not say the order."""
    visits = data[term.visit]
    plain = visits.cat.categories if isinstance(visits.dtype, pd.CategoricalDtype) else visits
    levels = list(dict.fromkeys(level for level in plain.dropna() if isinstance(level, str)))
    in_order = sorted(levels, key=_by_number)
    wording = {tuple(_NUMBER.split(level)[0::2]) for level in levels}
    numbered = len(wording) == 1 and all(_NUMBER.search(level) for level in levels)
    if not numbered or term.subject not in data.columns:
        return ""
    # Values of few people each are no visits, whatever stands in their place.
    people = data.groupby(term.visit, observed=True)[term.subject].nunique()
    if people.min() < NAMED_FROM:
        return ""
    if names_for_message(levels, data[term.subject].nunique()) != tuple(levels):
        return ""
    return f", as pd.Categorical(data[{term.visit!r}], {in_order!r})"


def refuse_alphabetical(term: CovarianceTerm, ordered: bool) -> None:
    """Refuse visits whose order nobody said, where the covariance depends on it.

    Raises:
        ModelError: the remedy is a Categorical.
    """
    if term.structure.ordered:
        refuse_text(term, ordered, term.family)


def refuse_text(term: CovarianceTerm, ordered: bool, dependent: str, line: str = "") -> None:
    """Refuse visits whose order nobody said for the sake of what depends on it.

    `line` is the remedy written out.

    Raises:
        ModelError: the remedy is a Categorical.
    """
    if not ordered:
        raise ModelError(
            f"term {term}: {dependent} depends on the order of the visits, and {term.visit!r} is "
            "text, or categories of text, sorted by the alphabet and not by the numbers in it; "
            "make it a pandas Categorical with the visits in their order, those that nobody came "
            f"to among them{line}, or give their order in levels= of reduce (ordered=True says "
            "that the alphabet's is meant)"
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
