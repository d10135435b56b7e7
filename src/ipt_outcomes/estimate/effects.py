"""The plan's contrasts at every visit, with effect sizes and what they say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.estimate.conclusions import conclusion, favours
from ipt_outcomes.estimate.effect_sizes import effect_sizes, pooled_sd
from ipt_outcomes.estimate.grid import at_visits, blank_unless_observed, with_status
from ipt_outcomes.estimate.results import ModelResult
from ipt_outcomes.models.marginal.means import contrast
from ipt_outcomes.models.result import Fit
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Contrast
from ipt_outcomes.tables import checked

_NUMBERS = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]


def plan_effects(
    plan: Plan, results: Sequence[ModelResult], outcomes: pd.DataFrame
) -> pd.DataFrame:
    """One row an outcome x model x contrast x visit after baseline, as the table `effects` says.

    `outcomes` (all outcomes' rows) gives the baseline SD. What an arm has no data for is "not
    estimable"; the rows of a model that failed or did not converge carry that as their status.
    """
    frames = [
        _of_contrast(plan, result, asked, outcomes)
        for result in results
        for asked in plan.contrasts_of(result.outcome)
    ]
    return checked("effects", pd.concat(frames, ignore_index=True))


def _of_contrast(
    plan: Plan, result: ModelResult, asked: Contrast, outcomes: pd.DataFrame
) -> pd.DataFrame:
    outcome = plan.outcome(result.outcome)
    weeks = at_visits(plan, result.model).drop(index=plan.baseline.name, errors="ignore")
    if result.reliable is None:
        table = pd.DataFrame(float("nan"), index=weeks.index, columns=_NUMBERS)
        table["status"] = result.fit.status
    else:
        table = _contrast_at(result.reliable, asked, weeks, result.model, 1 - plan.alpha)
    people = result.people()
    for side, arm in (("n_test", asked.test), ("n_comparison", asked.comparison)):
        index = pd.MultiIndex.from_product([[arm], weeks.index])
        table[side] = people.reindex(index, fill_value=0).astype("Int64").to_numpy()
    both = (table["n_test"] > 0) & (table["n_comparison"] > 0)
    table = blank_unless_observed(table, both, _NUMBERS)

    baseline = outcomes[
        (outcomes["outcome"] == outcome.name) & (outcomes["visit"] == plan.baseline.name)
    ]
    sd, sd_df = pooled_sd(baseline["score"], baseline["arm"])
    direction = plan.instrument(outcome.scale).direction
    table["endpoint"] = table.index == outcome.endpoint
    table["favours"] = [
        favours(estimate, direction, asked.test, asked.comparison) for estimate in table["estimate"]
    ]
    table["conclusion"] = [
        conclusion(lower, upper, direction, asked.margin) if endpoint else None
        for lower, upper, endpoint in zip(
            table["ci_lower"], table["ci_upper"], table["endpoint"], strict=True
        )
    ]
    counts = result.analysis_set.iloc[0]
    table = table.join(effect_sizes(table, sd=sd, sd_df=sd_df)).assign(
        outcome=outcome.name,
        role=outcome.role,
        model=result.model,
        visit=table.index,
        week=weeks,
        test=asked.test,
        comparison=asked.comparison,
        hypothesis=asked.hypothesis,
        margin=asked.margin if asked.margin is not None else float("nan"),
        sd=sd,
        sd_df=float(sd_df),
        **{
            name: pd.array([counts[name]] * len(table), dtype="Int64")
            for name in ("participants", "observations", "baseline_imputed", "excluded")
        },
    )
    words = ["visit", "favours", "conclusion", "status"]
    return table.astype(dict.fromkeys(words, "str")).reset_index(drop=True)


def _contrast_at(
    fit: Fit, asked: Contrast, weeks: pd.Series, model: str, level: float
) -> pd.DataFrame:
    if model == "growth":
        found = contrast(
            fit, "arm", against=asked.comparison, by="week", at={"week": list(weeks)}, level=level
        )
        found["visit"] = found["week"].map({week: name for name, week in weeks.items()})
    else:
        found = contrast(fit, "arm", against=asked.comparison, by="visit", level=level)
    found = found[found["test"].astype("str") == asked.test].astype({"visit": "str"})
    table: pd.DataFrame = found.set_index("visit")[[*_NUMBERS, "status"]].reindex(weeks.index)
    return with_status(table, fit.status)
