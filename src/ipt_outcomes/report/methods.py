"""The methods paragraph, written from the plan and from what was fitted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.models.status import FAILED, NOT_CONVERGED, SINGULAR
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import estimand_of, first_estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request
from ipt_outcomes.report.advantage_in_words import advantage_methods
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.design_words import allocated_in_words, strata_in_words
from ipt_outcomes.report.effect_size_words import corrected, divided_by, size_name
from ipt_outcomes.report.estimand_words import after_events, model_behind
from ipt_outcomes.report.fitted_words import fitted_otherwise
from ipt_outcomes.report.joint_in_words import joint_methods
from ipt_outcomes.report.mediation_in_words import mediation_in_words
from ipt_outcomes.report.methods_clinical import clinical_in_words
from ipt_outcomes.report.methods_evidence import evidence_in_methods
from ipt_outcomes.report.methods_imputation import imputation_in_words
from ipt_outcomes.report.methods_missing import missing_in_words
from ipt_outcomes.report.methods_moderators import moderation_in_words
from ipt_outcomes.report.methods_people import people_in_words
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.tables.hypotheses import ADJUSTMENTS
from ipt_outcomes.report.wording import (
    ARM_ROLES,
    arm_labels,
    as_one,
    at_visit,
    instrument_of,
    outcome_labels,
    since_visit,
)
from ipt_outcomes.tables.status import with_result

_METHODS = {"reml": "restricted maximum likelihood", "ml": "maximum likelihood"}
# What became of a model, for one and for several.
_WHAT_BECAME = {
    NOT_CONVERGED: ("The model did not converge", "The models did not converge"),
    FAILED: ("The model failed", "The models failed"),
}
_AT_ZERO = (
    "A variance of random effects was estimated at zero, or a correlation at 1 or −1, which the "
    "method behind standard errors and degrees of freedom allows for"
)
_DOUBTFUL = "Models were singular, so that their standard errors deserve caution"


def methods_paragraph(
    plan: Plan,
    models: pd.DataFrame,
    versions: Mapping[str, str] | None = None,
    scenarios: pd.DataFrame | None = None,
    moderator_tests: pd.DataFrame | None = None,
) -> str:
    """What was done, in the past tense, as a trial paper says it; paragraphs apart by a blank line.

    The design and the models come from the plan; counts, estimation method and statuses from the
    table `models`; `versions` gives each software's version by its name. `scenarios` is the table
    of that name: how missing scores were imputed is said where it has rows that rest on it.
    `moderator_tests` is the table of that name: what was done of moderators is said where it has
    rows.
    """
    parts = [_design(plan), _outcomes(plan), *_analyses(plan, models), *joint_methods(plan)]
    parts += [missing_in_words(plan, models), *imputation_in_words(plan, models, scenarios)]
    parts += [_contrasts(plan), *moderation_in_words(plan, models, moderator_tests)]
    parts += [*clinical_in_words(plan), *advantage_methods(plan), mediation_in_words(plan)]
    parts += [_statuses(plan, models), evidence_in_methods(plan), *people_in_words(plan)]
    if versions:
        used = [f"{name} {version}" for name, version in versions.items()]
        parts.append(f"The analysis was done with {listed(used)}.")
    return "\n\n".join(part for part in parts if part)


def _design(plan: Plan) -> str:
    arms = [f"{arm.label} ({ARM_ROLES[arm.role]})" for arm in plan.arms]
    visits = [_said_once(visit.label, f"week {plain_number(visit.week)}") for visit in plan.visits]
    text = f"{allocated_in_words(plan, arms)} The planned assessments were {listed(visits)}."
    if plan.stratification:
        text += f" {strata_in_words(plan, _names(plan.stratification))}"
    if plan.source == "synthetic":
        text = "The participants are simulated, not real. " + text
    return text


def _outcomes(plan: Plan) -> str:
    sentences = []
    for role in ("primary", "secondary"):
        named = [
            f"{_said_once(outcome.label, instrument_of(plan, outcome.name).name)} "
            f"{at_visit(plan, outcome.endpoint)}"
            for outcome in plan.outcomes_in_order
            if outcome.role == role
        ]
        if named:
            noun = "outcome was" if len(named) == 1 else "outcomes were"
            sentences.append(f"The {role} {noun} {listed(named)}.")
    return " ".join([*sentences, *_estimand(plan)])


def _estimand(plan: Plan) -> list[str]:
    """What the plan's analyses estimate, where it names events or estimands."""
    first = first_estimand(plan)
    said = []
    if plan.estimands:
        about = f", in {first.population}" if first.population else ""
        others = ", unless said otherwise," if len(plan.estimands) > 1 else ""
        said.append(f"The estimand of the analyses{others} was “{first.label}”{about}.")
    if plan.events:
        after = after_events(plan, first)
        said.append(f"{after[0].upper()}{after[1:]}.")
    return said


def _analyses(plan: Plan, models: pd.DataFrame) -> list[str]:
    """A paragraph an analysis: what was done, and how it was fitted."""
    words = analysis_words(plan)
    parts = []
    for request in plan.requests:
        rows, planned = models[models["analysis"] == request.name], request.options.df
        used = [_METHODS[method] for method in rows["method"].unique()]
        # Of models that all failed nothing was fitted.
        was = "was" if with_result(rows["status"]).any() else "was to be"
        method = words[request.name].method
        if request.estimand is not None:
            method = _made_again(plan, request)
        parts.append(
            f"{method} It {was} fitted by {listed(used) or 'likelihood'}, with "
            f"{DF_TITLES[planned]} degrees of freedom.{_fitted_otherwise(rows, planned)}"
        )
    return parts


def _made_again(plan: Plan, request: Request) -> str:
    """What was done for an estimand after the first."""
    estimand, labels = estimand_of(plan, request), outcome_labels(plan)
    of = listed([label for name, label in labels.items() if name in request.outcomes])
    if len(request.outcomes) == len(labels):
        of = "each outcome" if len(labels) > 1 else "the outcome"
    about = f", in {estimand.population}" if estimand.population else ""
    said = (
        f"For a further estimand, “{estimand.label}”{about}, the primary analysis of {of} was made "
        f"again: the same model ({model_behind(plan, request, running=True)}) with the same "
        "covariates"
    )
    if not plan.events:
        return f"{said}."
    return f"{said}, of the scores as this estimand has them: {after_events(plan, estimand)}."


def _contrasts(plan: Plan) -> str:
    arms, labels = arm_labels(plan), outcome_labels(plan)
    if len(arms) == 1:
        return _changes(plan)
    asked = []
    for each in plan.contrasts:
        words = f"{as_one(arms[each.test])} minus {as_one(arms[each.comparison])}"
        words += f" ({each.hypothesis}"
        if each.margin is not None:
            words += f", margin {plain_number(each.margin)} points"
        if each.outcomes:
            words += f", for {listed([labels[name] for name in each.outcomes])}"
        asked.append(words + ")")
    return (
        f"The planned contrasts of adjusted means were {'; '.join(asked)}. They are given with "
        f"{confidence(plan.alpha)} confidence intervals and two-sided p-values, without adjustment "
        f"for multiplicity{_families(plan)}. Standardised effect sizes ({_named(plan)}) are the "
        f"contrasts over {divided_by(plan)}, {corrected(plan)}{_interval(plan)}."
    )


def _interval(plan: Plan) -> str:
    if plan.effect_size.interval == "delta":
        return ""
    return ", with limits by the noncentral t distribution"


def _families(plan: Plan) -> str:
    """How p-values are adjusted within the plan's families, beside those that are not."""
    if not plan.multiplicity:
        return ""
    said = [f"{family.name} ({ADJUSTMENTS[family.method]})" for family in plan.multiplicity]
    return f"; those of hypotheses were also adjusted within their family: {'; '.join(said)}"


def _named(plan: Plan) -> str:
    """The effect size's name inside a sentence: names of people keep their capital."""
    name = size_name(plan)
    return name if "'" in name else name[0].lower() + name[1:]


def _changes(plan: Plan) -> str:
    return (
        f"Changes {since_visit(plan, plan.baseline.name)} within the arm are given with "
        f"{confidence(plan.alpha)} confidence intervals and two-sided p-values of no change, "
        f"without adjustment for multiplicity. The {_named(plan)} is the change over "
        f"{divided_by(plan)}, {corrected(plan)}. It is no effect of a treatment: there was no "
        "comparison."
    )


def _statuses(plan: Plan, models: pd.DataFrame) -> str:
    sentences = []
    lost = models[~with_result(models["status"])]
    for status, group in lost.groupby("status", sort=True):
        one, several = _WHAT_BECAME[str(status)]
        sentences.append(f"{one if len(group) == 1 else several} for {_which(plan, group)}.")
    if lost.empty and len(models):
        sentences.append("All models converged.")
    at_boundary = models["status"] == SINGULAR
    for words, group in (
        (_AT_ZERO, models[at_boundary & ~models["caution"]]),
        (_DOUBTFUL, models[at_boundary & models["caution"]]),
    ):
        if len(group):
            sentences.append(f"{words} ({_which(plan, group)}).")
    return " ".join([*sentences, *fitted_otherwise(plan, models)])


def _which(plan: Plan, models: pd.DataFrame) -> str:
    """The models of these rows, in words."""
    words, labels = analysis_words(plan), outcome_labels(plan)
    return listed(
        [
            f"{labels[outcome]}, {words[analysis].running}"
            for outcome, analysis in zip(models["outcome"], models["analysis"], strict=True)
        ]
    )


def _said_once(label: str, more: str) -> str:
    """`label (more)`, or the label alone where it says it already."""
    return label if more.lower() in label.lower() else f"{label} ({more})"


def _names(names: tuple[str, ...]) -> str:
    return listed([name.replace("_", " ") for name in names])


def _fitted_otherwise(rows: pd.DataFrame, planned: str) -> str:
    used = set(rows["df_method"]) - {planned}
    if not used:
        return ""
    words = listed([DF_TITLES[name] for name in sorted(used)])
    return f" This departs from the plan: some fits used {words} degrees of freedom."
