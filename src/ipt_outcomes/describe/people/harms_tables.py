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


def harms_by_arm(plan: Plan, leaving: Leaving, events: pd.DataFrame) -> pd.DataFrame:
    """The table `harms`, after the table `adverse_events`; of everybody randomised, as allocated.

    A person-year is of the time in the trial, which is known where the day of leaving is.
    """
    from statsmodels.stats.proportion import proportion_confint

    people = leaving.people
    rows = []
    for kind, category, own in kinds_of_events(after_randomisation(events)):
        arm_of = own["participant"].map(people.set_index("participant")["arm"])
        for arm in plan.arms:
            there = people[people["arm"] == arm.name]
            n, of_arm = len(there), own[(arm_of == arm.name).to_numpy(dtype=bool)]
            hit = int(of_arm["participant"].nunique())
            limits = (_NAN, _NAN)
            if n:
                limits = proportion_confint(hit, n, alpha=plan.alpha, method="wilson")
            years = float(there["week"].sum()) / _WEEKS_A_YEAR
            known = leaving.basis == BY_DAY and years > 0
            rows.append(
                {
                    "kind": kind,
                    "event": category,
                    "arm": arm.name,
                    "people": hit,
                    "n": n,
                    "share": hit / n if n else _NAN,
                    "ci_lower": float(limits[0]),
                    "ci_upper": float(limits[1]),
                    "events": len(of_arm),
                    "person_years": years if known else _NAN,
                    "rate": len(of_arm) / years if known else _NAN,
                    "few": n < plan.few,
                }
            )
    return pd.DataFrame(rows)


def harms_compared(plan: Plan, harms: pd.DataFrame) -> pd.DataFrame:
    """The table `harms_comparisons`, of the pairs of arms that the plan compares.

    Newcombe's hybrid score interval (1998, Stat Med 17:873-890, method 10) holds for small counts
    and for none.
    """
    rows: list[dict[str, Any]] = []
    for (kind, event), own in harms.groupby(["kind", "event"], sort=False, dropna=False):
        of = own.set_index("arm")
        for test, base in planned_pairs(plan):
            counts = {
                f"{what}_{which}": int(of[what][arm])
                for which, arm in (("test", test), ("comparison", base))
                for what in ("people", "n")
            }
            rows.append(
                {
                    "kind": kind,
                    "event": event if isinstance(event, str) else None,
                    "test": test,
                    "comparison": base,
                    "comparison_is": "randomised" if plan.randomised else "observational",
                    **counts,
                    **_difference(counts, plan.alpha),
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
        return {"estimate": _NAN, "ci_lower": _NAN, "ci_upper": _NAN, "status": NOT_ESTIMABLE}
    lower, upper = confint_proportions_2indep(
        x1, n1, x0, n0, method="newcomb", compare="diff", alpha=alpha
    )
    return {
        "estimate": x1 / n1 - x0 / n0,
        "ci_lower": float(lower),
        "ci_upper": float(upper),
        "status": OK,
    }
