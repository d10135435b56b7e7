"""What was done about missing data, with the number of people concerned."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.missing_scores import ASSUMPTION_TITLES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.estimand_words import by_estimand
from ipt_outcomes.report.wording import outcome_labels
from ipt_outcomes.tables.status import with_result

_EVERY_SCORE = (
    "Missing scores after baseline were not filled in for the planned analyses: the models use "
    "every observed score of the people in them{used} and are valid"
)
_ASIDE = ", but for scores after an event that an estimand does not use as given,"
_ALSO = {
    "locf": "The last score carried forward stands among the scenarios, for readers who ask for "
    "it. It is not the primary analysis: it takes it that nobody changed any more after leaving, "
    "and counts scores that were made up as if they had been measured.",
    "completers": "Completers alone stand among the scenarios, for readers who ask for it. That is "
    "not the primary analysis: who stays differs from who leaves, and not alike in every arm, so "
    "that chance no longer makes the arms comparable.",
}
_ONE_VISIT = (
    "Missing scores at the endpoint were not filled in for the planned analyses: people without "
    "one are left out, which is valid"
)


def missing_in_words(plan: Plan, models: pd.DataFrame) -> str:
    """The rules of the plan for missing data, and how many people each touched, by outcome."""
    sentences = [
        f"{_ONE_VISIT if plan.one_visit else _every_score(plan)} when scores are missing at "
        "random, that is, when whether a score is missing depends only on what was observed of the "
        "person and is in the model, and not on the score itself. No data can show that this "
        "holds.",
        *_items(plan),
        *_baselines(plan, models),
    ]
    if any(plan.adjusted_for(request) for request in plan.requests):
        sentences.append(_covariates(plan, models))
    left_out = _counts(plan, models, "without_outcome")
    if left_out:
        where = "at the endpoint" if plan.one_visit else "at any visit of the model"
        sentences.append(f"Left out for having no score {where}: {left_out}.")
    excluded = _counts(plan, models, "excluded")
    if excluded:
        sentences.append(f"Excluded by the plan for a missing baseline or covariate: {excluded}.")
    sentences.append(
        f"Where {'an' if len(plan.arms) > 1 else 'the'} arm was not assessed at a visit, its mean "
        f"and {what_is_asked(plan).lower()} there are not estimable, and no number is given."
    )
    return " ".join([*sentences, *_scenarios(plan)])


def _every_score(plan: Plan) -> str:
    """What the models use: not the scores that an estimand sets aside."""
    estimands = [estimand for estimand, _ in by_estimand(plan).values()]
    aside = any(
        estimand.strategy_of(event) != "treatment_policy"
        for estimand in estimands
        for event in plan.events
    )
    return _EVERY_SCORE.format(used=_ASIDE if aside else "")


def _scenarios(plan: Plan) -> list[str]:
    """What the plan asks for as scenarios, and why some of it is no primary analysis."""
    missing, said = plan.missing, []
    if missing.reasons:
        taken = {f"“{reason}”": wanted for reason, wanted in missing.reasons.items()}
        taken["another reason, or none"] = missing.other_reasons
        of = [f"{who}: {ASSUMPTION_TITLES[wanted]}" for who, wanted in taken.items()]
        said.append(f"A scenario takes people who left by their reason: {'; '.join(of)}.")
    said += [_ALSO[name] for name in missing.also]
    return said


def _items(plan: Plan) -> list[str]:
    """What became of forms with unanswered items, for each scale of which items are mapped."""
    sentences = []
    for scale in dict.fromkeys(outcome.scale for outcome in plan.outcomes_in_order):
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


def _baselines(plan: Plan, models: pd.DataFrame) -> list[str]:
    """What became of missing baseline scores: said once of all analyses that say the same.

    Of analyses that gave no result nothing became of them: the rule was not put to use.
    """
    same: dict[tuple[str, bool], list[str]] = {}
    for analysis, words in analysis_words(plan).items():
        if words.baseline is not None:
            same.setdefault((words.baseline, words.filled_in), []).append(analysis)
    sentences = []
    for (said, filled_in), analyses in same.items():
        of = models[models["analysis"].isin(analyses)]
        which = listed([analysis_words(plan)[name].title for name in analyses])
        if not with_result(of["status"]).any():
            sentences.append(f"{which}: no result, and so nothing became of missing baselines.")
            continue
        end = _who(plan, of, "baseline_imputed", "a baseline score") if filled_in else ""
        if len(same) > 1:
            # Analyses differ in what they do: each is named with its own.
            sentences.append(f"{which}: {said[0].lower()}{said[1:]}{end}.")
        else:
            sentences.append(f"{said}{end}.")
    return sentences


def _covariates(plan: Plan, models: pd.DataFrame) -> str:
    if plan.models.missing_covariate == "exclude":
        return "People with a missing covariate were excluded."
    return (
        "A missing number among the covariates was replaced by its mean, and a missing category "
        f"was a category of its own{_who(plan, models, 'covariate_imputed', 'a covariate')}."
    )


def _who(plan: Plan, models: pd.DataFrame, column: str, what: str) -> str:
    """For how many something was filled in: of the people in models that gave a result.

    Others may lack it too; they are in no model, and are not counted here.
    """
    there = models[with_result(models["status"])]
    counts = _counts(plan, there, column)
    if counts or there.empty:
        return f": {counts}" if counts else ""
    several = "model" if len(there) == 1 else "models"
    return f"; nobody in the {several} lacked {what}"


def _counts(plan: Plan, models: pd.DataFrame, column: str) -> str:
    """How many people, by outcome and analysis; empty when no one is concerned.

    Neither is named where the plan has one alone.
    """
    words, labels = analysis_words(plan), outcome_labels(plan)
    parts = []
    for analysis, rows in models.groupby("analysis", sort=False):
        counts = dict(zip(rows["outcome"], rows[column].astype(int), strict=True))
        concerned = {outcome: n for outcome, n in counts.items() if n > 0}
        if not concerned:
            continue
        of_every = len(counts) > 1 and len(counts) == len(labels)
        if len(labels) == 1:
            said = people(next(iter(counts.values())))
        elif of_every and len(set(counts.values())) == 1:
            said = f"{people(next(iter(counts.values())))} for every outcome"
        else:
            said = listed([f"{people(n)} for {labels[name]}" for name, n in concerned.items()])
        parts.append(said if len(words) == 1 else f"{said} ({words[str(analysis)].running})")
    return "; ".join(parts)
