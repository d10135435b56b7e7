"""Locking a plan, and amending it after."""

from __future__ import annotations

from pathlib import Path

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.plan.data_file import file_and_sheet
from ipt_outcomes.plan.locking.content import at_default, content_of
from ipt_outcomes.plan.locking.differences import Difference, changed_keys, differences
from ipt_outcomes.plan.locking.lock import NOT_THERE, Amendment, DataFiles, Lock, sealed
from ipt_outcomes.plan.locking.lock_file import lock_file
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.provenance import sha256


def locked(plan: Plan, *, date: str, version: str) -> Lock:
    """The plan's lock, of that day (`2026-03-04`) and version of this package.

    Raises PlanError where something is left to decide, or the plan is locked already.
    """
    plan.refuse_undecided()
    if plan.lock is not None:
        differ = not_amended(plan)
        rule = f"the plan is locked since {plan.lock.date}"
        if plan.lock.amendments:
            rule += f", amended last on {plan.lock.amendments[-1].date}"
        if not differ:
            remedy = "Nothing is to be done: the lock stands as it is."
            raise _refused(plan, f"{rule}, and was not changed since", remedy)
        keys = ", ".join(each.key for each in differ)
        remedy = f'To keep what was changed as an amendment ({keys}): --amend "why".'
        raise _refused(plan, f"{rule}, and says otherwise now", remedy)
    return sealed(
        trial=plan.trial,
        date=date,
        ipt_outcomes=version,
        plan_sha256=plan.digest,
        data=_data(plan),
        plan=content_of(plan, plan.own_scales_dumped()),
    )


def amended(plan: Plan, *, date: str, version: str, reason: str) -> Lock:
    """The plan's lock with one amendment more, which makes it say what the plan says now.

    Raises PlanError where something is left to decide, the plan is not locked, no reason is given,
    or nothing was changed.
    """
    plan.refuse_undecided()
    lock = plan.lock
    if lock is None:
        raise _refused(plan, "the plan is not locked: nothing can be amended", "Lock it first.")
    if not reason.strip():
        raise _refused(plan, "an amendment needs a reason", 'Write it: --amend "why".')
    now = content_of(plan, plan.own_scales_dumped())
    keys = changed_keys(lock.last, now, at_default(plan))
    if not keys:
        raise _refused(plan, "the plan says what its lock says", "Nothing is to be amended.")
    amendment = Amendment(
        date=date,
        reason=reason,
        ipt_outcomes=version,
        plan_sha256=plan.digest,
        data=_data(plan),
        was={key: lock.last[key] for key in keys if key in lock.last},
        now={key: now[key] for key in keys if key in now},
    )
    said = {name: getattr(lock, name) for name in Lock.model_fields if name != "seal"}
    return sealed(**said | {"amendments": (*lock.amendments, amendment)})


def not_amended(plan: Plan) -> tuple[Difference, ...]:
    """How the plan differs from its lock with all amendments; nothing where it is not locked."""
    if plan.lock is None:
        return ()
    now = content_of(plan, plan.own_scales_dumped())
    return differences(plan.lock.last, now, at_default(plan))


def since_planned(plan: Plan) -> tuple[Difference, ...]:
    """How the plan differs from what was planned (`Lock.before_data`); nothing where not locked."""
    if plan.lock is None:
        return ()
    now = content_of(plan, plan.own_scales_dumped())
    return differences(plan.lock.before_data, now, at_default(plan))


def data_changed(plan: Plan) -> tuple[str, ...]:
    """The files of people whose bytes are others than when the plan was locked.

    Nothing of a file that was not there then, or is not there now, nor where nothing is locked.
    """
    if plan.lock is None:
        return ()
    now, then = _data(plan), plan.lock.data
    return tuple(
        file
        for file, digest in now.items()
        if NOT_THERE not in (digest, then.get(file, NOT_THERE)) and digest != then[file]
    )


def _data(plan: Plan) -> DataFiles:
    """By the name of each file of people its hash, or that it is not there: not what is in it.

    Studies that were published, and what a form's fields are called, are known before there are
    data, and say nothing of them.
    """
    found = {}
    for file in plan.files_with_people:
        path = plan.root / file_and_sheet(file)[0]
        found[file] = sha256(path) if path.is_file() else NOT_THERE
    return found


def _refused(plan: Plan, rule: str, remedy: str) -> PlanError:
    return PlanError([Problem(str(lock_file(Path(plan.file))), None, None, rule, remedy)])
