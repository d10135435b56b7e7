"""Who is who in a residual covariance: people, and the arms that have a covariance of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.typed_columns import TypedColumns, numbered
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm

NAMED_FROM = 5


def subject_codes(term: CovarianceTerm, typed: TypedColumns) -> NDArray[np.intp]:
    """(n,) codes of the people from 0.

    Raises:
        ModelError: a person, a visit or an arm is missing, or a person has two rows at a visit.
    """
    refuse_missing_keys(term, typed)
    people, when = numbered(typed[term.subject], sort=True), numbered(typed[term.visit])
    rows = people * (int(when.max(initial=0)) + 1) + when
    refuse_repeats(term, len(people) - len(np.unique(rows)))
    return people


def covariance_groups(
    term: CovarianceTerm, typed: TypedColumns, people: NDArray[np.intp]
) -> list[tuple[str | None, NDArray[np.bool_]]]:
    """The label and the rows (n,) of each arm; one group labelled None when the term has no arms.

    Raises:
        ModelError: a person has rows in two arms.
    """
    if term.group is None:
        return [(None, np.ones(typed.n_rows, dtype=bool))]
    groups = pd.Categorical(typed[term.group]).remove_unused_categories()
    codes = groups.codes
    first = np.unique(people, return_index=True)[1]
    refuse_two_groups(term, bool((codes != codes[first][people]).any()))
    return [(str(level), codes == code) for code, level in enumerate(groups.categories)]


def names_for_message(levels: Sequence[str], n_people: int) -> tuple[str, ...]:
    """The visits of a covariance as a message may call them.

    Where people are few, or not twice as many as the visits, visit and person may have changed
    places, and people are not named.
    """
    if n_people >= max(NAMED_FROM, 2 * len(levels)):
        return tuple(levels)
    return tuple(f"number {place + 1} of {len(levels)}" for place in range(len(levels)))


def group_for_message(term: CovarianceTerm, label: str | None, n_people: int) -> str:
    """ " in arm b", the group of a covariance as a message may call it; empty without groups.

    A group of fewer than five people may be a household, a therapist or one person, and is not
    named.
    """
    if label is None:
        return ""
    if n_people >= NAMED_FROM:
        return f" in {term.group} {label}"
    return f" in one {term.group} of {n_people} people"


def refuse_missing_keys(term: CovarianceTerm, typed: TypedColumns) -> None:
    """Refuse rows without a person, a visit or an arm.

    Raises:
        ModelError: with the number of rows.
    """
    for name in filter(None, (term.subject, term.visit, term.group)):
        missing = int(np.count_nonzero(typed.missing(name)))
        if missing:
            raise ModelError(
                f"term {term}: {name!r} is missing in {missing} rows; fill or drop them"
            )


def refuse_repeats(term: CovarianceTerm, repeats: int) -> None:
    """Refuse a second row of a person at a visit.

    Raises:
        ModelError: with the number of rows.
    """
    if repeats:
        raise ModelError(
            f"term {term}: {repeats} row{'s repeat' if repeats > 1 else ' repeats'} a "
            f"{term.subject} at the same {term.visit}; keep one row for each person and visit, or "
            "model real times with a random slope"
        )


def refuse_two_groups(term: CovarianceTerm, found: bool) -> None:
    """Refuse people who change their arm.

    Raises:
        ModelError: when one was found.
    """
    if found:
        raise ModelError(f"term {term}: some people have more than one {term.group}")
