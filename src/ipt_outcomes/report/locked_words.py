"""When a plan was locked, what was amended, and how this run differs, in words."""

from __future__ import annotations

from typing import Any

from ipt_outcomes.phrases import counted, listed
from ipt_outcomes.plan.locking.lock import Amendment, Lock
from ipt_outcomes.plan.locking.locked import data_changed, not_amended
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import NO_NUMBER

NOT_LOCKED = "This plan was not locked before the analysis."


def when_locked(plan: Plan) -> str:
    """A sentence: when the plan was locked, and whether there were data."""
    if plan.lock is None:
        return NOT_LOCKED
    return f"The plan was locked on {plan.lock.date}, {_data(plan.lock)}."


def how_it_stands(plan: Plan) -> list[str]:
    """Sentences for the top of the report; none of a plan that is as it was locked, or was not."""
    lock, differ, others = plan.lock, not_amended(plan), data_changed(plan)
    if lock is None or not (lock.amendments or differ or others):
        return []
    said = [when_locked(plan)]
    if lock.amendments:
        when = listed([f"{each.date} ({_data(each)})" for each in lock.amendments])
        said.append(f"It was amended on {when}.")
    if differ:
        said.append(f"This run differs from it in {counted(len(differ), 'key')}, not amended.")
    if others:
        said.append(f"Data files changed since the lock: {', '.join(others)}.")
    return said


def value_in_words(value: Any) -> str:
    """What a plan says at a key, as a cell shows it; a dash where it says nothing."""
    if value is None or value == []:
        return NO_NUMBER
    if isinstance(value, dict):
        said = {key: each for key, each in value.items() if each not in (None, [])}
        return "; ".join(f"{key}: {value_in_words(each)}" for key, each in said.items())
    if isinstance(value, list):
        return ", ".join(map(value_in_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _data(at: Lock | Amendment) -> str:
    """What there was of the data then."""
    files = at.data.values()
    there = sum(each != "not there" for each in files)
    if not there:
        return "before there were data files"
    some = "" if there == len(files) else f"{there} of "
    are = "the data file being" if len(files) == 1 else f"{some}the data files being"
    return f"{are} there"
