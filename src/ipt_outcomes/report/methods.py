"""The methods paragraph, written from the plan and from what was fitted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.methods_missing import missing_in_words
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.table_notes import DF_TITLES
from ipt_outcomes.report.wording import (
    arm_labels,
    instrument_of,
    listed,
    outcome_labels,
    visit_labels,
)

_METHODS = {"reml": "restricted maximum likelihood", "ml": "maximum likelihood"}


def methods_paragraph(
    plan: Plan, models: pd.DataFrame, versions: Mapping[str, str] | None = None
) -> str:
    """What was done, in the past tense, as a trial paper says it; paragraphs apart by a blank line.

    The design and the models come from the plan; counts, estimation method and statuses from the
    table `models`; `versions` gives each software's version by its name.
    """
    parts = [_design(plan), _outcomes(plan), _mmrm(plan, models)]
    if plan.models.growth is not None:
        parts.append(_growth(plan, models))
    parts += [missing_in_words(plan, models), _contrasts(plan), _statuses(plan, models)]
    if versions:
        used = [f"{name} {version}" for name, version in versions.items()]
        parts.append(f"The analysis was done with {listed(used)}.")
    return "\n\n".join(part for part in parts if part)


def _design(plan: Plan) -> str:
    roles = {
        "treatment": "treatment",
        "active_comparator": "active comparator",
        "control": "control",
    }
    arms = [f"{arm.label} ({roles[arm.role]})" for arm in plan.arms]
    visits = [_said_once(visit.label, f"week {visit.week:g}") for visit in plan.visits]
    text = (
        f"Participants were randomised to {listed(arms)}. "
        f"Assessments were planned at {listed(visits)}."
    )
    if plan.stratification:
        text += f" Randomisation was stratified by {_names(plan.stratification)}."
    if plan.source == "synthetic":
        text = "The participants are simulated, not real. " + text
    return text


def _outcomes(plan: Plan) -> str:
    sentences = []
    for role in ("primary", "secondary"):
        named = [
            f"{_said_once(outcome.label, instrument_of(plan, outcome.name).name)} at "
            f"{visit_labels(plan)[outcome.endpoint]}"
            for outcome in plan.outcomes
            if outcome.role == role
        ]
        if named:
            noun = "outcome was" if len(named) == 1 else "outcomes were"
            sentences.append(f"The {role} {noun} {listed(named)}.")
    return " ".join(sentences)


def _mmrm(plan: Plan, models: pd.DataFrame) -> str:
    mmrm = plan.models.mmrm
    if mmrm.missing_baseline == "constrained":
        start = (
            "with the baseline score as an outcome whose mean was constrained to be equal in all "
            "arms (constrained longitudinal data analysis), visit and arm by visit"
        )
    else:
        start = (
            "of the scores after baseline, with arm, visit, arm by visit, baseline score and "
            "baseline score by visit"
        )
    return (
        f"Each outcome was analysed by a mixed model for repeated measures {start}"
        f"{_adjusted(plan)} as fixed effects, and {STRUCTURES[mmrm.covariance].words} among the "
        f"visits of a person{_fallback(mmrm.fallback)}. It was fitted by "
        f"{_method(models, 'mmrm')}, with {DF_TITLES[mmrm.df]} degrees of freedom."
        f"{_fitted_otherwise(models, 'mmrm', mmrm.df)}"
    )


def _fallback(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    titles = [STRUCTURES[name].words for name in names]
    return f"; where that could not be fitted soundly, the first that could of {listed(titles)}"


def _growth(plan: Plan, models: pd.DataFrame) -> str:
    growth = plan.models.growth
    if growth is None:
        return ""
    visits = plan.growth_visits()
    return (
        "As a second view of the same data, a growth model described each arm by a straight line "
        f"from {visits[0].label} to {visits[-1].label}: week and arm by week{_adjusted(plan)} as "
        "fixed effects, the arms having one mean at week 0, with a random intercept and a random "
        "slope for each person. The baseline score was an outcome in it. It was fitted by "
        f"{_method(models, 'growth')}, with {DF_TITLES[growth.df]} degrees of freedom."
        f"{_fitted_otherwise(models, 'growth', growth.df)}"
    )


def _contrasts(plan: Plan) -> str:
    arms, labels = arm_labels(plan), outcome_labels(plan)
    asked = []
    for each in plan.contrasts:
        words = f"{arms[each.test]} minus {arms[each.comparison]} ({each.hypothesis}"
        if each.margin is not None:
            words += f", margin {each.margin:g} points"
        if each.outcomes:
            words += f", for {listed([labels[name] for name in each.outcomes])}"
        asked.append(words + ")")
    return (
        f"The planned contrasts of adjusted means were {'; '.join(asked)}. They are given with "
        f"{confidence(plan.alpha)} confidence intervals and two-sided p-values, without adjustment "
        "for multiplicity. Standardised effect sizes (Hedges' g) are the contrasts divided by the "
        "pooled within-arm standard deviation of the observed baseline scores, with Hedges' "
        "small-sample correction."
    )


def _statuses(plan: Plan, models: pd.DataFrame) -> str:
    labels = outcome_labels(plan)
    sentences = []
    for status, group in models[models["status"] != "ok"].groupby("status", sort=True):
        which = [
            f"{labels[outcome]} ({model})"
            for outcome, model in zip(group["outcome"], group["model"], strict=True)
        ]
        verb = "The model was" if len(which) == 1 else "The models were"
        if status == "failed":
            verb = "The model" if len(which) == 1 else "The models"
        sentences.append(f"{verb} {status} for {listed(which)}.")
    return " ".join(sentences) if sentences else "All models converged."


def _said_once(label: str, more: str) -> str:
    """`label (more)`, or the label alone where it says it already."""
    return label if more.lower() in label.lower() else f"{label} ({more})"


def _adjusted(plan: Plan) -> str:
    """The further covariates as the end of a list of fixed effects."""
    return f", and {_names(plan.adjusted_for)}" if plan.adjusted_for else ""


def _names(names: tuple[str, ...]) -> str:
    return listed([name.replace("_", " ") for name in names])


def _method(models: pd.DataFrame, model: str) -> str:
    used = models.loc[models["model"] == model, "method"].unique()
    return listed([_METHODS.get(method, method) for method in used]) or "likelihood"


def _fitted_otherwise(models: pd.DataFrame, model: str, planned: str) -> str:
    used = set(models.loc[models["model"] == model, "df_method"]) - {planned}
    if not used:
        return ""
    words = listed([DF_TITLES.get(name, name) for name in sorted(used)])
    return f" This departs from the plan: some fits used {words} degrees of freedom."
