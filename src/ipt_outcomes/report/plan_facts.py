"""The plan as terms and what they say, for readers who do not read YAML."""

from __future__ import annotations

from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.table_notes import DF_TITLES
from ipt_outcomes.report.wording import (
    arm_labels,
    listed,
    outcome_labels,
    scale_in_words,
    visit_labels,
)

Fact = tuple[str, tuple[str, ...]]

_ROLES = {
    "treatment": "treatment",
    "active_comparator": "active comparator",
    "control": "control",
}
_PHASES = {"baseline": "baseline", "treatment": "treatment", "follow_up": "follow-up"}
_BASELINES = {
    "mean": "replaced by the mean of all arms",
    "constrained": "baseline is an outcome with equal means in all arms",
    "exclude": "participant excluded and counted",
}
_MISSING_COVARIATES = {
    "mean": "number replaced by the mean, category made one of its own",
    "exclude": "participant excluded and counted",
}


def plan_facts(plan: Plan) -> list[Fact]:
    """Each of the plan's choices as a term and its lines, in the plan's order."""
    facts: list[Fact] = [
        ("Trial", (plan.trial,)),
        ("Participants", ("real" if plan.source == "real" else "synthetic: simulated, not real",)),
        ("Arms", tuple(f"{arm.label}: {_ROLES[arm.role]}" for arm in plan.arms)),
        ("Visits", tuple(_visits(plan))),
        ("Outcomes", tuple(_outcomes(plan))),
        *_unanswered(plan),
        ("Contrasts (test − comparison)", tuple(_contrasts(plan))),
        ("Stratified by", (_names(plan.stratification),)),
        ("Further covariates", (_names(plan.models.covariates),)),
        ("Missing covariate", (_MISSING_COVARIATES[plan.models.missing_covariate],)),
        *_models(plan),
        ("Confidence level", (f"{confidence(plan.alpha)} (alpha {plan.alpha:g}, two-sided)",)),
        ("Seed", (str(plan.seed),)),
        ("SHA-256 of the plan", (plan.digest,)),
    ]
    return facts


def _visits(plan: Plan) -> list[str]:
    lines = []
    for visit in plan.visits:
        line = f"{visit.label}: week {visit.week:g}, {_PHASES[visit.phase]}"
        if visit.window is not None:
            line += f", days {visit.window[0]} to {visit.window[1]}".replace("-", "−")
        lines.append(line)
    return lines


def _outcomes(plan: Plan) -> list[str]:
    return [
        f"{outcome.label}: {outcome.role}, endpoint {visit_labels(plan)[outcome.endpoint]}; "
        f"{scale_in_words(plan, outcome.name)}"
        for outcome in plan.outcomes
    ]


def _unanswered(plan: Plan) -> list[Fact]:
    lines = []
    for scale in plan.scales:
        if plan.has_items(scale):
            rule = plan.missing_rule(scale)
            said = "every item must be answered"
            if rule is not None:
                said = f"up to {rule.most_missing} made up for by the mean of the others"
                said += f" ({rule.name}: {rule.source})"
            lines.append(f"{plan.instrument(scale).name}: {said}")
    return [("Unanswered items", tuple(lines))] if lines else []


def _contrasts(plan: Plan) -> list[str]:
    arms, labels = arm_labels(plan), outcome_labels(plan)
    lines = []
    for each in plan.contrasts:
        line = f"{arms[each.test]} − {arms[each.comparison]}: {each.hypothesis}"
        if each.margin is not None:
            line += f", margin {each.margin:g} points"
        of = listed([labels[name] for name in each.outcomes]) if each.outcomes else "all outcomes"
        lines.append(f"{line}; {of}")
    return lines


def _models(plan: Plan) -> list[Fact]:
    mmrm, growth = plan.models.mmrm, plan.models.growth
    covariances = [STRUCTURES[name].title for name in (mmrm.covariance, *mmrm.fallback)]
    facts: list[Fact] = [
        (
            "Mixed model for repeated measures",
            (
                f"covariance {', else '.join(covariances)}",
                f"{DF_TITLES[mmrm.df]} degrees of freedom",
                f"missing baseline: {_BASELINES[mmrm.missing_baseline]}",
            ),
        )
    ]
    if growth is not None:
        visits = plan.growth_visits()
        facts.append(
            (
                "Growth model",
                (
                    f"{visits[0].label} to {visits[-1].label}",
                    f"{DF_TITLES[growth.df]} degrees of freedom",
                ),
            )
        )
    return facts


def _names(names: tuple[str, ...]) -> str:
    return listed([name.replace("_", " ") for name in names]) or "none"
