"""Whether the rule for unanswered items moves a contrast: the analysis under each of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ipt_outcomes.analyses.analyse import analyse
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.instruments.items import MissingRule
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.prepare.missing_rules import compare_missing_rules
from ipt_outcomes.prepare.outcomes import prepare_outcome
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.endpoint import endpoint_effects

FAMILY = Family("Unanswered items", "does the rule matter?", "form")


def choices(plan: Plan, tables: Mapping[str, pd.DataFrame], outcome: Outcome) -> Iterator[Choice]:
    """Every missing-item rule of the outcome's scale: the plan's first, then the other published
    ones, then complete forms only. Under each, totals and model are made anew.

    None where the outcome is a reported total, or its scale has no rule to choose.
    """
    scores = tables["scores"]
    compared = compare_missing_rules(plan, scores.loc[scores["scale"] == outcome.scale])
    if compared.empty:
        return
    first = compared.iloc[0]
    own = str(first["rule"])
    counts = {own: (int(first["assessments"]), int(first["totals"]), 0)}
    for _, row in compared.iterrows():
        totals, changed = int(row["other_totals"]), int(row["changed"])
        counts[str(row["other_rule"])] = (int(row["assessments"]), totals, changed)
    for name, (forms, totals, changed) in counts.items():
        rule = plan.instrument(outcome.scale).missing_rule(name)
        yield Choice(
            name=name,
            label=_label(rule),
            assumes=_assumes(rule),
            planned=name == own,
            units=forms,
            used=totals,
            changed=changed,
            effects=_effects(plan, tables, outcome, name),
        )


def _label(rule: MissingRule | None) -> str:
    return "complete forms only" if rule is None else f"up to {rule.most_missing} made up for"


def _assumes(rule: MissingRule | None) -> str:
    if rule is None:
        return "A form with an unanswered item counts as a missed assessment."
    others = "one other" if rule.most_missing == 1 else f"up to {rule.most_missing} others"
    return (
        f"The mean of a form's answered items stands in for {others}; "
        "a form with more unanswered items counts as a missed assessment."
    )


def _effects(
    plan: Plan, tables: Mapping[str, pd.DataFrame], outcome: Outcome, rule: str
) -> pd.DataFrame:
    """The contrasts of the primary analysis at the endpoint, in the plan's order."""
    rules = {outcome.scale: rule}
    prepared = prepare_outcome(
        plan, tables["participants"], tables["scores"], outcome.name, missing_rules=rules
    )
    again = {"participants": tables["participants"], "outcomes": prepared.outcomes}
    result = analyse(planned_analysis(plan, outcome.name), again)
    return endpoint_effects(plan, result, prepared.outcomes)
