"""The tables of relapse: who stayed well, and by how much groups differ in that."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number, PValue, Share
from ipt_outcomes.report.cluster_words import as_independent
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.relapse_words import (
    AT_ASSESSMENTS,
    NOT_ALLOTTED,
    entry_in_words,
    group_labels,
    pair_label,
)
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import P_VALUE, STATUS, interval_heading
from ipt_outcomes.report.wording import marked

_MEASURES = {
    "hazard ratio, between assessments": "Hazard ratio, relapse between assessments",
    "hazard ratio": "Hazard ratio (Cox)",
    "difference in restricted mean": "Weeks without relapse, difference",
}
_TO_READ = (
    "The comparison to read is the hazard ratio of relapse between assessments, as all that is "
    "known of a relapse is the two visits between which it began: Cox’s model and the log-rank "
    "test take the visit’s week for its time, and the weeks without relapse do not see relapses "
    "found at the last visit."
)


def relapse_groups_table(plan: Plan, groups: pd.DataFrame) -> ShownTable:
    """Who was well and who relapsed; `groups` is the table `relapse_groups`."""
    return ShownTable(
        name="relapse-groups",
        title="Who stayed well",
        columns=(
            Column("group", "Group", "The arm, or whether allocated to maintenance.", roomy=True),
            Column("well", "Well", "Of an arm's people with a score at the visit.", "count"),
            Column("followed", "Followed", "Those who were well and assessed again.", "count"),
            Column("relapsed", "Relapsed", "Of those followed.", "count"),
            Column(
                "median",
                "Median, weeks",
                "Weeks to the visit by which half have relapsed.",
                "number",
            ),
            Column(
                "mean",
                f"Weeks without relapse {interval_heading(plan)}",
                "The restricted mean: the area under the curve.",
                "estimate",
            ),
        ),
        rows=tuple(
            Row(_group_cells(plan, row), group=f"{entry_in_words(plan, dict(row))}; by {row['by']}")
            for _, row in groups.iterrows()
        ),
        notes=(
            marked(
                plan, f"{AT_ASSESSMENTS} A dash: half have not relapsed, or nobody is followed."
            ),
            f"Weeks without relapse: within {_horizons(groups)} weeks, the longest time for which "
            "every group has somebody who is followed. A relapse found at the last of these visits "
            "does not lessen them.",
            *as_independent(plan, "in these intervals"),
        ),
    )


def _horizons(groups: pd.DataFrame) -> str:
    values = sorted({round(float(each), 1) for each in groups["horizon"].dropna()})
    return " or ".join(f"{value:g}" for value in values) or "no"


def _group_cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    label = group_labels(plan, row["by"])[row["group"]]
    known = pd.notna(row["assessed"])
    return {
        "group": f"{label} (few)" if row["few"] else label,
        "well": Share(int(row["well"]), int(row["assessed"])) if known else None,
        "followed": Count(row["followed"]),
        "relapsed": Count(row["relapsed"]),
        "median": Number(row["median_weeks"], 1),
        "mean": Estimate(row["restricted_mean"], row["ci_lower"], row["ci_upper"], 1),
    }


def relapse_comparisons_table(plan: Plan, compared: pd.DataFrame) -> ShownTable:
    """Groups compared; `compared` is the table `relapse_comparisons`."""
    jackknife = (compared["se_method"] == "grouped jackknife").any()
    by_arm = (compared["by"] == "arm").any()
    return ShownTable(
        name="relapse-comparisons",
        title="Relapse compared",
        columns=(
            Column("pair", "Groups", "The group in question, and the one beside it.", roomy=True),
            Column("is", "Comparison", "How people came into the groups."),
            Column("measure", "Measure", "What is estimated.", roomy=True),
            Column(
                "estimate",
                f"Estimate {interval_heading(plan)}",
                "A hazard ratio above 1: more relapse in the first group.",
                "estimate",
            ),
            P_VALUE,
            Column(
                "stays",
                "p, ratio changes",
                "Of a hazard ratio that changes over time (scaled Schoenfeld residuals).",
                "p_value",
            ),
            Column("log_rank", "p, log-rank", "Of no difference between the curves.", "p_value"),
            STATUS,
        ),
        rows=tuple(
            Row(_cells(plan, row), group=entry_in_words(plan, dict(row)))
            for _, row in compared.iterrows()
        ),
        notes=(
            marked(plan, _TO_READ),
            AT_ASSESSMENTS,
            *((NOT_ALLOTTED,) if by_arm else ()),
            f"{confidence(plan.alpha)} confidence intervals"
            + (
                ", leaving out each group of people who share clusters in turn."
                if jackknife
                else "."
            ),
            *as_independent(plan, "in log-rank tests and tests of a ratio that changes"),
        ),
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    decimals = 1 if row["measure"] == "difference in restricted mean" else 2
    first = row["measure"] == "hazard ratio"
    reason = f": {row['reason']}" if isinstance(row["reason"], str) else ""
    few = "; few people" if row["few"] and not reason else ""
    return {
        "pair": pair_label(plan, dict(row)),
        "is": "randomised" if row["comparison_is"] == "randomised" else "not randomised",
        "measure": _MEASURES[row["measure"]],
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "p": PValue(row["p_value"]),
        "stays": PValue(row["proportionality_p"]) if first else None,
        "log_rank": PValue(row["log_rank_p"]) if first else None,
        "status": f"{row['status']}{reason}{few}",
    }
