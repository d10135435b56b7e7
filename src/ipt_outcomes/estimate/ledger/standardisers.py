"""The standard deviations that a difference may be divided by, each under its name.

What is not here is not offered: the residual SD of a model, which shrinks with every covariate, and
the SD of change as if it were one of scores.

Formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.effect_sizes import pooled_sd
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.variance_parts import FITTED, variance_parts
from ipt_outcomes.plan.effect_size import StandardiserKey
from ipt_outcomes.plan.plan import Plan

BASELINE_POOLED = "baseline, pooled"
BASELINE_CONTROL = "baseline, comparison arm"
VISIT_POOLED = "visit, pooled"
VISIT_CONTROL = "visit, comparison arm"
CHANGE = "change since baseline, pooled"
MODEL = "model, at the visit"
MODEL_WITHIN = "model, at the visit, within clusters"
"""What each is of; the arms are the two that are compared, but for `baseline, pooled`: all arms."""
NAMES: dict[StandardiserKey, str] = {
    "baseline_pooled": BASELINE_POOLED,
    "baseline_comparison": BASELINE_CONTROL,
    "visit_pooled": VISIT_POOLED,
    "visit_comparison": VISIT_CONTROL,
    "change": CHANGE,
    "model": MODEL,
    "model_within": MODEL_WITHIN,
}
"""As the plan writes them."""


@dataclass(frozen=True)
class Standardiser:
    """An SD in scale points, and its degrees of freedom; NaN where it cannot be had."""

    name: str
    sd: float
    df: float


@dataclass(frozen=True, repr=False, eq=False)
class Scores:
    """The scores of one outcome, a column a visit, and everybody's arm; one row a person."""

    wide: pd.DataFrame
    arm: pd.Series
    baseline: str

    def pooled(self, visit: str, arms: tuple[str, ...] | None = None) -> Standardiser:
        """Within arms, of those with a score at the visit; of all arms where none are named."""
        name = BASELINE_POOLED if visit == self.baseline else VISIT_POOLED
        return self._of(name, self.wide[visit], arms)

    def of_arm(self, visit: str, arm: str) -> Standardiser:
        """Of one arm."""
        name = BASELINE_CONTROL if visit == self.baseline else VISIT_CONTROL
        return self._of(name, self.wide[visit], (arm,))

    def of_change(self, visit: str, arms: tuple[str, ...]) -> Standardiser:
        """Of the change from the baseline, within these arms."""
        return self._of(CHANGE, self.wide[visit] - self.wide[self.baseline], arms)

    def _of(self, name: str, values: pd.Series, arms: tuple[str, ...] | None) -> Standardiser:
        there = pd.Series(True, self.arm.index) if arms is None else self.arm.isin(arms)
        sd, df = pooled_sd(values[there], self.arm[there])
        # Scores that are all alike have no spread to measure by.
        return Standardiser(name, sd if sd > 0 else math.nan, float(df))


def scores_of(plan: Plan, outcomes: pd.DataFrame, outcome: str) -> Scores:
    """The scores of an outcome, from the rows of the table `outcomes`."""
    own = outcomes[outcomes["outcome"] == outcome]
    wide = own.pivot(index="participant", columns="visit", values="score")
    wide = wide.reindex(columns=[visit.name for visit in plan.visits])
    arm = own.drop_duplicates("participant").set_index("participant")["arm"]
    return Scores(wide, arm.reindex(wide.index).astype(str), plan.baseline.name)


def model_standardisers(
    plan: Plan, result: Result
) -> Callable[[str, tuple[str, ...]], Iterator[Standardiser]]:
    """The SDs of a score that the model implies, by visit and arms.

    The variance at the visit and, on top, that of X beta among people of an arm: dividing by the
    former alone would give another effect with every covariate. Where the model has clusters, of
    people whatever their cluster, and within clusters.

    # ASSUME: its degrees of freedom are people at the visit minus arms, as of an observed SD.
    """
    fit = result.reliable
    rows = result.rows
    if fit is None:
        return lambda visit, arms: iter(())
    try:
        parts = variance_parts(fit, rows)
    except ModelError:
        return lambda visit, arms: iter(())
    clusters = {cluster.name for cluster in plan.clusters} & set(parts.columns)
    within = parts.drop(columns=[FITTED, *clusters]).sum(axis=1)
    among = parts[sorted(clusters)].sum(axis=1)

    def at(visit: str, arms: tuple[str, ...]) -> Iterator[Standardiser]:
        here = (rows["visit"].astype(str) == visit) & rows["arm"].astype(str).isin(arms)
        spread, df = pooled_sd(parts.loc[here, FITTED], rows.loc[here, "arm"].astype(str))
        if df < 1:
            return
        covariates = spread**2 * df / (df + len(arms))
        inside = float(within[here].mean()) + covariates
        total = inside + float(among[here].mean())
        yield Standardiser(MODEL, math.sqrt(total), float(df))
        if clusters:
            yield Standardiser(MODEL_WITHIN, math.sqrt(inside), float(df))

    return at


class Standardisers:
    """The SDs of every contrast, each found once."""

    def __init__(self, plan: Plan, outcomes: pd.DataFrame, results: Sequence[Result] = ()) -> None:
        """`outcomes` is the table of that name; without `results` there is none of a model."""
        self.plan = plan
        there = set(outcomes["outcome"])
        self.outcomes = [each.name for each in plan.outcomes if each.name in there]
        self._table = outcomes
        self._scores: dict[str, Scores] = {}
        self._results = {(each.analysis.outcome, each.analysis.name): each for each in results}
        self._models: dict[
            tuple[str, str], Callable[[str, tuple[str, ...]], Iterator[Standardiser]]
        ] = {}
        self._found: dict[tuple[str, ...], tuple[Standardiser, ...]] = {}

    def scores(self, outcome: str) -> Scores:
        """The outcome's scores."""
        if outcome not in self._scores:
            self._scores[outcome] = scores_of(self.plan, self._table, outcome)
        return self._scores[outcome]

    def observed(self, outcome: str, visit: str, arms: tuple[str, ...]) -> tuple[Standardiser, ...]:
        """The SDs of observed scores; of two arms, those of the second alone too."""
        key = (outcome, visit, *arms)
        if key not in self._found:
            scores = self.scores(outcome)
            found = [scores.pooled(scores.baseline), scores.pooled(visit, arms)]
            found.append(scores.of_change(visit, arms))
            if len(arms) > 1:
                found += [scores.of_arm(scores.baseline, arms[1]), scores.of_arm(visit, arms[1])]
            self._found[key] = tuple(found)
        return self._found[key]

    def of_model(
        self, outcome: str, analysis: str, visit: str, arms: tuple[str, ...]
    ) -> tuple[Standardiser, ...]:
        """The SDs that an analysis implies; empty where it has no result."""
        key = (outcome, analysis)
        if key not in self._results:
            return ()
        if key not in self._models:
            self._models[key] = model_standardisers(self.plan, self._results[key])
        return tuple(self._models[key](visit, arms))

    def named(
        self, name: str, outcome: str, analysis: str, visit: str, arms: tuple[str, ...]
    ) -> Standardiser:
        """The one of that name; NaN where it cannot be had."""
        if name in (MODEL, MODEL_WITHIN):
            every = self.of_model(outcome, analysis, visit, arms)
        else:
            every = self.observed(outcome, visit, arms)
        found = {each.name: each for each in every}
        return found.get(name, Standardiser(name, math.nan, math.nan))
