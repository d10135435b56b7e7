"""How much worse people who left must have done for a conclusion to change, in words."""

from __future__ import annotations

import math

import pandas as pd

from ipt_outcomes.phrases import people
from ipt_outcomes.plan.claim import WITH_MARGIN
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    NO_BREAK,
    count,
    number,
    plain_number,
    sentence_decimals,
    table_decimals,
)
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    contrast_label,
    instrument_of,
    lower_is_better,
)
from ipt_outcomes.tables.status import with_result

LIKENESS = (
    "Where there is a margin, people of the test arm alone are moved: to make people worse in both "
    "arms makes the arms alike, and that would favour the claim."
)


def tipping_in_words(plan: Plan, points: pd.DataFrame) -> list[str]:
    """A paragraph a contrast: who left, what would turn the conclusion, and how far off that is.

    `points` holds rows of the table `tipping_points`.
    """
    said = []
    for (_, test, comparison), rows in points.groupby(
        ["outcome", "test", "comparison"], sort=False
    ):
        label = contrast_label(plan, str(test), str(comparison))
        contrast = f"{label} {at_visit(plan, rows['visit'].iloc[0])}"
        if not with_result(rows["status"]).all():
            said.append(f"{contrast}: {rows['reason'].iloc[0]}")
            continue
        sentences = [f"{contrast}: {rows['conclusion'].iloc[0]}."]
        sentences += [_of_arm(plan, row) for _, row in rows.iterrows()]
        if rows["hypothesis"].iloc[0] in WITH_MARGIN:
            sentences.append(LIKENESS)
        said.append(" ".join(sentences))
    return said


def imputed_otherwise(plan: Plan, points: pd.DataFrame, effects: pd.DataFrame) -> list[str]:
    """A sentence for each contrast of which imputed scores, as they are, conclude otherwise than
    the plan's analysis; `effects` is the table of that name.
    """
    keys = ["outcome", "analysis", "test", "comparison", "visit"]
    own = points.drop_duplicates(keys).merge(
        effects[[*keys, "conclusion"]], on=keys, suffixes=("", "_plan")
    )
    both = own["conclusion"].notna() & own["conclusion_plan"].notna()
    own = own[both & (own["conclusion"] != own["conclusion_plan"])]
    return [
        f"{contrast_label(plan, row['test'], row['comparison'])} {at_visit(plan, row['visit'])}: "
        f"imputed scores say “{row['conclusion']}” before anybody is moved, and the plan's "
        f"analysis says “{row['conclusion_plan']}”. Both assume the same of missing scores; what "
        "differs is said under the scenarios, with “missing at random, imputed”."
        for _, row in own.iterrows()
    ]


def unit_in_words(row: pd.Series) -> str:
    """`the least difference that patients notice (5 points)`."""
    points = plain_number(float(f"{row['unit']:.3g}"))
    return f"{row['unit_is']} ({points} {'point' if row['unit'] == 1 else 'points'})"


def _of_arm(plan: Plan, row: pd.Series) -> str:
    """What the people who left one arm must have done, they alone."""
    label = arm_labels(plan)[row[row["moved"]]]
    left = (
        f"{people(row['left'])} of {count(row['people'])} in {label} "
        f"{'has' if row['left'] == 1 else 'have'} no score there, and none later that the arms "
        "could be compared by."
    )
    ways = [_way(plan, row, name) for name in ("worse", "better")]
    known = [way for way in ways if way]
    if not known:
        farthest = _points(plan, row, row["farthest"])
        return (
            f"{left} The conclusion stays, whether they, and no others, did up to {farthest} worse "
            "or better than imputed."
        )
    return f"{left} The conclusion changes {' or '.join(known)}.{_how_far(plan, row)}"


def _way(plan: Plan, row: pd.Series, name: str) -> str:
    """`to “no difference shown” if they, and no others, did 6.2 points worse than imputed (1.2
    times …)`; empty where no points that were tried change it.
    """
    by = float(row[f"{name}_by"])
    if math.isnan(by):
        return ""
    times = number(by / row["unit"], 1)
    return (
        f"to “{row[f'{name}_then']}” if they, and no others, did {_points(plan, row, by)} {name} "
        f"than imputed, {times} times {unit_in_words(row)}"
    )


def _how_far(plan: Plan, row: pd.Series) -> str:
    """Where their mean would be, beside where they began and where the others came to.

    What is a mean of few has no number, and is not spoken of.
    """
    if math.isnan(row["imputed_of_left"]):
        return ""
    decimals = sentence_decimals(instrument_of(plan, row["outcome"]))
    sign = 1 if lower_is_better(plan, row["outcome"]) else -1
    parts = []
    for name, way in (("worse_by", 1), ("better_by", -1)):
        if not math.isnan(row[name]):
            mean = row["imputed_of_left"] + sign * way * row[name]
            parts.append(number(mean, decimals) + _hard_to_believe(plan, row, mean, sign))
    imputed = number(row["imputed_of_left"], decimals)
    imputed += _outside(plan, row, row["imputed_of_left"])
    others = [
        f"{who} {number(row[name], decimals)}"
        for name, who in (
            ("baseline_of_left", "they began at"),
            ("observed_of_stayed", "those who were assessed came to"),
        )
        if not math.isnan(row[name])
    ]
    then = "; ".join(filter(None, [" or ".join(parts), ", and ".join(others)]))
    return f" Their mean score, imputed as {imputed}, would then be {then}."


def _hard_to_believe(plan: Plan, row: pd.Series, mean: float, sign: int) -> str:
    """Said of a mean that no scores have, and of people who left worse than they began."""
    worse = sign * (mean - row["baseline_of_left"]) > 0
    return _outside(plan, row, mean) or (" (worse than when they began)" if worse else "")


def _outside(plan: Plan, row: pd.Series, mean: float) -> str:
    """Said of a mean that no scores have: imputed ones are not cut off at the ends of the scale."""
    scale = plan.entry_of(plan.outcome(row["outcome"]).scale)
    if scale.minimum <= mean <= scale.maximum:
        return ""
    return f" (outside the scale, {scale.minimum:g} to {scale.maximum:g})"


def _points(plan: Plan, row: pd.Series, value: float) -> str:
    decimals = table_decimals(instrument_of(plan, row["outcome"])) - 1
    return f"{number(value, decimals)}{NO_BREAK}points"
