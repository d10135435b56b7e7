"""Whether the rule for unanswered items moves a contrast: the analysis under each of the rules."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.effects import plan_effects
from ipt_outcomes.estimate.results import ModelResult
from ipt_outcomes.models.attempt import attempt_fit
from ipt_outcomes.plan.formulas import specify
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.prepare.missing_rules import compare_missing_rules
from ipt_outcomes.prepare.model_frames import model_frame
from ipt_outcomes.prepare.outcomes import prepare_outcome
from ipt_outcomes.tables import checked

_TEXTS = ["outcome", "role", "scale", "rule", "test", "comparison", "visit", "conclusion", "status"]
_COUNTS = ["most_missing", "forms", "totals", "changed", "participants", "observations"]
_NUMBERS = ["estimate", "se", "df", "ci_lower", "ci_upper", "p_value", "shift"]
_TYPES = {
    **dict.fromkeys(_TEXTS, "str"),
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(_NUMBERS, "float64"),
    "planned": "bool",
}


def missing_item_effects(
    plan: Plan, participants: pd.DataFrame, scores: pd.DataFrame
) -> pd.DataFrame:
    """The plan's contrasts at the endpoint under every missing-item rule of each scale.

    `participants` and `scores` are the tables of those names. For each outcome whose scale has
    answers to items, and a published rule: the plan's rule first, then the others, among them
    `complete` (every item must be answered). Under each the totals are made anew and the plan's
    first model is fitted anew. The table `missing_items`, one row an outcome x rule x contrast; no
    rows of an outcome that is a reported total or has no rule to choose. `shift` is the estimate
    minus the one under the plan's rule, scale points. A model that fails is a row with its status.
    Raises what `prepare_outcome` raises.
    """
    frames = []
    for outcome in plan.outcomes:
        compared = compare_missing_rules(plan, scores.loc[scores["scale"] == outcome.scale])
        if len(compared):
            frames.append(_of_outcome(plan, participants, scores, outcome, compared))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(_TYPES))
    return checked("missing_items", found[list(_TYPES)].astype(_TYPES))


def _of_outcome(
    plan: Plan,
    participants: pd.DataFrame,
    scores: pd.DataFrame,
    outcome: Outcome,
    compared: pd.DataFrame,
) -> pd.DataFrame:
    """The rows of one outcome. `compared` is what `compare_missing_rules` gives of its scale."""
    first = compared.iloc[0]
    own = str(first["rule"])
    counts = {own: (int(first["assessments"]), int(first["totals"]), 0)}
    for _, row in compared.iterrows():
        totals, changed = int(row["other_totals"]), int(row["changed"])
        counts[str(row["other_rule"])] = (int(row["assessments"]), totals, changed)
    frames = []
    for name, (forms, totals, changed) in counts.items():
        rule = plan.instrument(outcome.scale).missing_rule(name)
        frames.append(
            _effects(plan, participants, scores, outcome, name).assign(
                scale=outcome.scale,
                rule=name,
                planned=name == own,
                most_missing=0 if rule is None else rule.most_missing,
                forms=forms,
                totals=totals,
                changed=changed,
            )
        )
    under_plan = frames[0]["estimate"].to_numpy()
    return pd.concat([frame.assign(shift=frame["estimate"] - under_plan) for frame in frames])


def _effects(
    plan: Plan, participants: pd.DataFrame, scores: pd.DataFrame, outcome: Outcome, rule: str
) -> pd.DataFrame:
    """The contrasts of the plan's first model at the endpoint, in the plan's order."""
    rules = {outcome.scale: rule}
    prepared = prepare_outcome(plan, participants, scores, outcome.name, missing_rules=rules)
    model = plan.model_names[0]
    frame = model_frame(plan, participants, prepared.outcomes, outcome.name, model)
    asked = specify(plan, model)
    fit = attempt_fit(
        asked.formula, frame.rows, method=asked.method, df=asked.df, fallback=asked.fallback
    )
    result = ModelResult(outcome.name, model, fit, frame.rows, frame.analysis_set)
    effects = plan_effects(plan, [result], prepared.outcomes)
    return effects.loc[effects["endpoint"]].reset_index(drop=True)
