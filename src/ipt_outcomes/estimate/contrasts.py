"""The plan's contrasts of each result, as a frame of estimates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.observed import blank_unless_observed, with_status
from ipt_outcomes.estimate.reasons import NOBODY, told_apart_from
from ipt_outcomes.estimate.unplanned import refuse_unplanned_results
from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Contrast
from ipt_outcomes.tables import checked, typed

NUMBERS = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]
COUNTS = ["participants", "observations", "baseline_imputed", "excluded"]


def planned_contrasts(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row an outcome x analysis x contrast x visit after baseline: the table `contrasts`.

    What an arm has no data for is "not estimable"; the rows of a model that failed or did not
    converge carry that as their status. Raises PlanError where the plan has something left to
    decide, KeyError for a result of an outcome, analysis or visit that is not in the plan.
    """
    plan.refuse_undecided()
    refuse_unplanned_results(plan, results)
    frames = [
        _of_contrast(plan, result, asked)
        for result in results
        for asked in plan.contrasts_of(result.analysis.outcome)
    ]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return checked("contrasts", typed("contrasts", found))


def _of_contrast(plan: Plan, result: Result, asked: Contrast) -> pd.DataFrame:
    analysis = result.analysis
    visits = pd.Index([visit.name for visit in analysis.grid.after_baseline], name="visit")
    fit = result.reliable
    if fit is None:
        table = pd.DataFrame(float("nan"), index=visits, columns=NUMBERS)
        table["status"] = result.fit.status
    else:
        found = analysis.grid.contrasts(fit, asked.test, asked.comparison, level=1 - plan.alpha)
        found = found.set_index("visit")
        table = with_status(found[[*NUMBERS, "status"]].reindex(visits), fit.status)
    people = result.people()
    for side, cells in (
        ("n_test", _at(asked.test, visits)),
        ("n_comparison", _start(plan, asked, visits)),
    ):
        table[side] = people.reindex(cells, fill_value=0).astype("Int64").to_numpy()
    both = (table["n_test"] > 0) & (table["n_comparison"] > 0)
    table = blank_unless_observed(table, both, NUMBERS)
    fewest = table[["n_test", "n_comparison"]].min(axis=1)
    table["few"] = (fewest < plan.few).to_numpy(dtype=bool)
    table["reason"] = _reasons(plan, result, asked, table, both)
    counts = result.analysis_set.iloc[0]
    table = table.reset_index().assign(
        outcome=analysis.outcome,
        analysis=analysis.name,
        test=asked.test,
        comparison=asked.comparison,
        caution=deserves_caution(result.fit),
        **{name: pd.array([counts[name]] * len(table), dtype="Int64") for name in COUNTS},
    )
    return table.astype({"visit": "str", "status": "str", "reason": "str"})


def _reasons(
    plan: Plan, result: Result, asked: Contrast, table: pd.DataFrame, both: pd.Series
) -> list[str | None]:
    """Why each row has no number; None where it has one, or its model failed."""
    request = plan.request(result.analysis.name)
    told = told_apart_from(result.rows, [asked.test, asked.comparison], plan.adjusted_for(request))
    return [
        None if status != NOT_ESTIMABLE else told if seen else NOBODY
        for status, seen in zip(table["status"], both, strict=True)
    ]


def _at(arm: str, visits: pd.Index) -> pd.MultiIndex:
    return pd.MultiIndex.from_product([[arm], visits])


def _start(plan: Plan, asked: Contrast, visits: pd.Index) -> pd.MultiIndex:
    """The cells compared with: the other arm at each visit, or the one arm at its baseline."""
    if len(plan.arms) > 1:
        return _at(asked.comparison, visits)
    return pd.MultiIndex.from_arrays([[asked.test] * len(visits), [asked.comparison] * len(visits)])
