"""Table 1: what people were like at the start, by arm. No p-values: see `plan/refused_tests.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.describe.people.as_table import as_table
from ipt_outcomes.describe.people.standardised_differences import standardised_difference
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import TABLES

ALL = "all"
"""The rows of everybody, under the column `arm`."""
# Known before randomisation; therapist, group and whatever follows are not.
_STANDARD = ("age", "sex", "site", "stratum", "problem_area", "prior_episodes")
_LABELS = {
    "age": "Age, years",
    "sex": "Sex",
    "site": "Site",
    "stratum": "Stratum",
    "problem_area": "Problem area",
    "prior_episodes": "Earlier episodes",
}
_SKEWED = 1.0
"""# ASSUME: a skewness beyond 1, of everybody together, is told by median and quartiles."""


@dataclass(frozen=True, repr=False, eq=False)
class Characteristic:
    """A variable of people at the start: `values` by the rows of the participants."""

    name: str
    label: str
    values: pd.Series

    @property
    def counted(self) -> bool:
        """Whether it is a category."""
        return not pd.api.types.is_numeric_dtype(self.values)

    @property
    def skewed(self) -> bool:
        """Whether the median says more of it than the mean does."""
        known = self.values.dropna().to_numpy(float)
        spread = known.std() if len(known) > 2 else 0.0
        return bool(spread and abs(np.mean(((known - known.mean()) / spread) ** 3)) > _SKEWED)


def characteristics(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> tuple[Characteristic, ...]:
    """What the study knows of people at the start, in order: the standard columns, the plan's
    covariates, the outcomes' scores at baseline. What nobody has a value of is left out.
    """
    names = [name for name in _STANDARD if name in participants]
    found = [Characteristic(name, _LABELS[name], _typed(participants[name])) for name in names]
    for name in _covariates(plan, participants):
        label = name.replace("_", " ").replace(".", " ")
        label = label[:1].upper() + label[1:]
        found.append(Characteristic(name, label, _typed(participants[name])))
    at_start = outcomes[outcomes["visit"] == plan.baseline.name]
    for outcome in plan.outcomes_in_order:
        own = at_start[at_start["outcome"] == outcome.name].set_index("participant")["score"]
        scores = participants["participant"].map(own).astype("float64")
        found.append(Characteristic(f"baseline:{outcome.name}", outcome.label, scores))
    return tuple(each for each in found if each.values.notna().any())


def baseline_characteristics(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """The table `baseline_characteristics`: one row a variable, level and arm (and everybody).

    Numbers of fewer people than the plan's `few` are left out: of so few they are somebody's.
    """
    rows: list[dict[str, Any]] = []
    arms = participants["arm"].astype("str")
    for each in characteristics(plan, participants, outcomes):
        for arm in (*(arm.name for arm in plan.arms), ALL):
            values = each.values if arm == ALL else each.values[arms == arm]
            rows += _rows(plan, each, arm, values)
    return as_table("baseline_characteristics", rows)


def baseline_differences(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """The table `baseline_differences`: one row a variable and pair of arms."""
    arms = participants["arm"].astype("str")
    rows = [
        {
            "variable": each.name,
            "label": each.label,
            "test": test,
            "comparison": comparison,
            "smd": _apart(plan, each.values[arms == test], each.values[arms == comparison]),
        }
        for each in characteristics(plan, participants, outcomes)
        for comparison, test in combinations([arm.name for arm in plan.arms], 2)
    ]
    return as_table("baseline_differences", rows)


def _covariates(plan: Plan, participants: pd.DataFrame) -> list[str]:
    """The variables that the plan adds to the standard ones, but for clusters and events' days."""
    later = {cluster.name for cluster in plan.clusters} | {event.day for event in plan.events}
    known = set(TABLES["participants"].columns)
    return [name for name in map(str, participants) if name not in known | later]


def _apart(plan: Plan, test: pd.Series, comparison: pd.Series) -> float:
    if min(test.notna().sum(), comparison.notna().sum()) < plan.few:
        return float("nan")
    return standardised_difference(test, comparison)


def _typed(values: pd.Series) -> pd.Series:
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return values.astype("float64") if numeric else values.astype("str").where(values.notna())


def _rows(
    plan: Plan, each: Characteristic, arm: str, values: pd.Series
) -> Iterator[dict[str, Any]]:
    known = values.dropna()
    few = len(known) < plan.few
    row: dict[str, Any] = {
        "variable": each.name,
        "label": each.label,
        "kind": "category" if each.counted else "number",
        "skewed": not each.counted and each.skewed,
        "arm": arm,
        "n": len(known),
        "missing": len(values) - len(known),
        "few": few,
    }
    if each.counted:
        counts = known.value_counts()
        for level in sorted(each.values.dropna().unique()):
            n = int(counts.get(level, 0))
            of_level = {} if few else {"count": n, "share": n / len(known)}
            yield row | {"level": level} | of_level
        return
    if few:
        yield row
        return
    quartiles = known.quantile([0.25, 0.5, 0.75]).to_numpy(float)
    yield row | {
        "mean": known.mean(),
        "sd": known.std(ddof=1),
        **dict(zip(("q1", "median", "q3"), quartiles, strict=True)),
    }
