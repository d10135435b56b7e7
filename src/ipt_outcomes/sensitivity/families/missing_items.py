"""Whether the rule for unanswered items moves a contrast: the analysis under each of the rules."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.analyses.analyse import analyse
from ipt_outcomes.instruments.items import MissingRule
from ipt_outcomes.prepare.missing_rules import compare_missing_rules
from ipt_outcomes.prepare.outcomes import prepare_outcome
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.endpoint import endpoint_effects
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Unanswered items", "does the rule matter?", "form")


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """Every missing-item rule of the outcome's scale: the plan's first, then the other published
    ones, then complete forms only. Under each, totals and model are made anew.

    None where the outcome is a reported total, or its scale has no rule to choose.
    """
    plan, outcome = planned.plan, planned.outcome
    scores = planned.given["scores"]
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
            effects=planned.effects if name == own else _under(planned, name),
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


def _under(planned: PlannedOutcome, rule: str) -> pd.DataFrame:
    """The contrasts of the primary analysis at the endpoint under another rule."""
    plan, given, outcome = planned.plan, planned.given, planned.outcome
    prepared = prepare_outcome(
        plan,
        given["participants"],
        given["scores"],
        outcome.name,
        missing_rules={outcome.scale: rule},
    )
    again = {"participants": given["participants"], "outcomes": prepared.outcomes}
    return endpoint_effects(plan, analyse(planned.analysis, again), prepared.outcomes)
