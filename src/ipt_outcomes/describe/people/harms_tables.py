"""The tables `harms` and `harms_comparisons`: adverse events by arm, and the risks compared."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import BY_DAY, Leaving
from ipt_outcomes.describe.people.attrition_tests import planned_pairs
from ipt_outcomes.describe.people.harms_kinds import after_randomisation, kinds_of_events
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.plan import Plan

_WEEKS_A_YEAR = 365.25 / 7.0
_NAN = float("nan")
_NO_NUMBER = {"estimate": _NAN, "ci_lower": _NAN, "ci_upper": _NAN, "status": NOT_ESTIMABLE}
_NOT_TOLD: dict[str, Any] = _NO_NUMBER | {
    "reason": "the arms are followed for different times, and some events have no day"
}
_NOBODY: dict[str, Any] = _NO_NUMBER | {"reason": "nobody is in one of the arms"}


def harms_by_arm(plan: Plan, leaving: Leaving, events: pd.DataFrame) -> pd.DataFrame:
    """The table `harms`, after the table `adverse_events`; of everybody randomised, as allocated.

    An arm's events are those until the day to which it is followed (`Leaving.until`); one without a
    day counts. A person-year is of the time in the trial, which is known where the day of leaving
    is.
    """
    from ipt_outcomes.models.wilson import share_with_limits

    people = leaving.people
    rows = []
    for kind, category, own in kinds_of_events(after_randomisation(events)):
        for arm in plan.arms:
            there = people[people["arm"] == arm.name]
            until = leaving.until[arm.name]
            n, of_arm = len(there), _events_of(there, own, until)
            hit = int(of_arm["participant"].nunique())
            share, lower, upper = share_with_limits(hit, n, plan.alpha)
            years = float(there["week"].sum()) / _WEEKS_A_YEAR
            known = leaving.basis == BY_DAY and years > 0
            rows.append(
                {
                    "kind": kind,
                    "event": category,
                    "arm": arm.name,
                    "weeks": until / 7.0,
                    "people": hit,
                    "n": n,
                    "share": share,
                    "ci_lower": lower,
                    "ci_upper": upper,
                    "events": len(of_arm),
                    "person_years": years if known else _NAN,
                    "rate": len(of_arm) / years if known else _NAN,
                    "few": n < plan.few,
                }
            )
    return pd.DataFrame(rows)


def _events_of(people: pd.DataFrame, events: pd.DataFrame, until: float) -> pd.DataFrame:
    """The events of these people until a day, those without a day among them."""
    there = events["participant"].isin(people["participant"])
    return events[there & ~(events["day"] > until).fillna(False)]


def harms_compared(plan: Plan, leaving: Leaving, events: pd.DataFrame) -> pd.DataFrame:
    """The table `harms_comparisons`, of the pairs of arms that the plan compares.

    Two arms are compared for as long as both are followed: a waitlist's sixteen weeks beside the
    forty of those treated would make waiting look safe. Where they are followed for different times
    and some event has no day, they are not. Newcombe's hybrid score interval (1998, Stat Med
    17:873-890, method 10) holds for small counts and for none.
    """
    rows: list[dict[str, Any]] = []
    for kind, category, own in kinds_of_events(after_randomisation(events)):
        for pair in planned_pairs(plan):
            until = min(leaving.until[arm] for arm in pair)
            counts: dict[str, int] = {}
            for which, arm in zip(("test", "comparison"), pair, strict=True):
                there = leaving.people[leaving.people["arm"] == arm]
                of_arm = _events_of(there, own, until)
                counts[f"people_{which}"] = int(of_arm["participant"].nunique())
                counts[f"n_{which}"] = len(there)
            alike = len({leaving.until[arm] for arm in pair}) == 1
            both = leaving.people["arm"].isin(pair)
            theirs = own["participant"].isin(leaving.people.loc[both, "participant"])
            told = alike or not (theirs & own["day"].isna()).any()
            rows.append(
                {
                    "kind": kind,
                    "event": category,
                    "test": pair[0],
                    "comparison": pair[1],
                    "comparison_is": "randomised" if plan.randomised else "observational",
                    "weeks": until / 7.0,
                    **counts,
                    **(_difference(counts, plan.alpha) if told else _NOT_TOLD),
                    "few": min(counts["n_test"], counts["n_comparison"]) < plan.few,
                }
            )
    return pd.DataFrame(rows)


def _difference(counts: dict[str, int], alpha: float) -> dict[str, Any]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    x1, n1, x0, n0 = (
        counts[key] for key in ("people_test", "n_test", "people_comparison", "n_comparison")
    )
    if not n1 or not n0:
        return _NOBODY
    lower, upper = confint_proportions_2indep(
        x1, n1, x0, n0, method="newcomb", compare="diff", alpha=alpha
    )
    return {
        "estimate": x1 / n1 - x0 / n0,
        "ci_lower": float(lower),
        "ci_upper": float(upper),
        "status": OK,
        "reason": None,
    }
