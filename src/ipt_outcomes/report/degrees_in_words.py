"""Why an interval is wider, or narrower, than the plan's: its degrees of freedom, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import number, table_decimals
from ipt_outcomes.report.wording import contrast_label, instrument_of
from ipt_outcomes.tables.status import has_result

# Degrees of freedom that make an interval wider or narrower by less are not spoken of.
_NOTABLE = 1.1
_PAIR = ["test", "comparison"]
_COMPARED = ["se", "df", "ci_lower", "ci_upper", "conclusion"]
# Choices of the family `missing_scores` that assume what the plan's analysis assumes, and why their
# degrees of freedom are others.
_SAME_ASSUMPTION = {
    "mar": "Completed scores are compared at the endpoint alone, where less is known of how much "
    "people differ, and of clusters if there are any; pooling takes more off (Barnard and Rubin).",
    "weighted": "The scores at the endpoint alone are compared, where less is known of how much "
    "people differ, and of clusters if there are any.",
}


def degrees_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """What the degrees of freedom alone make of an interval's width; empty where it is little.

    `rows` are those of one outcome and family in the table `scenarios`. Where a choice that assumes
    what the plan assumes concludes otherwise, that is said with what differs.
    """
    known = _beside_the_plans(plan, rows)
    turned = known["conclusion"].notna() & (known["conclusion"] != known["conclusion_plan"])
    turned &= known["choice"].isin(_SAME_ASSUMPTION) & (known["family"] == "missing_scores")
    said = [
        _widths(known[known["ratio"] >= _NOTABLE]),
        _widths(known[known["ratio"] <= 1 / _NOTABLE]),
        *(_turned(plan, row) for _, row in known[turned].iterrows()),
    ]
    return " ".join(filter(None, said))


def _beside_the_plans(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """The other choices' results, each with the plan's of the same contrast (`df_plan`), and how
    many times as wide the degrees of freedom make the interval (`ratio`).
    """
    # Loaded when asked for: the report's names are had without it.
    from scipy.stats import t as student

    rows = rows[has_result(rows) & rows["df"].notna()]
    planned = rows.loc[rows["planned"], [*_PAIR, *_COMPARED]]
    both = rows[~rows["planned"]].merge(planned, on=_PAIR, suffixes=("", "_plan"))
    upper = 1 - plan.alpha / 2
    own, of_plan = (student.ppf(upper, both[name].to_numpy(float)) for name in ("df", "df_plan"))
    return both.assign(ratio=own / of_plan)


def _widths(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    labels = listed([f"“{label}”" for label in rows["label"].unique()])
    return (
        f"Against {_span(rows['df_plan'], 1)} degrees of freedom with the plan's choice there are "
        f"{_span(rows['df'], 1)} with {labels}: that alone makes intervals "
        f"{_span(rows['ratio'], 2)} times as wide."
    )


def _turned(plan: Plan, row: pd.Series) -> str:
    """That the assumption is the plan's, and what turned the conclusion all the same."""
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    label = contrast_label(plan, row["test"], row["comparison"])
    said = (
        f"“{row['label'][:1].upper()}{row['label'][1:]}” assumes of missing scores what the plan's "
        f"analysis assumes. For {label} its estimate differs from the plan's by "
        f"{number(abs(row['shift']), decimals)} points, its standard error is "
        f"{number(row['se'] / row['se_plan'], 2)} times the plan's, and its degrees of freedom are "
        f"{number(row['df'], 1)} against {number(row['df_plan'], 1)}."
    )
    if row["ratio"] > 1:
        said += f" {_SAME_ASSUMPTION[row['choice']]}"
    if _as_planned_with_its_degrees(plan, row):
        said += (
            " With the plan's degrees of freedom it would conclude what the plan's analysis does: "
            "the two lines do not contradict each other about the treatment."
        )
    return said


def _as_planned_with_its_degrees(plan: Plan, row: pd.Series) -> bool:
    """Whether the interval is turned by its degrees of freedom and by nothing else."""
    (contrast,) = (
        each
        for each in plan.contrasts_of(row["outcome"])
        if (each.test, each.comparison) == (row["test"], row["comparison"])
    )
    claim = Claim(contrast.hypothesis, plan.direction_of(row["outcome"]), contrast.margin)
    own = row[["ci_lower", "ci_upper"]].to_numpy(float)
    narrowed = row["estimate"] + (own - row["estimate"]) / row["ratio"]
    planned = row[["ci_lower_plan", "ci_upper_plan"]].to_numpy(float)
    return all(
        bool((np.sign(narrowed - border) == np.sign(planned - border)).all())
        for border in claim.borders
    )


def _span(values: pd.Series, decimals: int) -> str:
    """`4.9`, `4.9 to 5.2`."""
    ends = dict.fromkeys(number(end, decimals) for end in (values.min(), values.max()))
    return " to ".join(ends)
