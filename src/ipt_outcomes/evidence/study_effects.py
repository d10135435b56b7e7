"""`study_effects`: Hedges' g and the log risk ratio of every row of a table of studies.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.evidence import standard
from ipt_outcomes.evidence.columns import (
    COMPARISON_KINDS,
    RANDOMISED,
    known_words,
    numbers_of,
    rows_said,
)
from ipt_outcomes.evidence.hedges import (
    d_of_events,
    d_of_means,
    log_risk_ratio,
    small_sample_factor,
)
from ipt_outcomes.models.arguments import data_frame, finite_number, one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK
from ipt_outcomes.phrases import listed

NO_DATA = "no effect size data"
_GOOD_EVENTS = frozenset({"response", "remission", "recovery", "reliable improvement"})
_BAD_EVENTS = frozenset({"deterioration", "relapse", "dropout", "reliable deterioration"})


def study_effects(
    frame: pd.DataFrame,
    *,
    better: str = "lower",
    event: str | None = None,
    change: str = "after minus before",
    variance: str = "database",
    added: float = 0.5,
    comparison_kind: str = RANDOMISED,
) -> pd.DataFrame:
    """Hedges' g of every row, computed as the Metapsy database does, and signed: + favours arm 1.

    A row's g comes from the first of these that it fills: means, change scores, events,
    a precalculated g (`precalc_g`), the database's own (`.g`). The last two are taken as they
    stand, sign and all.

    With s the pooled standard deviation and N = n_1 + n_2,
    g = J (mean_2 - mean_1) / s, J = 1 - 3 / (4 (N - 2) - 1),
    var = N / (n_1 n_2) + d^2 / (2 N), d = g / J. From events d = sqrt(3) / pi log(odds ratio), var
    = 3 / pi^2 (1/a + 1/b + 1/c + 1/d). Sources: `evidence/hedges.py`.

    # ASSUME: the standard deviations of change scores stand in for those of scores, as in the
    # database; such a g is larger where a person's scores correlate above one half.
    # ASSUME: the people of an arm are independent. Of a study randomised by clusters, or with
    # therapists who treat several, the standard error is too small, in the database too.

    Args:
        frame: the columns of the Metapsy standard that it has (see `read_studies`), or those of
            `trial_as_study`. It may have a column comparison_kind.
        better: "lower" (symptoms), "higher" (functioning), or the name of a column that says
            either for each row.
        event: "good", "bad", or the name of a column that says either for each row. None: by
            outcome_type ("response" and "remission" are good, "deterioration", "relapse" and
            "dropout" bad, whatever stands after them in brackets); refused where another word
            stands there.
        change: what mean_change_arm1 and mean_change_arm2 are: "after minus before" (of a symptom
            that falls, negative; the database's formula takes them so), or "before minus after".
        variance: "database": that of d, as above; "corrected": J^2 times that (Borenstein et al.
            2009, equation 4.24).
        added: to the four cells of events where one is empty; see `evidence/hedges.py`.
        comparison_kind: "randomised", "observational" or "indirect", of rows for which no column
            comparison_kind says it. The database has randomised trials only.

    Returns:
        The frame, its index kept, with g, g_se, g_variance, n_1 and n_2 (people behind g; missing
        where g was given), source ("means", "change scores", "events", "precalculated",
        "database"; missing without g), favours ("arm 1", "arm 2" or "neither"; missing without g),
        log_rr and log_rr_se (of an event: above zero, more events in arm 1, be they good or bad),
        comparison_kind, status ("ok" or "no effect size data").

    Raises:
        ModelError: an argument is none of its choices; a column is not numeric; a standard
            deviation is not above zero; fewer than two people in an arm; more events than people;
            a standard error not above zero; whether an event is good is not known.
    """
    frame = data_frame(frame, "the table of studies")
    one_of("change", change, ("after minus before", "before minus after"))
    one_of("variance", variance, ("database", "corrected"))
    added = finite_number("added", added)
    if added <= 0:
        raise ModelError("added must be above zero: without it an empty cell has no odds ratio")
    if not len(frame):
        raise ModelError("the table of studies has no rows")
    downward = np.where(_says(frame, better, "better", ("lower", "higher")) == "lower", 1.0, -1.0)
    found = _Found.empty(len(frame))
    found.take("means", *_from_means(frame, standard.MEANS, downward, variance))
    sign = downward if change == "after minus before" else -downward
    found.take("change scores", *_from_means(frame, standard.CHANGES, sign, variance))
    events = _events(frame)
    counted = _from_events(frame, events, found.free, event=event, added=added, variance=variance)
    found.take("events", *counted)
    found.take("precalculated", *_given(frame, standard.PRECALCULATED_G))
    found.take("database", *_given(frame, standard.DATABASE_G))
    ratio, ratio_se = _ratios(frame, events, added)
    one_of("comparison_kind", comparison_kind, COMPARISON_KINDS)
    kind: pd.Series | str = comparison_kind
    if "comparison_kind" in frame:
        filled = frame.fillna({"comparison_kind": comparison_kind})
        kind = known_words(filled, "comparison_kind", "comparison_kind", COMPARISON_KINDS)
    arms = np.where(found.g > 0, "arm 1", np.where(found.g < 0, "arm 2", "neither"))
    return frame.assign(
        g=found.g,
        g_se=np.sqrt(found.variance),
        g_variance=found.variance,
        n_1=found.n_1,
        n_2=found.n_2,
        source=pd.Series(found.source, index=frame.index, dtype="str"),
        favours=pd.Series(arms, index=frame.index, dtype="str").mask(found.free),
        log_rr=ratio,
        log_rr_se=ratio_se,
        comparison_kind=kind,
        status=pd.Series(np.where(found.free, NO_DATA, OK), index=frame.index, dtype="str"),
    )


_Effects = tuple[Array, Array, Array, Array]


@dataclass
class _Found:
    """The effects so far; a row's first stays."""

    g: Array
    variance: Array
    n_1: Array
    n_2: Array
    source: NDArray[np.object_]

    @classmethod
    def empty(cls, n: int) -> _Found:
        g, variance, n_1, n_2 = np.full((4, n), np.nan)
        return cls(g, variance, n_1, n_2, np.full(n, None, dtype=object))

    @property
    def free(self) -> NDArray[np.bool_]:
        return np.isnan(self.g)

    def take(self, source: str, g: Array, variance: Array, n_1: Array, n_2: Array) -> None:
        new = self.free & ~np.isnan(g)
        for own, given in zip(
            (self.g, self.variance, self.n_1, self.n_2), (g, variance, n_1, n_2), strict=True
        ):
            own[new] = given[new]
        self.source[new] = source


def _says(frame: pd.DataFrame, said: str, argument: str, choices: tuple[str, str]) -> pd.Series:
    """One of two words for every row."""
    if said in choices:
        return pd.Series(said, index=frame.index)
    if not isinstance(said, str) or said not in frame:
        one_of(argument, said, (*choices, "a column of the table that says either"))
    return known_words(frame, said, argument, choices)


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> list[Array] | None:
    """Each (n,), NaN in all of them where one is missing; None where a column is not there."""
    if not set(names) <= set(frame.columns):
        return None
    columns = np.array([numbers_of(frame, name, "effect size data") for name in names])
    columns[:, np.isnan(columns).any(axis=0)] = np.nan
    return list(columns)


def _nothing(frame: pd.DataFrame) -> _Effects:
    g, variance, n_1, n_2 = np.full((4, len(frame)), np.nan)
    return g, variance, n_1, n_2


def _from_means(
    frame: pd.DataFrame, names: tuple[str, ...], downward: Array, variance: str
) -> _Effects:
    columns = _columns(frame, names)
    if columns is None:
        return _nothing(frame)
    mean_1, mean_2, sd_1, sd_2, n_1, n_2 = columns
    _refuse((sd_1 <= 0) | (sd_2 <= 0), names[2:4], "a standard deviation is above zero")
    _refuse((n_1 < 2) | (n_2 < 2), names[4:], "an arm has at least two people")
    d, spread = d_of_means((mean_1, mean_2), (sd_1, sd_2), (n_1, n_2))
    factor = small_sample_factor(n_1 + n_2 - 2.0)
    if variance == "corrected":
        spread = factor**2 * spread
    return downward * factor * d, spread, n_1, n_2


def _events(frame: pd.DataFrame) -> tuple[Array, Array, Array, Array] | None:
    columns = _columns(frame, standard.EVENTS)
    if columns is None:
        return None
    event_1, event_2, n_1, n_2 = columns
    for count, n, arm in ((event_1, n_1, "arm1"), (event_2, n_2, "arm2")):
        names = (f"event_{arm}", f"totaln_{arm}")
        _refuse((count < 0) | (n < 1), names, "events are not negative, and an arm has people")
        _refuse(count > n, names, "there are no more events than people")
    return event_1, n_1, event_2, n_2


def _from_events(
    frame: pd.DataFrame,
    events: tuple[Array, Array, Array, Array] | None,
    free: NDArray[np.bool_],
    *,
    event: str | None,
    added: float,
    variance: str,
) -> _Effects:
    if events is None:
        return _nothing(frame)
    used = free & ~np.isnan(events[0])
    d, spread, people = d_of_events(*events, added)
    factor = small_sample_factor(people - 2.0)
    if variance == "corrected":
        spread = factor**2 * spread
    sign = np.full(len(frame), np.nan)
    if used.any():
        sign = _sign_of_events(frame, event, used)
    return sign * factor * d, spread, events[1], events[3]


def _sign_of_events(frame: pd.DataFrame, event: str | None, used: NDArray[np.bool_]) -> Array:
    """(n,), for the rows `used`."""
    if event is not None and event not in frame:
        return np.where(_says(frame, event, "event", ("good", "bad")) == "good", 1.0, -1.0)
    column, good_words, bad_words = event or "outcome_type", _GOOD_EVENTS, _BAD_EVENTS
    if event is not None:
        good_words, bad_words = frozenset({"good"}), frozenset({"bad"})
    kind = pd.Series("", index=frame.index)
    if column in frame:
        kind = frame[column].astype("str").str.strip().str.lower()
        if event is None:
            # The database says how a response was defined, too: "response (50%)".
            kind = kind.str.replace(r"\s*\([^()]*\)$", "", regex=True)
    good = kind.isin(good_words)
    unknown = used & ~(good | kind.isin(bad_words)).to_numpy()
    if unknown.any():
        raise ModelError(
            f"whether the events in {rows_said(unknown)} are good or bad is not known: "
            f"{column} is none of {listed(sorted(good_words | bad_words), 'or')}; say "
            "event='good', 'bad', or a column that says either"
        )
    return np.where(good, 1.0, -1.0)


def _given(frame: pd.DataFrame, names: tuple[str, ...]) -> _Effects:
    columns = _columns(frame, names)
    if columns is None:
        return _nothing(frame)
    g, se = columns
    _refuse(se <= 0, names[1:], "a standard error is above zero")
    unknown = np.full(len(frame), np.nan)
    return g, se**2, unknown, unknown


def _ratios(
    frame: pd.DataFrame, events: tuple[Array, Array, Array, Array] | None, added: float
) -> tuple[Array, Array]:
    ratio, se = np.full((2, len(frame)), np.nan)
    if events is not None:
        ratio, se = log_risk_ratio(*events, added)
    for names in (standard.PRECALCULATED_RATIO, standard.DATABASE_RATIO):
        columns = _columns(frame, names)
        if columns is not None:
            _refuse(columns[1] <= 0, names[1:], "a standard error is above zero")
            gone = np.isnan(ratio)
            ratio, se = np.where(gone, columns[0], ratio), np.where(gone, columns[1], se)
    return ratio, se


def _refuse(wrong: NDArray[np.bool_], names: tuple[str, ...], rule: str) -> None:
    if wrong.any():
        raise ModelError(f"{rule}, and {listed(names)} break this in {rows_said(wrong)}")
