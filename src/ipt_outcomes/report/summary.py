"""The plain-language summary: what the primary outcome's numbers say, and no more."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.claim import WITH_MARGIN, Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.chosen_rows import in_plan_order, of_analysis, without_endpoint
from ipt_outcomes.report.cluster_words import caution
from ipt_outcomes.report.design_words import who_took_part
from ipt_outcomes.report.numbers import (
    confidence,
    number,
    p_equals,
    plain_number,
    sentence_decimals,
)
from ipt_outcomes.report.status_words import SINGULAR_CAUTION, exploratory_mark, reason_of
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    better_end,
    instrument_of,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.effect_sizes import ALONE, NOT_SHOWN, SHOWN
from ipt_outcomes.tables.status import has_result

_HOLDS = {
    SHOWN: SHOWN,
    NOT_SHOWN: NOT_SHOWN,
    ALONE: "not shown, although it is alone",
}
_CONFOUNDED = (
    "The arms were not randomised: a difference may come from what else tells them apart, and not "
    "from the treatment."
)


def plain_summary(
    plan: Plan,
    models: pd.DataFrame,
    effects: pd.DataFrame,
    clusters: pd.DataFrame | None = None,
    hypotheses: pd.DataFrame | None = None,
) -> list[str]:
    """Sentences on each primary outcome's contrasts at its endpoint, by its primary analysis.

    The arguments after the plan are the tables of these names. Where the plan tests hypotheses in
    families, `hypotheses` says what became of each within its own.
    """
    primary = of_analysis(plan, effects, None)
    sentences = [_who(plan, models, clusters)]
    for outcome in plan.outcomes_in_order:
        if outcome.role != "primary":
            continue
        scale = instrument_of(plan, outcome.name)
        sentences.append(
            f"The primary outcome was {outcome.label} {at_visit(plan, outcome.endpoint)}, "
            f"scored {plain_number(scale.minimum)} to {plain_number(scale.maximum)} "
            f"({better_end(plan, outcome.name)})."
        )
        if not plan.contrasts_of(outcome.name):
            sentences.append(f"The plan asks no contrast of {outcome.label}.")
        elif outcome.name in without_endpoint(plan, primary):
            sentences.append(
                f"No contrast can be given: {visit_labels(plan)[outcome.endpoint]} is not among "
                "the visits of the primary model."
            )
        rows = primary[(primary["outcome"] == outcome.name) & primary["endpoint"]]
        rows = in_plan_order(plan, rows)
        for (_, row), known in zip(rows.iterrows(), has_result(rows), strict=True):
            said = _result(plan, row) if known else _no_result(plan, row)
            sentences.append(said + _within_its_family(row, hypotheses))
    if len(plan.arms) > 1 and not plan.randomised:
        sentences.append(_CONFOUNDED)
    return [*sentences, *caution(plan, clusters)]


def difference_in_words(plan: Plan, row: pd.Series) -> str:
    """`IPT ended 4.1 points lower than Waitlist (95% CI 5.6 lower to 2.6 lower; p < .001)`."""
    arms = arm_labels(plan)
    decimals = sentence_decimals(instrument_of(plan, row["outcome"]))
    if any(round(abs(row[end]), decimals) == 0 for end in ("estimate", "ci_lower", "ci_upper")):
        # A number next to zero needs one more digit to say on which side it lies.
        decimals += 1
    size = number(abs(row["estimate"]), decimals)
    if row["comparison"] not in arms:
        middle = _changed(plan, row, size)
    elif float(size) == 0:
        middle = f"ended level with {arms[row['comparison']]}, to the last digit shown"
    else:
        side = "lower" if row["estimate"] < 0 else "higher"
        middle = f"ended {size} points {side} than {arms[row['comparison']]}"
    limits = " to ".join(
        f"{number(abs(limit), decimals)} {'lower' if limit < 0 else 'higher'}"
        for limit in (row["ci_lower"], row["ci_upper"])
    )
    # Beside a margin it is not the p-value that answers the question.
    of = " of no difference" if row["hypothesis"] in WITH_MARGIN else ""
    return (
        f"{arms[row['test']]} {middle} "
        f"({confidence(plan.alpha)} CI {limits}; {p_equals(row['p_value'])}{of})"
    )


def _changed(plan: Plan, row: pd.Series, size: str) -> str:
    start = at_visit(plan, row["comparison"])
    if float(size) == 0:
        return f"ended level with the score {start}, to the last digit shown"
    return f"ended {size} points {'lower' if row['estimate'] < 0 else 'higher'} than {start}"


def _who(plan: Plan, models: pd.DataFrame, clusters: pd.DataFrame | None) -> str:
    counts: dict[str, int] = {}
    if clusters is not None:
        modelled = clusters[clusters["state"] == "modelled"]
        # Each randomised cluster is in one arm, so the arms' numbers add up to that of all.
        found = modelled.groupby("name")["in_arm"].sum()
        counts = {str(name): int(n) for name, n in found.items()}
    return who_took_part(plan, int(models["randomised"].max()), counts)


def _result(plan: Plan, row: pd.Series) -> str:
    said = f"{difference_in_words(plan, row)}. "
    excludes_zero = row["ci_lower"] > 0 or row["ci_upper"] < 0
    favoured = arm_labels(plan).get(row["favours"], "")
    if row["hypothesis"] in WITH_MARGIN:
        said += _of_likeness(plan, row)
    elif row["comparison"] not in arm_labels(plan):
        said += "There is no other arm to compare this change with."
    elif excludes_zero:
        said += f"The interval excludes a difference of zero; it favours {favoured}."
    else:
        said += (
            "The interval includes a difference of zero: the "
            f"{'trial' if plan.randomised else 'study'} does not show which arm is better, nor "
            "that they are equal."
        )
    if pd.notna(row["conclusion"]):
        said += f" Conclusion by the plan: {_named(plan, row)}."
    if row["caution"]:
        said += f" {SINGULAR_CAUTION}"
    if exploratory_mark(row):
        said += " This is exploratory: the plan as it was locked did not ask for it so."
    return said


def _within_its_family(row: pd.Series, hypotheses: pd.DataFrame | None) -> str:
    """What becomes of a conclusion among the hypotheses that it is tested with."""
    if hypotheses is None or hypotheses.empty:
        return ""
    same = pd.Series(True, hypotheses.index)
    for name in ("outcome", "test", "comparison"):
        same &= hypotheses[name] == row[name]
    own = hypotheses[same & hypotheses["family"].notna()]
    if own.empty or pd.isna(own["holds"].iloc[0]):
        return ""
    found = own.iloc[0]
    p, what = found["p_adjusted"], _HOLDS[found["holds"]]
    adjusted = "no adjusted p-value" if pd.isna(p) else f"adjusted {p_equals(p)}"
    return f" Within its family of hypotheses ({found['family']}): {what}, {adjusted}."


def _of_likeness(plan: Plan, row: pd.Series) -> str:
    """What was asked of arms that are to be alike, and where the interval lies."""
    test, comparison = (arm_labels(plan)[row[side]] for side in ("test", "comparison"))
    claim = Claim.of(row, plan.direction_of(row["outcome"]))
    points = plain_number(row["margin"])
    within = claim.shown_by(row["ci_lower"], row["ci_upper"])
    where = "stays within" if within else "reaches beyond"
    if claim.hypothesis == "non-inferiority":
        return (
            f"The question was whether {test} is at most {points} points worse; the interval "
            f"{where} that margin."
        )
    return (
        f"The question was whether {test} and {comparison} are equally good, neither better by "
        f"{points} points or more; the interval {where} these margins."
        + (f" {test} is as good as {comparison}, to that margin." if within else "")
    )


def _named(plan: Plan, row: pd.Series) -> str:
    """The conclusion with the test arm's label in the place of "test arm"."""
    return str(row["conclusion"]).replace("test arm", arm_labels(plan)[row["test"]])


def _no_result(plan: Plan, row: pd.Series) -> str:
    names = arm_labels(plan) | visit_labels(plan)
    pair = f"{names[row['test']]} against {names[row['comparison']]}"
    if row["status"] == NOT_ESTIMABLE:
        reason = reason_of(row)
        return f"{pair}: not estimable{reason and f', because {reason}'}."
    return (
        f"{pair}: no result can be given for {outcome_labels(plan)[row['outcome']]} "
        f"(status of the model: {row['status']})."
    )
