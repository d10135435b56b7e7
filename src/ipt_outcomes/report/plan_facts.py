"""The plan as terms and what they say, for readers who do not read YAML."""

from __future__ import annotations

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.analyses import Role
from ipt_outcomes.plan.multiplicity_rules import family_outcomes
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request
from ipt_outcomes.report.advantage_in_words import advantage_facts
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.design_words import randomised_clusters, what_is_asked
from ipt_outcomes.report.effect_size_words import corrected, divided_by, size_name
from ipt_outcomes.report.estimand_words import model_behind
from ipt_outcomes.report.joint_in_words import joint_facts
from ipt_outcomes.report.mediation_in_words import mediation_facts
from ipt_outcomes.report.methods_clinical import clinical_facts
from ipt_outcomes.report.methods_evidence import evidence_facts
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.plan_facts_missing import estimated_and_missing
from ipt_outcomes.report.plan_facts_moderators import moderator_facts
from ipt_outcomes.report.plan_facts_people import facts_of_people
from ipt_outcomes.report.tables.hypotheses import ADJUSTMENTS
from ipt_outcomes.report.wording import (
    ARM_ROLES,
    contrast_label,
    outcome_labels,
    scale_in_words,
    since_visit,
    visit_labels,
)

Fact = tuple[str, tuple[str, ...]]

_PHASES = {"baseline": "baseline", "treatment": "treatment", "follow_up": "follow-up"}
_MISSING_COVARIATES = {
    "mean": "number replaced by the mean, category made one of its own",
    "exclude": "participant excluded and counted",
}


def plan_facts(plan: Plan) -> list[Fact]:
    """Each of the plan's choices as a term and its lines, in the plan's order."""
    alpha = plain_number(plan.alpha)
    return [
        ("Trial", (plan.trial,)),
        ("Participants", ("real" if plan.source == "real" else "synthetic: simulated, not real",)),
        ("Arms", tuple(f"{arm.label}: {ARM_ROLES[arm.role]}" for arm in plan.arms)),
        ("Visits", tuple(_visits(plan))),
        ("Outcomes", tuple(_outcomes(plan))),
        *_unanswered(plan),
        (
            "Contrasts (test − comparison)" if len(plan.arms) > 1 else what_is_asked(plan),
            tuple(_contrasts(plan)),
        ),
        ("Effect size", (f"{size_name(plan)}: by {divided_by(plan)}, {corrected(plan)}",)),
        *_families(plan),
        ("Allocation", (_allocation(plan),)),
        *_clusters(plan),
        *mediation_facts(plan),
        *_adjustment(plan),
        ("Missing covariate", (_MISSING_COVARIATES[plan.models.missing_covariate],)),
        *estimated_and_missing(plan),
        *_analyses(plan),
        *joint_facts(plan),
        *clinical_facts(plan),
        *moderator_facts(plan),
        *evidence_facts(plan),
        *advantage_facts(plan),
        *facts_of_people(plan),
        ("Confidence level", (f"{confidence(plan.alpha)} (alpha {alpha}, two-sided)",)),
        ("Seed", (str(plan.seed),)),
        ("SHA-256 of the plan", (plan.digest,)),
        *([] if plan.lock is None else [("Seal of its lock", (plan.lock.seal,))]),
    ]


def _families(plan: Plan) -> list[Fact]:
    """Hypotheses that are tested together; none where the plan names no family."""
    labels = outcome_labels(plan)
    lines = [
        f"{family.name}, by {ADJUSTMENTS[family.method]}: "
        + listed([labels[name] for name in family_outcomes(plan, family)])
        for family in plan.multiplicity
    ]
    return [("Families of hypotheses", tuple(lines))] if lines else []


def _adjustment(plan: Plan) -> list[Fact]:
    """What all analyses are adjusted for; where nothing was randomised there are no strata."""
    strata, others = plan.stratification, plan.models.covariates
    if not plan.randomised:
        return [("Adjusted for", (_names((*strata, *others)),))]
    return [("Stratified by", (_names(strata),)), ("Further covariates", (_names(others),))]


def _allocation(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return "one arm"
    if not plan.randomised:
        return "not randomised"
    return f"randomised by {randomised_clusters(plan) or 'person'}"


def _clusters(plan: Plan) -> list[Fact]:
    """Each cluster with its arms; those that are ignored with the reason."""
    labels = {arm.name: arm.label for arm in plan.arms}
    lines = []
    for cluster in plan.clusters:
        line = f"{cluster.several}: a random effect in every analysis"
        if cluster.arms and len(cluster.arms) < len(plan.arms):
            line += f"; in {listed([labels[arm] for arm in cluster.arms])} only"
        if cluster.within is not None:
            line += f"; within {cluster.within.replace('_', ' ')}"
        lines.append(line)
    for name, reason in plan.ignore_clusters.items():
        lines.append(f"{name.replace('_', ' ')}: ignored ({reason})")
    return [("Clusters", tuple(lines))] if lines else []


def _visits(plan: Plan) -> list[str]:
    lines = []
    for visit in plan.visits:
        line = f"{visit.label}: week {plain_number(visit.week)}, {_PHASES[visit.phase]}"
        if visit.window is not None:
            line += f", days {visit.window[0]} to {visit.window[1]}".replace("-", "−")
        lines.append(line)
    return lines


def _outcomes(plan: Plan) -> list[str]:
    return [
        f"{outcome.label}: {outcome.role}, endpoint {visit_labels(plan)[outcome.endpoint]}; "
        f"{scale_in_words(plan, outcome.name)}"
        for outcome in plan.outcomes_in_order
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
    labels = outcome_labels(plan)
    lines = []
    if len(plan.arms) == 1:
        return [
            f"{plan.arms[0].label}: change {since_visit(plan, plan.baseline.name)}, no comparison"
        ]
    for each in plan.contrasts:
        line = f"{contrast_label(plan, each.test, each.comparison)}: {each.hypothesis}"
        if each.margin is not None:
            line += f", margin {plain_number(each.margin)} points"
        of = listed([labels[name] for name in each.outcomes]) if each.outcomes else "all outcomes"
        lines.append(f"{line}; {of}")
    return lines


def _analyses(plan: Plan) -> list[Fact]:
    """Each analysis with its choices; what it is to which outcomes, where the plan names any."""
    words = analysis_words(plan)
    return [
        (
            words[request.name].title,
            (
                *_again(plan, request),
                *words[request.name].choices,
                *(_named(plan, request) if plan.analyses else ()),
            ),
        )
        for request in plan.requests
    ]


def _again(plan: Plan, request: Request) -> list[str]:
    """What an analysis is that has the label of an estimand after the first."""
    if request.estimand is None:
        return []
    running = model_behind(plan, request, running=True)
    return [f"the primary analysis ({running}) made again for this estimand"]


def _named(plan: Plan, request: Request) -> list[str]:
    labels = outcome_labels(plan)
    roles: dict[Role, list[str]] = {}
    for outcome in request.outcomes:
        roles.setdefault(plan.role_of(outcome, request.name), []).append(labels[outcome])
    lines = [f"{role} analysis of {listed(outcomes)}" for role, outcomes in roles.items()]
    if request.covariates != plan.models.covariates:
        lines.append(f"further covariates: {_names(request.covariates)}")
    return lines


def _names(names: tuple[str, ...]) -> str:
    return listed([name.replace("_", " ") for name in names]) or "none"
