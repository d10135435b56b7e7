"""How reliable the scores are in these data, where items are there."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import at
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Section, Table, paragraphs
from ipt_outcomes.report.tables.reliability import of_totals, reliability_table
from ipt_outcomes.report.wording import outcome_labels, visit_labels

# ASSUME: a scale in use has an alpha of .7 and more nearly everywhere; below .5 the data are more
# likely wrong than the scale is.
IMPLAUSIBLE = 0.5
_SCORED = (
    "Such a value comes about where reverse-keyed items were turned twice or not at all, where "
    "columns are in another order than the scale's items, or where a code stands for a missing "
    "answer: see to it before anything else in this report."
)


def section(material: Material) -> Section | None:
    """The table, and a sentence on what is implausible; None where only totals are reported."""
    reliability = material.table_if_given("reliability")
    if reliability is None:
        return None
    blocks: list[Block] = [*paragraphs(*_implausible(material.plan, of_totals(reliability)))]
    blocks.append(Table(reliability_table(material.plan, reliability)))
    return Section("Reliability of the scores", "reliability", tuple(blocks))


def _implausible(plan: Plan, totals: pd.DataFrame) -> list[str]:
    sentences = []
    for outcome, label in outcome_labels(plan).items():
        of_outcome = totals.loc[(totals["outcome"] == outcome) & (totals["alpha"] < IMPLAUSIBLE)]
        if of_outcome.empty:
            continue
        where = at(*(visit_labels(plan)[visit] for visit in of_outcome["visit"]))
        below = "negative" if (of_outcome["alpha"] < 0).all() else f"below {IMPLAUSIBLE:g}"
        sentences.append(
            f"The items of {label} do not measure one thing in these data: Cronbach\u2019s alpha "
            f"is {below} {where}."
        )
    return [" ".join([*sentences, _SCORED])] if sentences else []
