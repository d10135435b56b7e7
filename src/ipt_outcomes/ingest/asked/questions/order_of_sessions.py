"""Do the numbers of somebody's sessions go with their days, and with what was planned?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import NUMBERS, ORDER
from ipt_outcomes.plan.enough_sessions import sessions_attended
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import protocol_of
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.trial_days import trial_days
from ipt_outcomes.tables.study import LAST_SESSION

# ASSUME: treatment may go on, and maintenance follow; a number more than twice the last one that
# was planned is a slip, 44 for 4.
_FAR = 2.0
# ASSUME: where nothing is planned, so is a number that comes after such a gap in all numbers used.
_GAP = 10


def ask(data: Data) -> None:
    """Refuse sessions held before the one of the number before, and numbers far from planned."""
    planned, sessions = data.plan.sessions, data.therapy.sessions
    if planned is None or not {"participant", "session"} <= set(sessions.columns):
        return
    # A number that is none, and a day out of the trial's time, are found elsewhere.
    known = sessions.dropna(subset=["participant", "session"])
    known = known[known["session"] <= LAST_SESSION]
    far = _numbers(data, planned, known)
    if NUMBERS not in planned.confirmed:
        # A number that is a slip says nothing of the order.
        known = known.drop(index=far)
    # Nor does one that is there twice, which is found elsewhere.
    known = known[~known.duplicated(["participant", "session"], keep=False)]
    if {"day", "attended"} <= set(known.columns):
        _order(data, planned, sessions_attended(known).dropna(subset=["day"]))


def _order(data: Data, planned: SessionsFile, held: pd.DataFrame) -> None:
    first, last = trial_days(data.plan)
    by_number = held[held["day"].between(first, last)].sort_values(
        ["participant", "session"], kind="stable"
    )
    step = by_number["day"].astype("float64").groupby(by_number["participant"]).diff()
    columns = planned.columns
    data.asks(
        planned,
        ORDER,
        lines=by_number.index[step < 0],
        column=f"{columns.session} and {columns.day or columns.date}",
        rule="the session lies before the person's session with the number before it",
        remedy="Correct the number or the day of one of the two: what is early in the treatment, "
        "and how far apart sessions are, is read from them.",
    )


def _numbers(data: Data, planned: SessionsFile, sessions: pd.DataFrame) -> list[int]:
    """The lines of the numbers that are asked about."""
    number = sessions["session"].astype("float64")
    arms = sessions["participant"].map(data.arm_of).astype("object")
    most = arms.map(_last_numbers(data.plan)).astype("float64")
    unplanned = number[most.isna()]
    far = [
        *map(int, number.index[number > _FAR * most]),
        *map(int, unplanned.index[unplanned > _before_the_gap(unplanned)]),
    ]
    data.asks(
        planned,
        NUMBERS,
        lines=far,
        column=planned.columns.session,
        rule="the session's number is far beyond those that were planned or that others have",
        remedy="Correct the number. Sessions after the treatment, such as maintenance, are a phase "
        "of the `protocol`; those of another treatment are left out by `rows`.",
    )
    return far


def _last_numbers(plan: Plan) -> dict[str, float]:
    """By arm, the last session that its protocol names, in or after the treatment."""
    last = {}
    for arm in plan.arms:
        protocol = protocol_of(plan, arm.name)
        if protocol is not None:
            ends = [end for _, end in protocol.phases_in_order.values()]
            ends += [] if protocol.sessions is None else [protocol.sessions[1]]
            if ends:
                last[arm.name] = float(max(ends))
    return last


def _before_the_gap(numbers: pd.Series) -> float:
    """The greatest number before the first such gap; infinite where there is none."""
    used = pd.Series(sorted(numbers.unique()), dtype="float64")
    after = used.shift(-1)
    gaps = used[(after > _FAR * used) & (after - used > _GAP)]
    return float(gaps.iloc[0]) if len(gaps) else float("inf")
