"""The missing scores of an outcome, imputed under one assumption and another, and the contrasts.

Imputed by the plan's mixed model; completed scores are compared at the endpoint by an analysis of
covariance with the plan's covariates and clusters.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.missing.conditional_mean import conditional_mean
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.impute import impute
from ipt_outcomes.missing.pooling import FewImputationsWarning, pool
from ipt_outcomes.missing.strategies import Given
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.missing_scores import FEWER, MANY, MANY_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reference_arm import reference_arm
from ipt_outcomes.sensitivity.endpoint import endpoint_contrasts
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.sensitivity.set_aside import set_aside


@dataclass(frozen=True, repr=False, eq=False)
class Pooled:
    """The plan's contrasts at the endpoint, rows of the table `contrasts`, of completed scores.

    monte_carlo_se  how far another seed moves the least certain of them, points
    imputations, wanted  how many there were, and how many their missing information asks for
    """

    contrasts: pd.DataFrame
    monte_carlo_se: float
    imputations: int
    wanted: int


@dataclass(frozen=True, repr=False, eq=False)
class ImputedOutcome:
    """An outcome whose primary analysis is a mixed model, or an analysis of covariance, with the
    baseline score as a covariate.
    """

    planned: PlannedOutcome

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.planned.plan

    @property
    def endpoint(self) -> str:
        """The visit at which arms are compared."""
        return self.planned.outcome.endpoint

    @property
    def wanted(self) -> bool:
        """Whether the plan wants the outcome's missing scores imputed, and they can be."""
        planned = self.planned.outcome.role == "primary" or self.plan.missing.outcomes == "all"
        return planned and self.possible

    @property
    def possible(self) -> bool:
        """Whether there is a model to impute by, and a score missing at the endpoint."""
        return self.modelled and self.lacking > 0

    @property
    def modelled(self) -> bool:
        """Whether there is such an analysis, of several arms, with a score given in every arm at
        the endpoint."""
        request = self.plan.request(self.planned.analysis.name)
        options = request.options
        covariate = isinstance(options, Ancova) or (
            isinstance(options, Mmrm) and options.baseline in (None, "covariate")
        )
        if len(self.plan.arms) == 1 or not covariate:
            return False
        return self.endpoint in list(self.rows["visit"].cat.categories)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Everyone at the visits at which every arm has a score; those that were not given empty.

        A visit that is not planned for an arm tells nothing of what its people would have scored.
        """
        frame = self.planned.frame
        arms = frame.rows.groupby(["visit", "arm"], observed=False).size().unstack()
        known = [visit for visit in arms.index if (arms.loc[visit] > 0).all()]
        rows = frame.everyone()
        rows = rows.loc[rows["visit"].isin(known)].reset_index(drop=True)
        return rows.assign(visit=rows["visit"].cat.set_categories(known))

    @cached_property
    def at_endpoint(self) -> pd.DataFrame:
        """Everyone's row at the endpoint."""
        return self.rows.loc[self.rows["visit"] == self.endpoint]

    @property
    def lacking(self) -> int:
        """How many have no score there."""
        return int(self.at_endpoint["score"].isna().sum())

    @cached_property
    def stayed(self) -> list[str]:
        """Participants who did not leave, though their later scores are not there."""
        aside = set_aside(self.planned)
        return [person for person in self.at_endpoint["participant"] if person in aside]

    @cached_property
    def leavers(self) -> pd.DataFrame:
        """Who has no score at the endpoint nor later, by participant: arm, and whether there is any
        score before (seen_before). Whoever lacks a score there and came back has a gap; whose later
        scores the estimand sets aside did not leave.
        """
        place = list(self.rows["visit"].cat.categories).index(self.endpoint)
        there = self.rows["score"].notna()
        later = there & (self.rows["visit"].cat.codes >= place)
        of_person = self.rows.assign(there=there, later=later).groupby("participant", sort=False)
        found = of_person.agg(
            arm=("arm", "first"), seen_before=("there", "any"), later=("later", "any")
        )
        gone = found.loc[~found["later"] & ~found.index.isin(self.stayed), ["arm", "seen_before"]]
        return gone.astype({"arm": "str"})

    @cached_property
    def reference(self) -> str | None:
        """The arm that reference-based assumptions speak of; None where the trial has none."""
        return reference_arm(self.plan)

    @cached_property
    def at_random(self) -> Imputations:
        """The imputations under missing at random. Raises ModelError where they cannot be made."""
        stream = self.plan.stream("missing", self.planned.outcome.name)
        return impute(
            self._formula,
            self.rows,
            **self._who,
            n_imputations=self._imputations,
            seed=int(stream.integers(2**31)),
        )

    @cached_property
    def mean_scores(self) -> Array:
        """(people,) at the endpoint: the mean of a person's imputed scores, or the score."""
        place = self.at_random.model.schedule.visit_place(self.endpoint)
        total = sum(block.sum(axis=0) for block in self.at_random.at_visit(place))
        return np.asarray(total, dtype=np.float64) / self.at_random.n_imputations

    @property
    def reference_without_clusters(self) -> bool:
        """Whether of somebody's cluster it is known what it adds in the reference arm: that arm has
        none of its kind, or it is there whatever a person had. True without clusters.
        """
        model = self.at_random.model
        if model.clusters is None:
            return True
        reference = model.schedule.arms.index(model.reference_label)
        rows = np.repeat(model.schedule.arm_codes == reference, model.schedule.n_visits)
        return not model.clusters.without_counterpart(rows)

    @property
    def _who(self) -> dict[str, Any]:
        """The names of columns, the reference arm, and who did not leave."""
        return {
            "participant": "participant",
            "visit": "visit",
            "arm": "arm",
            "reference": self.reference or self.plan.arms[0].name,
            "stayed": self.stayed,
        }

    @property
    def _formula(self) -> str:
        """That of the fit, which may have a simpler covariance than the plan's first."""
        fit = self.planned.result.reliable
        return self.planned.analysis.formula if fit is None else fit.formula

    @property
    def _imputations(self) -> int:
        named = self.plan.missing.imputations
        if named is not None:
            return named
        formula = parse_formula(self._formula)
        plain = formula.covariance is not None and formula.covariance.family == "us"
        quick = plain and not formula.random and len(self.at_endpoint) <= MANY_PEOPLE
        return MANY if quick else FEWER

    def contrasts(self, strategies: Given = "mar", delta: float = 0.0) -> Pooled:
        """The contrasts of completed scores, pooled by Rubin's rules.

        With a `delta`, that many points are added in the test arm of each contrast, to the scores
        of those who left. Raises ModelError where they cannot be made.
        """
        made = self._template.copy()
        under = self.at_random if strategies == "mar" else self.at_random.under(strategies)
        if delta:
            compared = {
                test: under.shifted(delta, arm=test).ancova(
                    self.endpoint, against=list(dict.fromkeys(rows["comparison"]))
                )
                for test, rows in made.groupby("test", sort=False)
            }
        else:
            every = under.ancova(self.endpoint, against=list(dict.fromkeys(made["comparison"])))
            compared = dict.fromkeys(made["test"], every)
        error, wanted = 0.0, 0
        for place, row in made.iterrows():
            found = _of_pair(compared[row["test"]], row)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FewImputationsWarning)
                (pooled,) = pool(found, level=1 - self.plan.alpha).to_dict("records")
            made.loc[place, NUMBERS] = [pooled[name] for name in NUMBERS]
            made.loc[place, "status"] = pooled["status"]
            if pooled["status"] == OK:
                error = max(error, float(pooled["monte_carlo_se"]))
                wanted = max(wanted, int(pooled["wanted_imputations"]))
        return Pooled(made, error, self._imputations, wanted)

    def by_conditional_means(self, strategies: Given) -> pd.DataFrame:
        """The contrasts with missing scores at their conditional means, and jackknife standard
        errors. Raises ModelError where they cannot be made, as with clusters.
        """
        made = self._template.copy()
        for comparison, rows in made.groupby("comparison", sort=False):
            found = conditional_mean(
                self._formula,
                self.rows,
                **self._who,
                strategies=strategies,
                at=self.endpoint,
                against=comparison,
                level=1 - self.plan.alpha,
            )
            for place, row in rows.iterrows():
                (own,) = _of_pair(found, row).to_dict("records")
                made.loc[place, NUMBERS] = [own[name] for name in NUMBERS]
                made.loc[place, "status"] = own["status"]
        return made

    @cached_property
    def _template(self) -> pd.DataFrame:
        """The plan's contrasts at the endpoint, of everybody; the numbers are still the plan's."""
        made = endpoint_contrasts(self.plan, self.planned.result).copy()
        arm = self.at_endpoint["arm"]
        for place, row in made.iterrows():
            people = int(arm.isin([row["test"], row["comparison"]]).sum())
            made.loc[place, ["participants", "observations"]] = people
        return made


@lru_cache(maxsize=1)
def imputed_of(planned: PlannedOutcome) -> ImputedOutcome:
    """The outcome's imputations, made once for all that rests on them; the last one's are kept."""
    return ImputedOutcome(planned)


def _of_pair(table: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    """The rows of a contrast's two arms."""
    own = (table["test"] == row["test"]) & (table["comparison"] == row["comparison"])
    found: pd.DataFrame = table.loc[own]
    return found
