"""What the plan says of events, estimands and missing scores, as terms and their lines."""

from __future__ import annotations

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import first_estimand
from ipt_outcomes.plan.estimands import Estimand, Event
from ipt_outcomes.plan.missing_scores import ASSUMPTION_TITLES, FEWER, MANY, MANY_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reference_arm import reference_arm
from ipt_outcomes.report.estimand_words import strategy_in_words
from ipt_outcomes.report.methods_imputation import imputed_outcomes
from ipt_outcomes.report.numbers import count, plain_number
from ipt_outcomes.report.wording import arm_labels, outcome_labels, visit_labels

Fact = tuple[str, tuple[str, ...]]

_ALSO = {"locf": "the last score carried forward", "completers": "completers only"}


def estimated_and_missing(plan: Plan) -> list[Fact]:
    """The events, the estimands and the missing scores, each where the plan has something to say.

    Scores are imputed where there are several arms: of one arm nothing is said of it.
    """
    facts: list[Fact] = []
    if plan.events:
        facts.append(("Events", tuple(_event(plan, event) for event in plan.events)))
    if plan.events or plan.estimands:
        every = plan.estimands or (first_estimand(plan),)
        facts.append(("Estimands", tuple(_estimand(plan, each) for each in every)))
    if len(plan.arms) > 1:
        facts.append(("Missing scores (sensitivity)", tuple(_missing(plan))))
    return facts


def _event(plan: Plan, event: Event) -> str:
    if event.after is not None:
        when = f"after {visit_labels(plan)[event.after]}, by design"
    else:
        when = f"on the day in {str(event.day).replace('_', ' ')}"
    labels = arm_labels(plan)
    where = listed([labels[arm] for arm in event.arms]) if event.arms else "all arms"
    ends = "; nobody can have a score after it" if event.ends_scores else ""
    return f"{event.label}: {when}, in {where}{ends}"


def _estimand(plan: Plan, estimand: Estimand) -> str:
    said = [f"{event.label}: {strategy_in_words(estimand, event)}" for event in plan.events]
    if estimand.population:
        said.insert(0, f"in {estimand.population}")
    labels = outcome_labels(plan)
    if estimand.outcomes:
        said.append(f"of {listed([labels[name] for name in estimand.outcomes])}")
    return f"{estimand.label}: {'; '.join(said) or 'no events'}"


def _missing(plan: Plan) -> list[str]:
    missing = plan.missing
    labels = [outcome.label for outcome in imputed_outcomes(plan)]
    if not labels:
        wanted = "any" if missing.outcomes == "all" else "the primary"
        return [
            f"not imputed: no primary analysis of {wanted} outcome has the baseline score as a "
            "covariate"
        ]
    named = missing.imputations
    many = (
        f"{count(MANY)}; {count(FEWER)} with clusters, with another covariance than an "
        f"unstructured one, and of more than {count(MANY_PEOPLE)} people"
        if named is None
        else count(named)
    )
    reference = reference_arm(plan)
    lines = [
        f"imputed: {listed(labels)}",
        f"imputations: {many}",
        f"reference arm: {'none' if reference is None else arm_labels(plan)[reference]}",
        "odds of leaving of who would next score worse: "
        + (
            "no such scenario"
            if missing.leaving_odds is None
            else f"times {plain_number(missing.leaving_odds)}"
        ),
    ]
    if missing.reasons:
        taken = {f"“{reason}”": wanted for reason, wanted in missing.reasons.items()}
        taken["another reason, or none"] = missing.other_reasons
        of = [f"{who}: {ASSUMPTION_TITLES[wanted]}" for who, wanted in taken.items()]
        lines.append(f"by the reason for leaving: {'; '.join(of)}")
    lines += [f"also, for readers who ask for it: {_ALSO[name]}" for name in missing.also]
    return lines
