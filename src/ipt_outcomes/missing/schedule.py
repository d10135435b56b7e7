"""Everyone at every visit: the rows that were there, and those that nobody recorded.

A person's absent row is made of what the others say: a variable that the person keeps, or one that
the visit has for everybody (its week). What the person did not have at that visit stays empty, and
the score is what is imputed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import column_names, data_frame, shown
from ipt_outcomes.models.design.columns import outcome_numbers
from ipt_outcomes.models.design.kinds import stored_plainly
from ipt_outcomes.models.design.planned_visits import says_its_order
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

Marks = NDArray[np.bool_]
Places = NDArray[np.intp]

IMPUTATION, IMPUTED = "imputation", "imputed"
"""Columns that are added to a completed frame."""


@dataclass(frozen=True, repr=False, eq=False)
class Schedule:
    """n people at m visits.

    frame        n m rows, a person's visits after one another, with all columns of the data
    scores       (n, m), NaN where missing
    participant, visit, arm, response  names of columns
    visits       (m,) the visits in their order
    arms         the arms, as the data have them
    arm_codes    (n,) of each person
    stayed       (n,) who did not leave, whatever is missing after the last score
    """

    frame: pd.DataFrame
    scores: Array
    participant: str
    visit: str
    arm: str
    response: str
    visits: tuple[Level, ...]
    arms: tuple[Level, ...]
    arm_codes: Places
    stayed: Marks

    @property
    def n_people(self) -> int:
        """n."""
        return len(self.scores)

    @property
    def n_visits(self) -> int:
        """m."""
        return len(self.visits)

    @cached_property
    def seen(self) -> Marks:
        """(n, m) where there is a score."""
        return np.asarray(~np.isnan(self.scores))

    @cached_property
    def left(self) -> Places:
        """(n,) number of visits up to the last score: 0 without any, m for those who stayed."""
        last = self.n_visits - np.argmax(self.seen[:, ::-1], axis=1)
        left = np.where(self.seen.any(axis=1), last, 0)
        return np.where(self.stayed, self.n_visits, left).astype(np.intp)

    @cached_property
    def dropped(self) -> Marks:
        """(n, m) visits after the last score; the other missing ones are gaps."""
        return np.asarray(np.arange(self.n_visits) >= self.left[:, None])

    def visit_place(self, visit: object | None) -> int:
        """Which of the visits is meant; None is the last.

        Raises:
            ModelError: there is no such visit.
        """
        if visit is None:
            return self.n_visits - 1
        wanted = plain_level(visit)
        if wanted not in self.visits:
            listed = ", ".join(map(str, self.visits))
            raise ModelError(f"visit {wanted!r}: there are {listed}")
        return self.visits.index(wanted)


def schedule_of(
    data: pd.DataFrame,
    *,
    response: str,
    needed: Sequence[str],
    participant: str,
    visit: str,
    arm: str,
    stayed: Collection[Any] = (),
) -> Schedule:
    """Lay out long data, a row for each person and visit.

    `needed` are the covariates of the models, which everybody must have at every visit; `stayed`
    the participants who did not leave, whatever is missing of them.

    Raises:
        ModelError: a column is not there, or there twice; there are no rows; a person, visit, arm
            or covariate is missing; a person has two rows at a visit or two arms; nobody has a
            score at a visit; visits are text without an order.
    """
    data = data_frame(data)
    column_names(participant=participant, visit=visit, arm=arm)
    wanted = list(dict.fromkeys([participant, visit, arm, response, *needed]))
    absent = [name for name in wanted if name not in data.columns]
    if absent:
        raise ModelError(f"the data have no column {', '.join(map(repr, absent))}")
    if not data.columns.is_unique:
        twice = data.columns[data.columns.duplicated()].unique()
        raise ModelError(f"the data have several columns {', '.join(map(repr, twice))}: keep one")
    if not len(data):
        raise ModelError("the data have no rows: look at what they were filtered by")
    taken = [name for name in (IMPUTATION, IMPUTED) if name in data.columns]
    if taken:
        raise ModelError(f"completed frames get a column {taken[0]!r}, which the data have: rename")
    for name in (participant, visit, arm):
        count = int(data[name].isna().sum())
        if count:
            raise ModelError(f"{name!r} is missing in {count} rows: fill in or leave them out")
    if not says_its_order(data[visit]):
        raise ModelError(
            f"{visit!r} is text, or categories of text that the alphabet sorted: who left when "
            "depends on the order of the visits; make it a pandas Categorical with the visits in "
            "their order"
        )
    scores = outcome_numbers(stored_plainly(data[response])).to_numpy()
    when = pd.Categorical(data[visit]).remove_unused_categories()
    who, _ = pd.factorize(data[participant])
    n, m = int(who.max(initial=-1)) + 1, len(when.categories)
    row = np.full((n, m), -1)
    repeats = len(who) - len(np.unique(who * m + when.codes))
    if repeats:
        raise ModelError(f"{repeats} rows repeat a {participant} at the same {visit}: keep one")
    row[who, when.codes] = np.arange(len(who))
    laid = np.where(row >= 0, np.append(scores, np.nan)[row], np.nan)
    levels = when.categories.tolist()
    empty = [str(levels[t]) for t in np.flatnonzero(np.isnan(laid).all(axis=0))]
    if empty:
        raise ModelError(
            f"nobody has a score at {visit} {', '.join(empty)}: there is nothing to impute from; "
            "leave it out"
        )
    frame = _filled(data, row, {*needed, arm} - {visit, response}, visit)
    frame[participant] = _repeated(data[participant], row, m)
    frame[visit] = pd.Categorical.from_codes(np.tile(np.arange(m), n), dtype=when.dtype)
    if not isinstance(data[visit].dtype, pd.CategoricalDtype):
        frame[visit] = when.categories.to_numpy()[np.tile(np.arange(m), n)]
    frame[response] = laid.ravel()
    arms = pd.Categorical(frame[arm]).remove_unused_categories()
    codes = arms.codes.reshape(n, m)
    if (codes != codes[:, :1]).any():
        raise ModelError(f"some people have more than one {arm}")
    return Schedule(
        frame=frame[list(data.columns)],
        scores=laid,
        participant=participant,
        visit=visit,
        arm=arm,
        response=response,
        visits=tuple(map(plain_level, when.categories)),
        arms=tuple(map(plain_level, arms.categories)),
        arm_codes=codes[:, 0].astype(np.intp),
        stayed=_who_stayed(frame[participant].iloc[::m], stayed, participant),
    )


def _who_stayed(people: pd.Series, stayed: Collection[Any], participant: str) -> Marks:
    if isinstance(stayed, str):
        raise ModelError(f"stayed {shown(stayed)}: write a list of values of {participant!r}")
    unknown = len(set(stayed) - set(people))
    if unknown:
        raise ModelError(f"stayed: {unknown} of its values are no {participant} of the data")
    return np.asarray(people.isin(list(stayed)))


def _repeated(column: pd.Series, row: Places, m: int) -> pd.Series:
    first = np.take_along_axis(row, np.argmax(row >= 0, axis=1)[:, None], axis=1)
    return column.iloc[np.repeat(first.ravel(), m)].reset_index(drop=True)


def _filled(data: pd.DataFrame, row: Places, needed: set[str], visit: str) -> pd.DataFrame:
    """Every column over all people and visits; those `needed` must be known everywhere."""
    n, m = row.shape
    flat = row.ravel()
    absent = flat < 0
    first = np.take_along_axis(row, np.argmax(row >= 0, axis=1)[:, None], axis=1)
    by_person = np.repeat(first.ravel(), m)
    one_row = row[np.argmax(row >= 0, axis=0), np.arange(m)]
    by_visit = np.tile(one_row, n)
    made = {}
    for name in data.columns:
        column = data[name]
        source = flat
        if absent.any():
            codes = pd.factorize(column)[0]
            if (codes[flat] == codes[by_person])[~absent].all():
                source = by_person
            elif (codes[flat] == codes[by_visit])[~absent].all():
                source = by_visit
        kept = column.iloc[source].reset_index(drop=True)
        if source is flat and absent.any():
            kept = kept.where(~absent)
        if name in needed:
            _refuse_gaps(name, kept, visit)
        made[name] = kept
    return pd.DataFrame(made)


def _refuse_gaps(name: str, column: pd.Series, visit: str) -> None:
    count = int(column.isna().sum())
    if count:
        raise ModelError(
            f"{name!r} is not known in {count} of the rows of everyone at every {visit}: fill it "
            "in (a missing baseline by the mean of all arms, say), or leave those people out; a "
            "variable that changes between visits needs a row for every visit"
        )
