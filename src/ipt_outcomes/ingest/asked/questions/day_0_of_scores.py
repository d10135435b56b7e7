"""Do somebody's assessments fit the planned visits, if only their day 0 were another one?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import DAY_0
from ipt_outcomes.plan.participants_file import ParticipantsFile
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.score_files import LongColumns, Scores
from ipt_outcomes.plan.visit_windows import visit_positions

# ASSUME: two assessments may fit other visits by chance; of three or more, all of which fit at once
# where the first is anywhere in the baseline's window, it is their day 0 that is wrong.
_FEWEST = 3
# ASSUME: who has a baseline may have been screened once before it, and not twice.
_FEWEST_BEFORE = 2
# ASSUME: less than two weeks is an assessment that was early or late, not a date miswritten.
_LEAST_SHIFT = 14
_WHEN = {"participant", "day", "value"}
_RULE = (
    "all of the person's assessments would be at planned visits, each at another, if their day 0 "
    "were elsewhere; as it is, they are not"
)


def ask(data: Data) -> None:
    """Refuse, once a person, a day 0 from which the assessments miss visits that they fit."""
    people = data.plan.participants
    date = people.columns.randomisation_date
    firsts = _first_rows(data)
    for position, rows in firsts.groupby("entry"):
        entry = data.plan.scores[int(str(position))]
        columns = entry.columns
        if not isinstance(columns, LongColumns):
            continue
        if date is not None and columns.date is not None and "participant" in data.people:
            _ask_of_people(data, people, date, rows, entry)
            continue
        data.asks(
            entry,
            DAY_0,
            lines=rows["line"],
            column=columns.time,
            rule=f"{_RULE}. The person's first assessment is on this line",
            remedy="See from which day this person's days are counted: it is that of "
            "randomisation. (Of very many people it may be the visits' windows in the plan.)",
        )


def _ask_of_people(
    data: Data, people: ParticipantsFile, date: str, rows: pd.DataFrame, entry: Scores
) -> None:
    data.asks(
        people,
        DAY_0,
        lines=data.people.index[data.people["participant"].isin(rows["participant"])],
        column=date,
        rule=_RULE,
        remedy="See whether it is this date that is wrong (mostly the month or the year, or day "
        "and month): one such date moves all of the person's days. Else correct the dates in "
        f"{entry.source}. (Of very many people it may be the visits' windows in the plan.)",
    )


def _first_rows(data: Data) -> pd.DataFrame:
    """Of each person to be asked, the first assessment: participant, entry, line."""
    scores = data.scores
    if not set(scores.columns) >= _WHEN:
        return pd.DataFrame(columns=["participant", "entry", "line"])
    given = scores["value"].notna() & scores["participant"].notna()
    dated = scores[given & scores["day"].notna()]
    # Days are whole, as they are for the windows.
    seen = pd.DataFrame(
        {
            "participant": dated["participant"].to_numpy(),
            "day": np.floor(dated["day"].to_numpy(dtype="float64")),
            "entry": dated.index.get_level_values(0),
            "line": dated.index.get_level_values(1),
        }
    )
    # Several scales of one day are one assessment.
    seen = seen.sort_values("day", kind="stable").drop_duplicates(["participant", "day"])
    wrong = _from_another_day(data.plan, seen["participant"], seen["day"])
    wrong &= ~seen["participant"].isin(_with_a_named_baseline(data.plan, scores[given]))
    # Whose sessions say the same has been asked already.
    elsewhere = data.of_another_day_0
    if len(elsewhere):
        wrong &= ~seen["participant"].isin(elsewhere["participant"])
    return seen[wrong].drop_duplicates("participant")


def _from_another_day(plan: Plan, who: pd.Series, days: pd.Series) -> pd.Series:
    """Whether the row's person has assessments that all fit after one shift, and do not now."""
    found = pd.Series(False, index=days.index)
    window = plan.baseline.window
    if window is None:
        return found
    who = pd.Series(pd.factorize(who)[0], index=who.index)
    number = days.groupby(who).transform("size")
    visits = visit_positions(plan, days)
    at_visits = ((visits >= 0) & ~_again(who, visits)).groupby(who).transform("sum")
    has_baseline = (visits == 0).groupby(who).transform("any")
    run_in = (days < window[0]).groupby(who).transform("sum") >= _FEWEST_BEFORE
    left = (number >= _FEWEST) & (at_visits < number) & (~has_baseline | run_in)
    first = days.groupby(who).transform("min")
    for day in range(window[0], window[1] + 1):
        who, days, first = who[left], days[left], first[left]
        shift = day - first
        visits = visit_positions(plan, days + shift)
        misses = ((visits < 0) | _again(who, visits)).groupby(who).transform("any")
        fits = ~misses & (shift.abs() >= _LEAST_SHIFT)
        found[fits.index[fits]] = True
        left = ~fits
    return found


def _again(who: pd.Series, visits: pd.Series) -> pd.Series:
    """Whether the person has an assessment at this visit already."""
    return pd.DataFrame({"who": who, "visit": visits}).duplicated()


def _with_a_named_baseline(plan: Plan, scores: pd.DataFrame) -> pd.Series:
    """The people with an assessment that the file itself gives as the baseline."""
    if "visit" not in scores:
        return pd.Series(dtype="object")
    return scores.loc[(scores["visit"] == plan.baseline.name).fillna(False), "participant"]
