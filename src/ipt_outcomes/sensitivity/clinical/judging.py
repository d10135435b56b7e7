"""One entry of the plan's `clinical_change`: the people judged, and their completed scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.analyses.event_strategies import UnderEstimand
from ipt_outcomes.estimate.clinical.change import clinical_change
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.clinical_change import ClinicalChange
from ipt_outcomes.plan.clinical_limits import ClinicalLimits, Limit, clinical_limits
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.imputed import imputed_of
from ipt_outcomes.sensitivity.planned import PlannedOutcome

BASELINE = "baseline"
_NO_MODEL = (
    "no scores were imputed: that takes several arms and a primary analysis with the baseline "
    "score as a covariate"
)
_NOBODY_LACKS = "everybody has both scores: there is nothing to impute"
_NO_VISIT = "no scores were imputed: the primary analysis does not have this visit in every arm"


@dataclass(frozen=True, repr=False, eq=False)
class Judging:
    """What `asked` says of the people of a planned outcome.

    Scores are as the outcome's primary estimand has them, as in the primary analysis.
    """

    planned: PlannedOutcome
    asked: ClinicalChange

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.planned.plan

    @cached_property
    def limits(self) -> ClinicalLimits:
        """What people are judged by."""
        return clinical_limits(self.plan, self.asked)

    @property
    def visit(self) -> str:
        """The visit after treatment."""
        return self.limits.visit

    @property
    def higher_is_better(self) -> bool:
        """Which scores are the better ones."""
        return self.plan.direction_of(self.asked.outcome) == "higher_is_better"

    @property
    def columns(self) -> dict[str, str]:
        """The columns that every table of an entry begins with."""
        outcome = self.planned.outcome
        return {"outcome": outcome.name, "role": outcome.role, "visit": self.visit}

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Long, from baseline to the visit: participant, week, score (missing where not given)."""
        plan, tables = self.plan, self.planned.tables
        given = tables["outcomes"]
        under = UnderEstimand(
            plan,
            estimand_of(plan, plan.request(self.planned.analysis.name)),
            tables["participants"],
            given.loc[given["outcome"] == self.asked.outcome],
        )
        before, last = (self._week(name) for name in (plan.baseline.name, self.visit))
        rows = under.outcomes
        rows = rows.loc[rows["week"].between(before, last)]
        return rows[["participant", "week", "score"]].reset_index(drop=True)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Everyone: participant, arm (a category in the plan's order), baseline and post."""
        participants = self.planned.tables["participants"]
        scores = self.scores.set_index("participant")
        columns = {BASELINE: self._week(self.plan.baseline.name), "post": self._week(self.visit)}
        found = pd.DataFrame(
            {
                "participant": participants["participant"].to_numpy(),
                "arm": pd.Categorical(
                    participants["arm"].astype("str"), [arm.name for arm in self.plan.arms]
                ),
            }
        )
        for name, week in columns.items():
            here = scores.loc[scores["week"] == week, "score"]
            found[name] = here.reindex(found["participant"]).to_numpy(dtype=float)
        return found

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """(n,) which of the people have both scores."""
        return np.asarray(self.people[[BASELINE, "post"]].notna().all(axis=1))

    @cached_property
    def n_seen(self) -> dict[str, int]:
        """By arm, how many have both."""
        counts = self.people.loc[self.seen, "arm"].value_counts()
        return {arm.name: int(counts[arm.name]) for arm in self.plan.arms}

    @cached_property
    def clusters(self) -> NDArray[np.intp] | None:
        """(n,) numbers of groups of people who share no cluster with others; None without any."""
        if not self.plan.clusters:
            return None
        return linked_people(self.plan, self.planned.tables["participants"]).to_numpy(dtype=np.intp)

    def few(self, *arms: str | None) -> bool:
        """Whether one of these arms has fewer people with both scores than the plan's `few`."""
        return any(self.n_seen[arm] < self.plan.few for arm in arms if arm is not None)

    @property
    def options(self) -> dict[str, Any]:
        """How `clinical_change` is to judge, whatever the method.

        # ASSUME: a change is reliable beyond 1.96 standard errors of measurement, as published,
        # whatever the level of the plan's intervals.
        """
        limits = self.limits
        assert limits.reliability is not None
        entry = self.plan.entry_of(self.planned.outcome.scale)
        well, ill, cutoff = limits.functional, limits.clinical, limits.cutoff
        response, least = limits.response, limits.minimal_important_difference
        in_percent = response is not None and response.unit == "percent of baseline"
        in_points = least is not None and least.unit == "points of change"
        return {
            "participant": "participant",
            "time": "week",
            "score": "score",
            "pre": self._week(self.plan.baseline.name),
            "post": self._week(self.visit),
            "reliability": limits.reliability.value,
            # Without a cutoff a functional population would make one.
            "functional": (well.mean, well.sd) if well and limits.needs_functional else None,
            "clinical": (ill.mean, ill.sd) if ill else None,
            "cutoff": cutoff.value if isinstance(cutoff, Limit) else cutoff,
            "direction": "higher" if self.higher_is_better else "lower",
            "mid": least.value if least and in_points else None,
            "percentage": response.value if response and in_percent else 50.0,
            "best": entry.maximum if self.higher_is_better else entry.minimum,
        }

    @cached_property
    def change(self) -> pd.DataFrame:
        """Jacobson and Truax's categories. Raises ModelError where they cannot be had."""
        return clinical_change(self.scores, **self.options)

    @cached_property
    def lacking(self) -> int:
        """How many have no score at the visit."""
        return int(self.people["post"].isna().sum())

    @cached_property
    def imputations(self) -> Imputations:
        """Completed scores under missing at random. Raises ModelError where there are none, as
        where everybody has both scores: completed scores are then those observed.
        """
        if self.seen.all():
            raise ModelError(_NOBODY_LACKS)
        imputed = imputed_of(self.planned)
        if not imputed.modelled:
            raise ModelError(_NO_MODEL)
        if self.visit not in list(imputed.rows["visit"].cat.categories):
            raise ModelError(_NO_VISIT)
        return imputed.at_random

    def _week(self, visit: str) -> float:
        return next(float(each.week) for each in self.plan.visits if each.name == visit)
