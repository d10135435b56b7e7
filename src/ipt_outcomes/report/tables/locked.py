"""The tables of what differs from the plan as it was locked."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_outcomes.plan.locking.content import Content
from ipt_outcomes.plan.locking.differences import Difference, differences
from ipt_outcomes.plan.locking.lock import Lock
from ipt_outcomes.plan.locking.locked import not_amended
from ipt_outcomes.plan.locking.touches import touches
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Code
from ipt_outcomes.report.locked_words import value_in_words
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.standing_words import exploratory_in_words
from ipt_outcomes.report.wording import marks

_KEY = Column("key", "Key", "The plan's key.", "code")
_WAS = Column("was", "Was", "What it said before.", roomy=True)
_NOW = Column("now", "Is", "What it says since.", roomy=True)
_DATE = Column("date", "Amended on", "The day of the amendment.", one_line=True)
_DATA = Column("data", "Data there", "Whether a data file was there on that day.")
_REASON = Column("reason", "Reason", "As the amendment gives it.", roomy=True)
_MAKES = Column(
    "touched",
    "Exploratory by it",
    "The results that the plan as it was would not give.",
    roomy=True,
)
_NONE = "nothing: no result rests on it"


def differences_table(plan: Plan) -> ShownTable | None:
    """How the plan of this run differs from its lock, key by key; None where it does not."""
    found = not_amended(plan)
    if plan.lock is None or not found:
        return None
    return ShownTable(
        name="lock-differences",
        title="How this run's plan differs from the plan as it was locked",
        columns=(_KEY, _WAS, _NOW, _MAKES),
        rows=tuple(Row(_cells(each) | {"touched": _made(plan, plan.lock, each)}) for each in found),
        notes=marks(plan),
    )


def amendments_table(plan: Plan) -> ShownTable | None:
    """What was amended since the plan was locked, key by key; None where nothing was."""
    lock = plan.lock
    if lock is None or not lock.amendments:
        return None
    rows: list[Row] = []
    for place, each in enumerate(lock.amendments):
        same: dict[str, Cell] = {
            "date": each.date,
            "reason": each.reason,
            "data": "yes" if each.after_data else "no",
        }
        before = lock.model_copy(update={"amendments": lock.amendments[:place]}).last
        after = lock.model_copy(update={"amendments": lock.amendments[: place + 1]}).last
        rows += _rows(before, after, same)
    return ShownTable(
        name="lock-amendments",
        title="Amendments of the locked plan",
        columns=(_DATE, _REASON, _KEY, _WAS, _NOW, _DATA),
        rows=tuple(rows),
        notes=marks(plan),
    )


def _rows(before: Content, after: Content, same: dict[str, Cell]) -> Iterable[Row]:
    return [Row(_cells(each) | same) for each in differences(before, after)]


def _cells(difference: Difference) -> dict[str, Cell]:
    return {
        "key": Code(difference.key),
        "was": value_in_words(difference.was),
        "now": value_in_words(difference.now),
    }


def _made(plan: Plan, lock: Lock, difference: Difference) -> str:
    touched = touches(plan, lock.before_data, difference)
    return "; ".join(exploratory_in_words(plan, touched)) if touched else _NONE
