"""A personalized advantage index in words: what it is of, and whether following it would help."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.advantage_index import BASELINE, AdvantageIndex
from ipt_outcomes.plan.advantage_rules import baseline_outcome
from ipt_outcomes.plan.locking.named_before import named_before_data
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    interval,
    number,
    p_equals,
    percent,
    plain_number,
    sentence_decimals,
)
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    contrast_label,
    instrument_of,
    outcome_labels,
)
from ipt_outcomes.tables.status import NOT_ESTIMABLE

FOLLOWED, BEYOND = "recommended against the other arm", "beyond the average difference"
EXPLORATORY = "exploratory"
_HELPFUL = {
    "shown to help": "Following the index is shown to help",
    "not shown to help": "Following the index is not shown to help",
    "shown to harm": "Following the index is shown to harm",
}


def index_of(plan: Plan, name: str) -> AdvantageIndex:
    """The plan's index of that name."""
    return next(each for each in plan.personalized_advantage if each.name == name)


def index_label(plan: Plan, row: pd.Series) -> str:
    """`IPT or CBT: Depression (PHQ-9) (exploratory)`."""
    arms = arm_labels(plan)
    called = index_of(plan, row["index"]).label
    called = called or f"{arms[row['test']]} or {arms[row['comparison']]}"
    label = f"{called}: {outcome_labels(plan)[row['outcome']]}"
    return f"{label} ({EXPLORATORY})" if row["claim"] == EXPLORATORY else label


def predictor_label(plan: Plan, index: AdvantageIndex, name: str) -> str:
    """`Depression (PHQ-9), baseline`; of a participant's variable `problem area`."""
    outcome = baseline_outcome(plan, index, name)
    if outcome is None:
        return name.replace("_", " ")
    return f"{outcome_labels(plan)[outcome]}, {BASELINE}"


def in_words(plan: Plan, row: pd.Series, benefits: pd.DataFrame) -> str:
    """A paragraph on one index: `row` is of the table `personalized_advantage`."""
    head = f"{index_label(plan, row)}, {at_visit(plan, row['visit'])}."
    if row["status"] == NOT_ESTIMABLE:
        return f"{head} There is no result: {row['reason']}."
    return " ".join(
        [
            head,
            _people(plan, row),
            _split(plan, row),
            _worth(plan, row, benefits),
            _power(plan, row),
        ]
    )


def _people(plan: Plan, row: pd.Series) -> str:
    arms = arm_labels(plan)
    said = (
        f"{people(row['n_test'])} of {arms[row['test']]} and {row['n_comparison']} of "
        f"{arms[row['comparison']]} had a score"
    )
    missing = int(row["missing_test"] + row["missing_comparison"])
    if missing == 0:
        return f"{said}, and nobody had none."
    lost = f"{row['missing_test']} and {row['missing_comparison']}"
    if row["missing_outcomes"] == "completers":
        return f"{said}; COMPLETERS ONLY: {lost} had none, and the result says nothing of them."
    return (
        f"{said}; {lost} had none, and those with a score who are alike in arm and predictors "
        "stand for them."
    )


def _split(plan: Plan, row: pd.Series) -> str:
    arm = arm_labels(plan)[row["test"]]
    return (
        f"Made without them, the index recommended {arm} to {percent(row['recommended_test'])} of "
        f"people; {percent(row['steady'])} of its recommendations were the same whichever other "
        "people it was made from."
    )


def _worth(plan: Plan, row: pd.Series, benefits: pd.DataFrame) -> str:
    decimals = sentence_decimals(instrument_of(plan, row["outcome"]))
    own = benefits[(benefits["index"] == row["index"]) & (benefits["people"] == "all")]
    own = own.set_index("quantity")
    followed, beyond = own.loc[FOLLOWED], own.loc[BEYOND]
    ends = interval(followed["ci_lower"], followed["ci_upper"], decimals)
    size = number(abs(followed["estimate"]), decimals)
    better = "better" if followed["estimate"] >= 0 else "worse"
    said = (
        f"Those who got the arm that it recommends were on average {size} points {better} off than "
        f"those who got the other arm ({ends}). Part of that is that one arm is better on average, "
        "which needs no index. Beyond it the benefit was "
        f"{number(beyond['estimate'], decimals)} points "
        f"({interval(beyond['ci_lower'], beyond['ci_upper'], decimals)}, "
        f"{p_equals(beyond['p_value'])}). {_concluded(plan, row, beyond)} The index promised "
        f"{number(row['promised'], decimals)} points."
    )
    if pd.isna(row["calibration_slope"]):
        return said
    return f"{said} {_calibrated(row['calibration_slope'])}"


def _concluded(plan: Plan, row: pd.Series, beyond: pd.Series) -> str:
    said = f"{_HELPFUL[row['conclusion']]}."
    if row["conclusion"] == "not shown to help" and beyond["p_value"] <= plan.alpha:
        return f"{said} The p-value and the interval do not agree here, and nothing is concluded."
    return said


def _calibrated(slope: float) -> str:
    said = f"For each point of difference that it predicts, {number(slope, 2)} came about"
    if slope <= 0:
        return f"{said}: it predicts nothing."
    return f"{said}." if slope >= 1 else f"{said}: it promises too much."


def _power(plan: Plan, row: pd.Series) -> str:
    decimals = sentence_decimals(instrument_of(plan, row["outcome"]))
    return (
        f"With this many people no benefit below {number(row['least_detectable'], decimals)} "
        "points would be found reliably (80% power, an index that parts people in halves)."
    )


def advantage_methods(plan: Plan) -> list[str]:
    """What was done, in the past tense, a paragraph an index; none where the plan asks for none."""
    return [_method(plan, index) for index in plan.personalized_advantage]


def _method(plan: Plan, index: AdvantageIndex) -> str:
    label = outcome_labels(plan)[index.outcome]
    when = at_visit(plan, plan.outcome(index.outcome).endpoint)
    predictors = listed([predictor_label(plan, index, name) for name in index.predictors])
    learner = (
        "ridge regression on the predictors, the arm, and the products with the arm of those "
        "predictors whose interaction had a p-value up to .2, its penalty chosen by leave-one-out"
        if index.learner == "ridge"
        else "an elastic net on the predictors, the arm and their products, its penalty chosen by "
        "inner folds"
    )
    missing = (
        "Those with a score were weighted by the inverse probability of having one, given arm and "
        "predictors."
        if index.missing_outcomes == "weighted"
        else "It is of completers only."
    )
    return (
        f"A personalized advantage index (DeRubeis et al. 2014; {_stamp(plan, index)}) of "
        f"{contrast_label(plan, index.test, index.comparison)} for {label} {when} was made from "
        f"{predictors} by {learner}. Choice of predictors, penalty and means for missing "
        "predictors were made within the training sets of "
        f"{index.folds}-fold cross-validation, repeated {_times(index.repeats)} with scikit-learn; "
        f"the benefit of following the index was estimated in the people left out. {missing} "
        "Its standard error and p-value come from "
        f"{index.permutations} trials with permuted arms, in which everybody had the average "
        f"effect and the whole procedure was repeated.{_clusters(plan)}"
    )


def _clusters(plan: Plan) -> str:
    """Why what people share is not in the model of an index."""
    if not plan.clusters:
        return ""
    shared = listed([cluster.one for cluster in plan.clusters], "or")
    return (
        f" What people of the same {shared} share was not modelled: the benefit beyond the "
        "average difference compares people of one arm, "
        "some of whom were recommended it and others not."
    )


def _stamp(plan: Plan, index: AdvantageIndex) -> str:
    return "pre-specified" if named_before_data(plan, index) else EXPLORATORY


def _times(repeats: int) -> str:
    return "once" if repeats == 1 else f"{repeats} times"


def advantage_facts(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The plan's indices as a term and its lines; none where it has none."""
    lines = [
        f"{index.label or index.name} ({_stamp(plan, index)}): "
        f"{contrast_label(plan, index.test, index.comparison)}, "
        f"{outcome_labels(plan)[index.outcome]}; {index.learner}, {index.folds} folds, "
        f"{plain_number(index.repeats)} repeats, {index.permutations} permutations; predictors: "
        f"{listed([predictor_label(plan, index, name) for name in index.predictors])}; people "
        f"without a score: {index.missing_outcomes}"
        for index in plan.personalized_advantage
    ]
    return [("Personalized advantage", tuple(lines))] if lines else []
