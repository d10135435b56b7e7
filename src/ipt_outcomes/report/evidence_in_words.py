"""What other studies came to, and where the trial stands among them, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.evidence_words import (
    INDIRECT,
    LEAST_FOR_TEST,
    WITH_TRIAL,
    behind,
    g_of,
    studies,
    title_of_entry,
)
from ipt_outcomes.report.numbers import confidence, interval, number, p_equals
from ipt_outcomes.report.wording import arm_labels

OVERLAPS, APART = "overlaps", "lies outside"


def entry_in_words(
    plan: Plan, name: str, tables: dict[str, pd.DataFrame]
) -> tuple[str, tuple[str, ...]]:
    """The heading of one entry and its sentences; `tables` are those of the stage `evidence`."""
    of = {key: frame[frame["evidence"] == name] for key, frame in tables.items()}
    pooled = of["evidence_pooled"].set_index("pooled_of", drop=False)
    row = pooled.iloc[0]
    trial = of["evidence_studies"][of["evidence_studies"]["row"] == "trial"]
    own = None if trial.empty else trial.iloc[0]
    if row["pooled_of"] == INDIRECT:
        said = [*_indirect(plan, row), *_beside(row, own)]
    else:
        said = [
            *_pooled(plan, row),
            *_heterogeneity(plan, row),
            *_among(plan, row, own, pooled),
            *_small(plan, row, of["evidence_small_studies"]),
            *_left_out(of["evidence_left_out"]),
        ]
    return title_of_entry(plan, row), tuple(said)


def _pooled(plan: Plan, row: pd.Series) -> Iterator[str]:
    arms, level = arm_labels(plan), confidence(plan.alpha)
    entry = next(each for each in plan.evidence if each.name == row["evidence"])
    kind = "" if row["comparison_is"] == "randomised" else " that were not randomised"
    yield (
        f"{behind(row)}{kind}; from {entry.source}. Together they show g = {g_of(row)} ({level} "
        f"confidence interval in brackets); above zero favours {arms[row['test']]} or what is like "
        "it."
    )
    if row["comparison_is"] != "randomised":
        yield "Nobody drew lots in these studies: what they show may have other causes."
    if row["few_studies"]:
        yield (
            f"Caution: there are only {studies(int(row['studies']))}. How much studies differ is "
            "hardly known from so few, nor is what to expect of a new one."
        )
    if row["without_effect"]:
        yield (
            f"Rows of the file left out, because no effect can be made from what they report: "
            f"{row['without_effect']}."
        )


def _heterogeneity(plan: Plan, row: pd.Series) -> Iterator[str]:
    spread = math.sqrt(sum(each for each in (row["tau2"], row["omega2"]) if math.isfinite(each)))
    share = f"I² {number(row['i2'], 0)}%"
    if math.isfinite(row["i2_lower"]):
        share += f", {interval(row['i2_lower'], row['i2_upper'], 0)}%"
    if spread < 0.005:
        yield f"Their results differ no more than chance would have them differ ({share})."
    else:
        yield (
            "Their true effects are estimated to scatter about the mean with a standard deviation "
            f"of {number(spread, 2)}; that is {number(row['i2'], 0)}% of the variance seen between "
            f"their results, the rest being chance ({share}; {p_equals(row['q_p_value'])} of no "
            "scatter)."
        )
    if math.isfinite(row["prediction_lower"]):
        yield (
            "The true effect of a new study of the same kind is expected between "
            f"{number(row['prediction_lower'], 2)} and {number(row['prediction_upper'], 2)} "
            f"({confidence(plan.alpha)} prediction interval)."
        )


def standing(row: pd.Series, own: pd.Series) -> str | None:
    """Whether the trial's interval overlaps the prediction interval; None where there is none."""
    if not math.isfinite(row["prediction_lower"]):
        return None
    apart = own["ci_lower"] > row["prediction_upper"] or own["ci_upper"] < row["prediction_lower"]
    return APART if apart else OVERLAPS


def _among(
    plan: Plan, row: pd.Series, own: pd.Series | None, pooled: pd.DataFrame
) -> Iterator[str]:
    if own is None:
        yield "This trial has too few scores at the endpoint to be set among them."
        return
    said = (
        "This trial, its effect made in the same way from raw means and standard deviations: g = "
        f"{g_of(own)}."
    )
    if standing(row, own) is not None:
        said += f" {_placed(row, own)}"
    yield said
    if own["comparison_is"] != row["comparison_is"]:
        yield (
            "The trial's arms and those of the studies did not come about in the same way; it is "
            "not pooled with them."
        )
    for _, both in pooled[pooled["pooled_of"] == WITH_TRIAL].iterrows():
        yield f"With this trial among them they would show g = {g_of(both)}."


def _placed(row: pd.Series, own: pd.Series) -> str:
    """The trial beside what is expected of a new study."""
    few = ", though so few studies say little of that" if row["few_studies"] else ""
    if standing(row, own) == APART:
        return (
            "Its interval lies outside the prediction interval: it is further out than the other "
            f"studies let one expect{few}."
        )
    if row["prediction_lower"] <= own["estimate"] <= row["prediction_upper"]:
        return (
            "Its interval overlaps the prediction interval, and its effect lies within it: it is "
            f"such a result as the other studies let one expect{few}."
        )
    return (
        "Its interval overlaps the prediction interval; its effect lies outside it, by no more "
        f"than chance may bring about in one trial{few}."
    )


def _small(plan: Plan, row: pd.Series, tests: pd.DataFrame) -> Iterator[str]:
    if row["studies"] < LEAST_FOR_TEST:
        yield (
            f"Whether small studies show other effects than large ones cannot be told from fewer "
            f"than {LEAST_FOR_TEST} studies: no test and no plot of it is shown."
        )
        return
    slope = tests[tests["term"] == "slope"].iloc[0]
    if not math.isfinite(slope["p_value"]):
        yield f"Whether small studies show other effects than large ones: {slope['status']}."
        return
    found = p_equals(slope["p_value"])
    if slope["p_value"] <= plan.alpha:
        more = "larger" if slope["estimate"] > 0 else "smaller"
        yield (
            f"Small studies show {more} effects than large ones (Egger's regression, {found}). "
            "Small studies without an effect may have stayed unpublished, or small studies had "
            "other people or closer care; the pooled effect may be off by it."
        )
    else:
        yield (
            "That small studies show other effects than large ones is not seen (Egger's "
            f"regression, {found}); such a test misses much."
        )


def _left_out(rows: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    least, most = rows["estimate"].min(), rows["estimate"].max()
    yield (
        f"Without any one of the studies the others show between {number(least, 2)} and "
        f"{number(most, 2)}."
    )


def _indirect(plan: Plan, row: pd.Series) -> Iterator[str]:
    arms = arm_labels(plan)
    entry = next(each for each in plan.indirect if each.name == row["evidence"])
    through = next(each for each in plan.evidence if each.name == entry.first).comparison
    named = f"{arms[row['test']]} and {arms[row['comparison']]}"
    if not math.isfinite(row["estimate"]):
        yield (
            f"{named} cannot be compared by way of {arms[through]}: {row['status']}, so that the "
            "two sets are not independent."
        )
        return
    yield (
        f"Indirect: {named} by way of what both were compared with ({arms[through]}), in "
        f"{behind(row)}: g = {g_of(row)}."
    )
    yield (
        "Nobody was randomised between the two in these studies. It holds only if the two sets are "
        "alike in whatever changes the effects: the people, the years, the care."
    )


def _beside(row: pd.Series, own: pd.Series | None) -> Iterator[str]:
    if own is None or not math.isfinite(row["estimate"]):
        return
    apart = own["ci_lower"] > row["ci_upper"] or own["ci_upper"] < row["ci_lower"]
    direct = "a direct comparison" if own["comparison_is"] == "randomised" else "its own comparison"
    yield (
        f"This trial, {direct}: g = {g_of(own)}; the two intervals "
        f"{'do not overlap' if apart else 'overlap'}."
    )
