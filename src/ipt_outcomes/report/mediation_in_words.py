"""What a mediation's quantities, models and answers are called."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    confidence,
    number,
    sentence_decimals,
    with_interval,
)
from ipt_outcomes.report.wording import (
    at_visit,
    contrast_label,
    instrument_of,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

_RANDOMISED = (
    "Randomisation does not protect the path from mediator to outcome. It makes the arms alike, so "
    "that what the treatment does to each scale is an effect; who of an arm changed on the "
    "mediator was not allotted by anybody."
)
_NOT_ALLOTTED = (
    "Nothing here was allotted by chance: neither the arms, nor who of an arm changed on the "
    "mediator."
)
_SEQUENTIAL = (
    "The indirect effect is causal only if nothing unmeasured moves the mediator at one visit and "
    "the outcome at the next (sequential ignorability), if the scores have no error of "
    "measurement, and if a visit to the next is the time that it takes. No trial can show this."
)
NOT_PROTECTED = _RANDOMISED.partition(".")[0] + "."
NO_CHANGE_SCORES = (
    "Mediation is not offered on change scores, or on one level of all scores: people who differ "
    "for good would be taken for a path."
)
MODELS = {
    "level": "people differ in level",
    "pace": "people differ in level and in pace",
}


def caveat(plan: Plan) -> str:
    """What must be believed for the indirect effect to be causal."""
    return f"{_RANDOMISED if plan.randomised else _NOT_ALLOTTED} {_SEQUENTIAL}"


def mediation_label(plan: Plan, row: pd.Series) -> str:
    """`Interpersonal problems (IIP-32), then Depression (PHQ-9); IPT − Waitlist`."""
    labels = outcome_labels(plan)
    contrast = contrast_label(plan, row["test"], row["comparison"])
    return f"{labels[row['mediator']]}, then {labels[row['outcome']]}; {contrast}"


def quantity_label(plan: Plan, row: pd.Series) -> str:
    """What it is, in the scales' short names: `IIP-32 → PHQ-9 a visit later`."""
    first, then = (instrument_of(plan, row[key]).name for key in ("mediator", "outcome"))
    return {
        "total": "All of the difference",
        "indirect": f"Through {first}",
        "direct": f"Not through {first}",
        "mediator to outcome": f"{first} → {then} a visit later",
        "outcome to mediator": f"{then} → {first} a visit later",
        "lead of the mediator": "The first minus the second",
    }[str(row["quantity"])]


def answer_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """What one mediation shows under the plan's assumption, and what the other one makes of it.

    `rows` are its rows of the table `mediation`.
    """
    planned = rows[rows["planned"]]
    first = planned.iloc[0]
    label = mediation_label(plan, first)
    if not has_result(planned).all():
        return f"{label}: no answer. {_capital(str(first['reason']))}."
    of = {str(row["quantity"]): row for _, row in planned.iterrows()}
    scale, then = (instrument_of(plan, first[key]).name for key in ("mediator", "outcome"))
    level = confidence(plan.alpha)
    decimals = sentence_decimals(instrument_of(plan, first["outcome"]))
    indirect, lead = of["indirect"], of["lead of the mediator"]
    order = _order(of, scale, then)
    which = (
        "which of the two paths is the stronger can be told"
        if _excludes_zero(lead)
        else "which of the two paths is the stronger cannot be told"
    )
    shown = "is shown" if _excludes_zero(indirect) else "is not shown"
    said = (
        f"{label}: {order}; {which}. Of a difference between arms of "
        f"{_numbers(of['total'], decimals)} points {at_visit(plan, first['visit'])}, "
        f"{_numbers(indirect, decimals)} went through {scale} ({level} intervals): a part through "
        f"the mediator {shown}."
    )
    return f"{said}{_undone(indirect, scale, then)}{_other(plan, rows, decimals)}"


def _order(of: dict[str, pd.Series], scale: str, then: str) -> str:
    """Which scale was shown to move first; `of` has the row of each quantity."""
    said = [
        f"{first} moved before {second}{'' if row['estimate'] > 0 else ', the other way'}"
        for row, first, second in (
            (of["mediator to outcome"], scale, then),
            (of["outcome to mediator"], then, scale),
        )
        if _excludes_zero(row)
    ]
    if not said:
        return f"neither {scale} nor {then} was shown to move before the other"
    return " and ".join(said) if len(said) > 1 else f"{said[0]}, and no path back was shown"


def _undone(indirect: pd.Series, scale: str, then: str) -> str:
    """How little of something unmeasured would undo it."""
    zero, limit = indirect["correlation_at_zero"], indirect["correlation_at_limit"]
    what = (
        f"something unmeasured that correlated the deviation of {scale} at a visit with that of "
        f"{then} at the next"
    )
    if pd.isna(zero):
        return f" No correlation was found, up to 0.9, by {what} that would make it zero."
    said = f" It would be zero with {what} by {number(zero, 2)}"
    if limit and pd.notna(limit):
        return f"{said}; its interval would reach zero from {number(limit, 2)} on."
    return f"{said}."


def _other(plan: Plan, rows: pd.DataFrame, decimals: int) -> str:
    other = rows[~rows["planned"] & (rows["quantity"] == "indirect")]
    if other.empty:
        return ""
    row = other.iloc[0]
    where = f" Where {MODELS[row['model']]}"
    if not has_result(other).all():
        return f"{where}, no maximum was found."
    return f"{where}, {_numbers(row, decimals)} went through it."


def _numbers(row: pd.Series, decimals: int) -> str:
    return with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)


def _excludes_zero(row: pd.Series) -> bool:
    return bool(row["ci_lower"] > 0 or row["ci_upper"] < 0)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def mediation_in_words(plan: Plan) -> str:
    """The methods' paragraph; empty where the plan has no mediators."""
    if not plan.mediation:
        return ""
    labels = outcome_labels(plan)
    asked = [
        f"{labels[each.mediator]} as a mediator of {labels[each.outcome]} "
        f"({contrast_label(plan, each.test, each.comparison)})"
        for each in plan.mediation
    ]
    paces = {each.people_differ_in for each in plan.mediation}
    stays = listed([MODELS[each] for each in ("level", "pace") if each in paces], last="or")
    return (
        f"{listed(asked)}: the scores of both at evenly spaced visits were modelled as what stays "
        f"of a person ({stays}) and deviations from it, which depend on both deviations a visit "
        "before (a random-intercept cross-lagged panel model, by full-information maximum "
        "likelihood, with free means of each arm at each visit after the baseline). The "
        "indirect effect at the last visit is the path from mediator to outcome times the arms' "
        "differences in the mediator before it, each carried on by the outcome's own path. "
        f"{confidence(plan.alpha)} intervals are expanded percentiles of 1,000 bootstrap samples "
        "of people, or of their clusters."
    )


def mediation_facts(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The plan's mediators as a term and its lines; none where it names none."""
    labels = outcome_labels(plan)
    lines = tuple(
        f"{labels[each.mediator]}, then {labels[each.outcome]}: "
        f"{contrast_label(plan, each.test, each.comparison)}; {MODELS[each.people_differ_in]}"
        for each in plan.mediation
    )
    return [("Mediators", lines)] if lines else []
