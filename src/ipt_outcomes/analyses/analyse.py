"""From an analysis to its result: the only place where rows meet a formula and become a fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ipt_outcomes.analyses.analysis import Analysis, Specification, Tables
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.models.attempt import FailedFit, attempt_fit, passed_over, read_attempt, reliable
from ipt_outcomes.models.fit_contents import CovarianceAttempt
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import FAILED, OK, WITH_RESULT
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.storage import read_table

_NO_BASELINE = (
    "nobody has a baseline score: correct the baseline visit or its window, or add its scores"
)


@dataclass(frozen=True, repr=False, eq=False)
class Result:
    """What an analysis gave: its fit (or why there is none), its rows and its analysis set.

    `analysis_set` is one row of the table `analysis_sets`; `events` the table of that name, None
    where the result was read from files, which has it in one of its own.
    """

    analysis: Analysis
    fit: Fit | FailedFit
    rows: pd.DataFrame
    analysis_set: pd.DataFrame
    events: pd.DataFrame | None = None

    def __repr__(self) -> str:
        """A line: which analysis, what became of it, of how many."""
        of = f"{self.analysis.name} of {self.analysis.outcome}"
        people = int(self.analysis_set["participants"].iloc[0])
        return f"<Result {of}: {self.fit.status}; {people} people, {len(self.rows)} scores>"

    @property
    def reliable(self) -> Fit | None:
        """The fit, where its numbers may be shown."""
        return reliable(self.fit)

    def people(self) -> pd.Series:
        """Participants with a score, by arm and visit (names)."""
        names = [self.rows["arm"].astype(str), self.rows["visit"].astype(str)]
        return self.rows.groupby(names)["participant"].nunique()


def analyse(analysis: Analysis, tables: Tables) -> Result:
    """The result of one planned analysis.

    `tables` holds the frames `participants` and `outcomes` under these names (see `Study` and
    `prepare_outcomes`). A model that cannot be fitted is a result too: its `fit` is a FailedFit.

    Raises:
        DataError: a table is not there.
    """
    _refuse_absent(tables)
    frame = analysis.frame(tables)
    fit = fitted_to(analysis, frame.rows)
    return Result(analysis, fit, frame.rows, frame.analysis_set, frame.events)


def fitted_to(analysis: Specification, rows: pd.DataFrame) -> Fit | FailedFit:
    """The analysis's model of rows that it, or another of the same kind, was made of.

    Where it has simpler models, the first that can be fitted.

    A model whose random effects are at their boundary gives way to one that is not, if that has
    random effects beside the intercept, which the last has not; what was passed over stands in
    `Fit.attempts`.

    ASSUME: a random slope, of people or of clusters, stays though its variance is estimated at
    zero: without it the standard errors of slopes would rest on that estimate. Clusters stay in
    every simpler model.
    """
    if "baseline" in rows and len(rows) and rows["baseline"].isna().all():
        return FailedFit(analysis.formula, analysis.method, analysis.df, _NO_BASELINE)
    tried: list[tuple[str, Fit | FailedFit]] = []
    first, too_many = _carried(analysis, rows)
    formulas = (first, *analysis.simpler)
    for left, formula in zip(range(len(formulas) - 1, -1, -1), formulas, strict=True):
        fit = attempt_fit(
            formula,
            rows,
            method=analysis.method,
            df=analysis.df,
            vcov=analysis.vcov,
            cluster=analysis.cluster,
            fallback=analysis.fallback,
        )
        tried.append((formula, fit))
        if fit.status == OK or (fit.status in WITH_RESULT and left <= 1):
            break
    place = next((n for n, (_, fit) in enumerate(tried) if fit.status == OK), None)
    if place is None:
        place = next((n for n, (_, fit) in enumerate(tried) if fit.status in WITH_RESULT), 0)
    chosen = tried[place][1]
    passed = too_many + tuple(passed_over(formula, fit) for formula, fit in tried[:place])
    if not passed or isinstance(chosen, FailedFit):
        return chosen
    own = chosen.attempts or (passed_over(tried[place][0], chosen),)
    return replace(chosen, attempts=(*passed, *own))


def _carried(
    analysis: Specification, rows: pd.DataFrame
) -> tuple[str, tuple[CovarianceAttempt, ...]]:
    """The formula whose covariance the people can carry, and those passed over for them."""
    if not analysis.covariance_parameters:
        return analysis.formula, ()
    people = int(rows["participant"].nunique())
    passed: list[CovarianceAttempt] = []
    *richer, last = analysis.covariance_parameters.items()
    for formula, parameters in richer:
        if parameters <= people:
            return formula, tuple(passed)
        why = f"{parameters} covariance parameters are more than {people} people"
        passed.append(CovarianceAttempt(str(parse_formula(formula).covariance), FAILED, why))
    return last[0], tuple(passed)


def _refuse_absent(tables: Tables) -> None:
    for name in ("participants", "outcomes"):
        if not isinstance(tables, Mapping) or not isinstance(tables.get(name), pd.DataFrame):
            rule = "the table is not among those given"
            remedy = (
                "Give analyse(analysis, {'participants': study.participants, 'outcomes': "
                "prepare_outcomes(plan, study.participants, study.scores)})."
            )
            raise DataError([Problem(f"table {name}", None, None, rule, remedy)])


def read_results(
    plan: Plan,
    fits: Iterable[str | Path],
    rows: Iterable[str | Path],
    analysis_sets: Iterable[str | Path],
) -> list[Result]:
    """Read results that were written to files, given in the same order."""
    results = []
    for fit, seen, people in zip(fits, rows, analysis_sets, strict=True):
        analysis_set = read_table(people)
        outcome, name = (str(analysis_set[key].iloc[0]) for key in ("outcome", "analysis"))
        analysis = planned_analysis(plan, outcome, name)
        results.append(Result(analysis, read_attempt(fit), read_table(seen), analysis_set))
    return results
