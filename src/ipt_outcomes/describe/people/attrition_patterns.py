"""The table `missing_patterns`: at which visits people have a score, by outcome and arm."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.plan.plan import Plan

COLUMNS = ("outcome", "arm", "pattern", "kind", "visits", "people", "n", "share")
_THERE, _LOST, _NOT_PLANNED = "x", "-", "."


def missing_patterns(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    """A row an outcome, arm and pattern; the patterns that most people have come first.

    `outcomes` is the table of that name. `pattern` has a sign a planned visit, in order: `x` with
    a score, `-` without, `.` where nobody of the arm has one (as in `assessed_visits`, a visit that
    was not planned for it).
    """
    names = [visit.name for visit in plan.visits]
    parts = []
    for outcome in plan.outcomes_in_order:
        own = outcomes[outcomes["outcome"] == outcome.name]
        scored = own.assign(scored=own["score"].notna())
        wide = scored.pivot(index=["arm", "participant"], columns="visit", values="scored")
        there = wide.reindex(columns=names).fillna(False).astype(bool)
        for arm in plan.arms:
            of_arm = there[there.index.get_level_values("arm") == arm.name].to_numpy()
            counts = pd.Series(_patterns(of_arm), dtype="str").value_counts()
            n = len(of_arm)
            for each in sorted(counts.index, key=lambda one: (-counts[one], one)):
                people = int(counts[each])
                visits = each.count(_THERE)
                row = (outcome.name, arm.name, each, kind_of(each), visits, people, n, people / n)
                parts.append(row)
    return pd.DataFrame(parts, columns=list(COLUMNS))


def _patterns(there: np.ndarray) -> list[str]:
    """Of (people, visits), a word a person."""
    signs = np.where(there, _THERE, np.where(there.any(axis=0), _LOST, _NOT_PLANNED))
    return ["".join(row) for row in signs]


def kind_of(pattern: str) -> str:
    """`complete`, `left` (a score at every visit up to one and none after), `gaps`, or `none`."""
    planned = pattern.replace(_NOT_PLANNED, "")
    if _THERE not in planned:
        return "none"
    if _LOST not in planned:
        return "complete"
    return "left" if _THERE not in planned[planned.index(_LOST) :] else "gaps"
