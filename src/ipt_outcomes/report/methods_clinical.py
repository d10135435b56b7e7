"""What the methods say of clinically significant change, and the plan's facts of it."""

from __future__ import annotations

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.clinical_limits import ClinicalLimits, Limit, clinical_limits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import METHODS, entry_label
from ipt_outcomes.report.numbers import plain_number

_CUTOFFS = {
    "a": "cutoff a (two standard deviations from the clinical mean)",
    "b": "cutoff b (two standard deviations from the functional mean)",
    "c": "cutoff c (between the clinical and the functional mean)",
}


def clinical_facts(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The plan's choices as a term and a line an entry; none where nobody is judged."""
    lines = []
    for asked in plan.clinical_change:
        limits = clinical_limits(plan, asked)
        said = [*_limits(limits), *(f"{name}: {rule}" for name, rule in _rules(limits))]
        if asked.methods:
            said.append(f"beside {listed([METHODS[name] for name in asked.methods])}")
        line = f"{entry_label(plan, asked.outcome, limits.visit)}: {'; '.join(said)}"
        lines.append(line if asked.source is None else f"{line} (source: {asked.source})")
    return [("Clinically significant change", tuple(lines))] if lines else []


def clinical_in_words(plan: Plan) -> list[str]:
    """The paragraph of the methods; none where nobody is judged."""
    if not plan.clinical_change:
        return []
    said = [
        "People were judged one by one by Jacobson and Truax (1991): a change was reliable beyond "
        "1.96 √2 standard errors of measurement, and recovery a reliable improvement from the "
        "clinical side of the cutoff to the functional one."
    ]
    for asked in plan.clinical_change:
        limits = clinical_limits(plan, asked)
        said.append(
            f"Of {entry_label(plan, asked.outcome, limits.visit)} the judgement rested on "
            f"{listed(_limits(limits))}."
        )
        said += [f"A {name} was {rule}." for name, rule in _rules(limits)]
    said.append(_compared(plan))
    return [" ".join(said)]


def _compared(plan: Plan) -> str:
    if len(plan.arms) == 1:
        return "Shares are those of people with a score before and after."
    between = (
        "sums over groups of people who share no cluster with others"
        if plan.clusters
        else "Wilson’s and Newcombe’s methods among those observed"
    )
    return (
        "Shares are given among people with a score before and after, and among everyone, missing "
        "scores being imputed under missing at random by the primary analysis’s model where it has "
        f"the baseline score as a covariate; intervals are by {between}, of imputed scores by "
        "Rubin’s rules. They were not adjusted for covariates or multiplicity. Numbers needed to "
        "treat whose interval includes no difference run through infinity (Altman 1998)."
    )


def _limits(limits: ClinicalLimits) -> list[str]:
    """What a person is judged by."""
    said = []
    if limits.reliability is not None:
        said.append(f"a reliability of {plain_number(limits.reliability.value)}")
    ill = limits.clinical
    said.append(
        "the mean and SD of everyone at baseline"
        if ill is None
        else f"a clinical mean of {plain_number(ill.mean)} (SD {plain_number(ill.sd)})"
    )
    well = limits.functional
    if well is not None and limits.needs_functional:
        said.append(f"a functional mean of {plain_number(well.mean)} (SD {plain_number(well.sd)})")
    cutoff = limits.cutoff
    if cutoff is None:
        return [*said, "no cutoff"]
    if isinstance(cutoff, Limit):
        return [*said, f"a cutoff of {plain_number(cutoff.value)} points"]
    return [*said, _CUTOFFS[cutoff]]


def _rules(limits: ClinicalLimits) -> list[tuple[str, str]]:
    """What a response and a remission are, where that is known."""
    said = []
    if limits.response is not None:
        said.append(("response", _improvement(limits.response)))
    if limits.remission is not None:
        side, value = limits.remission.words, plain_number(limits.remission.value)
        said.append(("remission", f"a score {side} {value}"))
    return said


def _improvement(limit: Limit) -> str:
    value = plain_number(limit.value)
    if limit.unit == "percent of baseline":
        return f"an improvement by {value}% of the baseline score"
    if limit.unit == "points of change":
        return f"an improvement by {value} points"
    return f"a score {limit.words} {value}"
