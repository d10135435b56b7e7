"""Long scores as two a person, before and after; who lacks one is said, and nothing is filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import column_names, data_frame, shown
from ipt_outcomes.models.design.columns import comparable, index_levels, numbers, refuse_infinite
from ipt_outcomes.models.design.kinds import kind_of
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK

NO_PRE, NO_POST, NO_SCORES = "no pre score", "no post score", "no scores"
_MOST_NAMED = 12
PERSON, TIME, SCORE = "person", "time", "score"
"""Columns of `TwoScores.rows`."""


@dataclass(frozen=True, repr=False, eq=False)
class TwoScores:
    """Everyone who has a row, in the order of their first.

    times         before and after
    participants  (n,) as the data have them
    pre, post     (n,) in scale points, NaN where missing
    rows          every score there is, at any time: person (place among participants), time, score
    repeated      people with two rows at some other time than pre and post
    """

    times: tuple[Level, Level]
    participants: pd.Series
    pre: Array
    post: Array
    rows: pd.DataFrame
    repeated: int

    @property
    def both(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """(n,) who has both scores."""
        return np.asarray(~np.isnan(self.pre) & ~np.isnan(self.post))

    @property
    def status(self) -> np.ndarray[Any, np.dtype[np.object_]]:
        """(n,) "ok", or which score is missing."""
        lacks_pre, lacks_post = np.isnan(self.pre), np.isnan(self.post)
        cases = [lacks_pre & lacks_post, lacks_pre, lacks_post]
        said = np.select(cases, [NO_SCORES, NO_PRE, NO_POST], OK)
        return said.astype(object)


def two_scores(
    scores: Any, *, participant: str, time: str, score: str, pre: Any, post: Any
) -> TwoScores:
    """The scores at `pre` and `post` of everyone who has a row.

    Raises:
        ModelError: columns that are not there, no numbers, or two rows of a person at one time;
            times that nobody has.
    """
    scores = data_frame(scores, "the scores")
    column_names(participant=participant, time=time, score=score)
    named = {"participant": participant, "time": time, "score": score}
    _refuse_columns(scores, named)
    if not len(scores):
        raise ModelError("the scores have no rows: there is nobody to judge")
    for argument in ("participant", "time"):
        missing = int(scores[named[argument]].isna().sum())
        if missing:
            raise ModelError(
                f"{argument} {named[argument]!r} is missing in {missing} rows: fill it in, or "
                "leave these rows out"
            )
    values = _points(scores[score])
    when = [plain_level(level) for level in index_levels(scores[time]).astype(object)]
    before, after = _place_of(pre, "pre", when), _place_of(post, "post", when)
    if before == after:
        raise ModelError(f"pre and post are both {shown(pre)}: write two times")
    people = comparable(scores[participant])
    codes, who = pd.factorize(people)
    rows = pd.DataFrame({PERSON: codes, TIME: pd.Series(when, dtype=object), SCORE: values})
    twice = rows.duplicated([PERSON, TIME], keep=False)
    found = []
    for place in (before, after):
        here = rows[TIME] == place
        double = rows.loc[here & twice, PERSON].nunique()
        if double:
            raise ModelError(
                f"{double} people have two rows at {time} {shown(place)}: keep the one that counts"
            )
        at = np.full(len(who), np.nan)
        at[rows.loc[here, PERSON]] = rows.loc[here, SCORE]
        found.append(at)
    return TwoScores(
        times=(before, after),
        participants=pd.Series(who, name="participant"),
        pre=found[0],
        post=found[1],
        rows=rows[rows[SCORE].notna()].reset_index(drop=True),
        repeated=int(rows.loc[twice, PERSON].nunique()),
    )


def _refuse_columns(scores: pd.DataFrame, named: dict[str, str]) -> None:
    for argument, name in named.items():
        here = int((scores.columns == name).sum())
        if here != 1:
            many = "the scores have no such column" if not here else f"{here} columns have the name"
            raise ModelError(f"{argument} {shown(name)}: {many}")
    if len(set(named.values())) < len(named):
        raise ModelError("participant, time and score are three columns, and two were the same")


def _points(column: pd.Series) -> Array:
    if not isinstance(column.dtype, pd.CategoricalDtype) and kind_of(column) == "boolean":
        raise ModelError(f"score {column.name!r} holds True and False, which are no scale")
    values = numbers(column)
    refuse_infinite(values)
    return values.to_numpy(dtype=np.float64)


def _place_of(asked: Any, argument: str, when: list[Level]) -> Level:
    """The time asked for, as it stands in the data."""
    wanted = plain_level(asked)
    levels = list(dict.fromkeys(when))
    if wanted in levels:
        return wanted
    if str(wanted) in map(str, levels):
        kind = type(next(level for level in levels if str(level) == str(wanted))).__name__
        raise ModelError(
            f"{argument} {shown(asked)}: the times are stored as {kind}, so write it as one"
        )
    listed = f"there are {len(levels)}"
    if len(levels) <= _MOST_NAMED:
        listed = "there are " + ", ".join(map(shown, levels))
    raise ModelError(f"{argument} {shown(asked)}: there is no such time; {listed}")
