"""What stands under the tables, so that each can be read without the rest of the report."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.chosen_rows import without_endpoint
from ipt_outcomes.report.effect_size_words import (
    corrected,
    divided_by,
    one_sd_an_outcome,
    size_name,
)
from ipt_outcomes.report.fitted_words import fitted_otherwise, many_parameters
from ipt_outcomes.report.numbers import confidence, number, plain_number
from ipt_outcomes.report.status_words import SINGULAR_CAUTION
from ipt_outcomes.report.wording import better_end, instrument_of, marked, outcome_labels
from ipt_outcomes.tables.status import has_result

AT_VISIT = "n: people of the arm with a score at the visit who are in the model"
_OTHER_VISITS = "; people without a score there still contribute through their other visits"


def effects_notes(
    plan: Plan, every: pd.DataFrame, rows: pd.DataFrame, models: pd.DataFrame
) -> tuple[str, ...]:
    """The notes of an effects table: sign, analysis, interval, effect size, counts.

    `rows` are those shown, of `every` one of the analyses; `models` has a row for each of these.
    """
    level = confidence(plan.alpha)
    df = listed([DF_TITLES[name] for name in models["df_method"].unique()])
    one_arm = len(plan.arms) == 1
    what = (
        "Change: the mean at the visit minus that at baseline, in points of the scale."
        if one_arm
        else "Difference: test arm minus comparison arm, adjusted, in points of the scale."
    )
    favours = (
        ""
        if one_arm
        else " “Favours” names the arm with the better mean, whether or not the difference can be "
        "told from zero."
    )
    notes = [
        marked(plan, what) + f" {directions(plan, models)}{favours}",
        f"{titles_in(plan, models)}; {df} degrees of freedom; {level} confidence intervals and "
        f"two-sided p-values of no {'change' if one_arm else 'difference'}, not adjusted for "
        "multiplicity.",
        _size(plan, every),
        f"{AT_VISIT}{'' if plan.one_visit else _OTHER_VISITS}.",
    ]
    half = plain_number(plan.alpha / 2)
    if (rows["hypothesis"] == "non-inferiority").any():
        notes.append(
            "Non-inferiority is concluded when the whole interval in points is better than the "
            f"margin: a one-sided test at {half}."
        )
    if (rows["hypothesis"] == "equivalence").any():
        notes.append(
            "Equivalence is concluded when the whole interval in points lies between the margin "
            f"worse and the margin better: two one-sided tests, each at {half}."
        )
    if (rows["status"] == NOT_ESTIMABLE).any():
        notes.append("Not estimable: no number is given; the status says why.")
    notes += [*caution_notes(rows), *few_notes(plan, rows)]
    notes += [*fitted_otherwise(plan, models), *many_parameters(plan, models)]
    labels = outcome_labels(plan)
    beyond = listed([labels[outcome] for outcome in without_endpoint(plan, every)])
    if beyond:
        notes.append(f"{beyond}: the endpoint is not among the visits of the model.")
    return tuple(notes)


def _size(plan: Plan, every: pd.DataFrame) -> str:
    what = "change" if len(plan.arms) == 1 else "difference"
    sds = f" ({_sds(plan, every)})" if one_sd_an_outcome(plan) else ""
    return f"{size_name(plan)}: the {what} over {divided_by(plan)}{sds}, {corrected(plan)}."


def means_notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    """The notes of a means table; `rows` are those shown."""
    return (
        marked(plan, "Adjusted (marginal) means in points of the scale,")
        + f" {titles_in(plan, rows, running=True)}; "
        f"{confidence(plan.alpha)} confidence intervals. {directions(plan, rows)}"
        + (" Bold: the endpoint." if rows["visit"].nunique() > 1 else ""),
        f"{AT_VISIT}.",
        *caution_notes(rows),
        *few_notes(plan, rows),
    )


def caution_notes(rows: pd.DataFrame) -> tuple[str, ...]:
    """What “caution” means, where standard errors in `rows` deserve it; none else."""
    if not (rows["caution"] & has_result(rows)).any():
        return ()
    return (f"Singular; caution: {SINGULAR_CAUTION[0].lower()}{SINGULAR_CAUTION[1:]}",)


def few_notes(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    """What “few” means, where a number in `rows` rests on few people; none else."""
    if not (rows["few"] & has_result(rows)).any():
        return ()
    return (f"Few: fewer than {plan.few} people of an arm have a score at the visit.",)


def directions(plan: Plan, rows: pd.DataFrame) -> str:
    """Which end is the better one, of the scales of the outcomes in `rows`."""
    shown = set(rows["outcome"])
    ends: dict[str, list[str]] = {}
    for outcome in plan.outcomes_in_order:
        if outcome.name in shown:
            names = ends.setdefault(better_end(plan, outcome.name), [])
            names.append(instrument_of(plan, outcome.name).name)
    return " ".join(f"{listed(list(dict.fromkeys(names)))}: {end}." for end, names in ends.items())


def _sds(plan: Plan, rows: pd.DataFrame) -> str:
    found = dict(zip(rows["outcome"], rows["sd"], strict=True))
    return "; ".join(
        f"{label} {number(found[outcome], 2)}"
        for outcome, label in outcome_labels(plan).items()
        if outcome in found
    )
