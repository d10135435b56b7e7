"""Locking a trial's plan, as the command does it: what stands in the way, and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from ipt_outcomes.plan.data_file import file_and_sheet
from ipt_outcomes.plan.locking.lock import Lock
from ipt_outcomes.plan.locking.lock_file import lock_file, text_of
from ipt_outcomes.plan.locking.locked import amended, data_changed, locked, not_amended
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.storage import write_text
from ipt_outcomes.study_check import StudyCheck, check_study


def lock_study(plan: Plan, *, date: str, amend: str | None = None) -> Lock:
    """Write the plan's lock beside it, or with a reason in `amend` an amendment into it.

    `date` is the day's, `2026-03-04`. Nothing that stands in a lock is changed. The lock holds what
    the plan says, and the hashes of data files, but nothing that is in them. Raises PlanError where
    the plan has something left to decide, is locked already, or says what the lock says; the
    command refuses a plan that `check` finds wrong before it calls this.
    """
    now = version("ipt-outcomes")
    if amend is None:
        lock = locked(plan, date=date, version=now)
    else:
        lock = amended(plan, date=date, version=now, reason=amend)
    write_text(lock_file(plan.file), text_of(lock))
    return lock


def in_the_way(plan: Plan) -> StudyCheck | None:
    """What `check` finds wrong with the plan or its data; None where it finds nothing.

    A plan is locked before there are data too: while a file is not there, nothing is checked but
    the plan itself, which was when it was read.
    """
    if not_there(plan):
        return None
    found = check_study(plan)
    return None if found.ok else found


def not_there(plan: Plan) -> tuple[str, ...]:
    """Those of the plan's data files that are not there yet."""
    return tuple(
        file for file in plan.raw_files if not (plan.root / file_and_sheet(file)[0]).is_file()
    )


def lock_in_lines(plan: Plan) -> Iterator[str]:
    """When the plan was locked, what was amended, and how it differs now."""
    lock = plan.lock
    if lock is None:
        yield f"{plan.trial}: not locked. To lock it: ipt-outcomes lock {plan.trial}"
        return
    there = "the data being there" if lock.after_data else "before there were data"
    yield f"{plan.trial}: locked on {lock.date}, {there}. Seal: {lock.seal}"
    for each in lock.amendments:
        there = "the data being there" if each.after_data else "before there were data"
        keys = ", ".join(dict.fromkeys((*each.was, *each.now)))
        yield f"  amended on {each.date}, {there}: {each.reason} ({keys})"
    others = data_changed(plan)
    if others:
        yield f"Data files changed since the lock: {', '.join(others)}."
    differ = not_amended(plan)
    if not differ:
        yield "The plan says what its lock says."
    for difference in differ:
        yield f"  {difference.key}: was {_said(difference.was)}; is {_said(difference.now)}"


def _said(value: object) -> str:
    """What a key says, as a plan would write it on one line; of an entry, all of its keys."""
    if value is None:
        return "not there"
    if isinstance(value, dict):
        said = [f"{key}: {_said(own)}" for key, own in value.items() if own is not None]
        return ", ".join(said)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_said, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
