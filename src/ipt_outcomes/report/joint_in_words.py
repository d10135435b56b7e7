"""Outcomes that are modelled together, in words."""

from __future__ import annotations

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.joint_outcomes import JointOutcomes
from ipt_outcomes.plan.joint_rules import joint_outcomes
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import outcome_labels

_CLAIMS = {
    "all": "that a contrast holds in every one of them",
    "any": "that some contrast holds in some one of them",
}
_HOW = {
    "all": "by the largest of its p-values over the outcomes, without adjustment "
    "(intersection-union)",
    "any": "by p-values adjusted over all contrasts of all outcomes, by their joint distribution "
    "(max-t)",
}


def outcomes_in_words(plan: Plan, joint: JointOutcomes) -> str:
    """The labels of a joint model's outcomes: `PHQ-9 and HRSD-17`."""
    labels = outcome_labels(plan)
    return listed([labels[name] for name in joint_outcomes(plan, joint)])


def role_in_words(plan: Plan, joint: JointOutcomes) -> str:
    """`co-primary outcomes` where the plan calls all of them primary, else `outcomes`."""
    roles = {plan.outcome(name).role for name in joint_outcomes(plan, joint)}
    return "co-primary outcomes" if roles == {"primary"} else "outcomes"


def claim_in_words(joint: JointOutcomes) -> str:
    """What is claimed of the outcomes, and by which p-value."""
    return f"{_CLAIMS[joint.claim]}, {_HOW[joint.claim]}"


def joint_facts(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The joint models as a term and a line each; none where the plan has none."""
    lines = tuple(
        f"{joint.called}: {role_in_words(plan, joint)} {outcomes_in_words(plan, joint)}; "
        f"the claim: {claim_in_words(joint)}"
        for joint in plan.joint
    )
    return [("Outcomes modelled together", lines)] if lines else []


def joint_methods(plan: Plan) -> list[str]:
    """A paragraph a joint model for the Methods, in the past tense."""
    said = []
    for joint in plan.joint:
        first = joint_outcomes(plan, joint)[0]
        df = DF_TITLES[plan.request(plan.primary_of(first)).options.df]
        clusters = (
            " Effects of clusters were those of each outcome's own analysis, correlated between "
            "outcomes."
            if plan.clusters
            else ""
        )
        said.append(
            f"The {role_in_words(plan, joint)} {outcomes_in_words(plan, joint)} were analysed "
            "together too, in one mixed model for repeated measures in which each had the fixed "
            "effects of its primary analysis and a person's scores in all outcomes at all visits "
            "had an unstructured covariance, fitted by restricted maximum likelihood with "
            f"{df} degrees of freedom.{clusters} A joint F test was of no difference in any "
            f"outcome. The claim was {claim_in_words(joint)}, at "
            f"{plain_number(plan.alpha)} two-sided."
        )
    return said
