"""What may be done with baseline scores, in words: what it is called, and what it assumes."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan

_LABELS = {
    "covariate": "baseline as covariate",
    "filled_in": "baseline as covariate, the mean where it is missing",
    "left_out": "baseline as covariate, people without it left out",
    "constrained": "baseline as outcome, one mean for all arms",
    "free": "baseline as outcome, arms compared by their change",
}
# By whether chance drew the arms.
_LINES = (
    "Later scores are taken to follow the baseline score in a straight line, as steep in every arm."
)
_COVARIATE = {
    True: f"Arms are compared among people of the same baseline score. {_LINES}",
    False: "It is taken that, but for the treatment, people of the same baseline score and "
    f"covariates would fare alike in either arm. {_LINES}",
}
_FILLED_IN = {
    # ASSUME: White and Thompson 2005, Stat Med 24:993-1007, as where the mean is filled in.
    True: "A missing baseline score is filled in with the mean of all arms; whether it is missing "
    "was settled before chance drew the arms, so this favours none of them.",
    False: "A missing baseline score is filled in with the mean of all arms; as chance did not "
    "draw the arms, this may favour one of them.",
}
_LEFT_OUT = "Who has no baseline score is left out: the result is of the people who have one."
_CONSTRAINED = {
    True: "Chance drew the arms after the baseline, so there they have one mean.",
    False: "At baseline the arms are taken to have one mean, though chance did not draw them.",
}
_FREE = {
    True: "Each arm has a baseline mean of its own. A difference that chance made there is taken "
    "off in full, though part of it would have faded by itself: intervals are wider as a rule.",
    False: "Each arm has a baseline mean of its own. It is taken that, but for the treatment, "
    "arms that begin apart would change by as much.",
}
_EVERYBODY = "No score is filled in, and everybody with a score stays in."
_WITH_COVARIATES = "No score is filled in, and everybody with a score and all covariates stays in."
_BY_VISIT = "What a covariate adds may differ from visit to visit."
_AT_RANDOM = "that are missing are taken to be missing at random."


def baseline_in_words(plan: Plan, name: str, *, adjusted: bool) -> tuple[str, str]:
    """The label of a choice and what it assumes.

    `name` is covariate (where nobody lacks a baseline score), filled_in, left_out, constrained or
    free; `adjusted` whether the analysis has further covariates.
    """
    chance = plan.randomised
    later = f"Later scores {_AT_RANDOM}"
    without = adjusted and plan.models.missing_covariate == "exclude"
    outcome = [
        _WITH_COVARIATES if without else _EVERYBODY,
        *([_BY_VISIT] if adjusted else []),
        f"Scores, at baseline too, {_AT_RANDOM}",
    ]
    said = {
        "covariate": [_COVARIATE[chance], later],
        "filled_in": [_COVARIATE[chance], _FILLED_IN[chance], later],
        "left_out": [_COVARIATE[chance], _LEFT_OUT, later],
        "constrained": [_CONSTRAINED[chance], *outcome],
        "free": [_FREE[chance], *outcome],
    }
    return _LABELS[name], " ".join(said[name])
