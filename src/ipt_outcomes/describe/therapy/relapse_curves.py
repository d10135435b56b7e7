"""The tables `relapse_groups` and `relapse_curves`: how many stay well, by group."""

from __future__ import annotations

from typing import Any

import pandas as pd
from scipy.stats import norm

from ipt_outcomes.describe.survival.kaplan_meier import median_time, survival_curve
from ipt_outcomes.describe.survival.restricted_mean import common_horizon, restricted_mean
from ipt_outcomes.describe.therapy.relapse_groups import BY_ARM, Grouping
from ipt_outcomes.describe.therapy.relapse_people import Followed
from ipt_outcomes.plan.plan import Plan


def relapse_curves(plan: Plan, grouping: Grouping, followed: Followed, visit: str) -> pd.DataFrame:
    """The rows of one grouping, without what the entry is; weeks count from `visit`."""
    start = next(each.week for each in plan.visits if each.name == visit)
    later = [each.week - start for each in plan.visits if each.week >= start]
    parts = []
    for name in grouping.names:
        own = followed.people[(grouping.group == name).fillna(False)]
        curve = survival_curve(
            own["week"].to_numpy(dtype=float),
            own["relapsed"].to_numpy(dtype=bool),
            level=1.0 - plan.alpha,
            also_at=later,
        ).rename(columns={"time": "week", "events": "relapsed", "free": "still_well"})
        parts.append(curve.assign(by=grouping.by, group=name))
    return pd.concat(parts, ignore_index=True)


def relapse_groups(plan: Plan, grouping: Grouping, followed: Followed) -> pd.DataFrame:
    """The rows of one grouping, without what the entry is."""
    people = followed.people
    inside = grouping.group.notna().to_numpy(dtype=bool)
    week = people["week"].to_numpy(dtype=float)
    known = inside.any()
    group = grouping.group.to_numpy()[inside]
    horizon = common_horizon(week[inside], group) if known else float("nan")
    return pd.DataFrame([_row(plan, grouping, name, followed, horizon) for name in grouping.names])


def _row(
    plan: Plan, grouping: Grouping, name: str, followed: Followed, horizon: float
) -> dict[str, Any]:
    own = followed.people[(grouping.group == name).fillna(False)]
    week, relapsed = own["week"].to_numpy(dtype=float), own["relapsed"].to_numpy(dtype=bool)
    curve = survival_curve(week, relapsed, level=1.0 - plan.alpha)
    mean, se = restricted_mean(week, relapsed, horizon) if len(own) else (float("nan"),) * 2
    away = float(norm.ppf(1 - plan.alpha / 2)) * se
    counts = followed.counts[followed.counts["arm"] == name]
    of_arm = grouping.by == BY_ARM
    return {
        "by": grouping.by,
        "group": name,
        "assessed": int(counts["assessed"].sum()) if of_arm else pd.NA,
        "well": int(counts["well"].sum()) if of_arm else pd.NA,
        "followed": len(own),
        "relapsed": int(relapsed.sum()),
        "median_weeks": median_time(curve),
        "horizon": horizon,
        "restricted_mean": mean,
        "se": se,
        "ci_lower": mean - away,
        "ci_upper": mean + away,
        "few": len(own) < plan.few,
    }
