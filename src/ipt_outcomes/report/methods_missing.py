"""What was done about missing data, with the number of people concerned."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.wording import MODEL_TITLES, listed, outcome_labels, people


def missing_in_words(plan: Plan, models: pd.DataFrame) -> str:
    """The rules of the plan for missing data, and how many people each touched, by outcome."""
    sentences = [
        "Missing scores after baseline were not filled in: the models use every score observed and "
        "are valid when scores are missing at random, that is, when whether a score is missing "
        "depends only on what is in the model. No data can show that this holds.",
        *_items(plan),
        _baseline(plan, models),
    ]
    if plan.adjusted_for:
        sentences.append(_covariates(plan, models))
    left_out = _counts(plan, models, "without_outcome")
    if left_out:
        sentences.append(f"Left out for having no score at any visit of the model: {left_out}.")
    excluded = _counts(plan, models, "excluded")
    if excluded:
        sentences.append(f"Excluded by the plan for a missing baseline or covariate: {excluded}.")
    sentences.append(
        "Where an arm was not assessed at a visit, its mean and contrasts there are not estimable, "
        "and no number is given."
    )
    return " ".join(sentences)


def _items(plan: Plan) -> list[str]:
    """What became of forms with unanswered items, for each scale of which items are mapped."""
    sentences = []
    for scale in dict.fromkeys(outcome.scale for outcome in plan.outcomes):
        rule = plan.missing_rule(scale)
        if not plan.has_items(scale):
            continue
        name = plan.instrument(scale).name
        if rule is None:
            sentences.append(f"A form of the {name} with an unanswered item had no total.")
        else:
            items = "one unanswered item" if rule.most_missing == 1 else (
                f"up to {rule.most_missing} unanswered items"
            )  # fmt: skip
            sentences.append(
                f"In a form of the {name} with {items} the mean of the answered ones stood in for "
                "them; with more it had no total."
            )
    return sentences


def _baseline(plan: Plan, models: pd.DataFrame) -> str:
    rule = plan.models.mmrm.missing_baseline
    if rule == "constrained":
        return (
            "A missing baseline score needed no filling in, the baseline being an outcome of the "
            "model."
        )
    if rule == "exclude":
        return "People without a baseline score were excluded from the repeated-measures model."
    counts = _counts(plan, models, "baseline_imputed")
    return (
        "In the repeated-measures model a missing baseline score was replaced by the mean of all "
        "arms, which keeps the randomised comparison: "
        + (f"{counts}." if counts else "no one's was missing.")
    )


def _covariates(plan: Plan, models: pd.DataFrame) -> str:
    if plan.models.missing_covariate == "exclude":
        return "People with a missing covariate were excluded."
    counts = _counts(plan, models, "covariate_imputed")
    return (
        "A missing number among the covariates was replaced by its mean, and a missing category "
        "was a category of its own: " + (f"{counts}." if counts else "no one's was missing.")
    )


def _counts(plan: Plan, models: pd.DataFrame, column: str) -> str:
    """How many people, by model and outcome; empty when no one is concerned."""
    labels = outcome_labels(plan)
    parts = []
    for model, rows in models.groupby("model", sort=False):
        counts = dict(zip(rows["outcome"], rows[column].astype(int), strict=True))
        concerned = {outcome: n for outcome, n in counts.items() if n > 0}
        if not concerned:
            continue
        if len(counts) > 1 and len(set(counts.values())) == 1:
            said = f"{people(next(iter(counts.values())))} for every outcome"
        else:
            said = listed([f"{people(n)} for {labels[name]}" for name, n in concerned.items()])
        parts.append(f"{MODEL_TITLES[str(model)].lower()}, {said}")
    return "; ".join(parts)
