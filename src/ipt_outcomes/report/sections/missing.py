"""Missing data: how many people and scores are concerned."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Link
from ipt_outcomes.report.filled_in_before import filled_in_before
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.scenarios_in_words import too_few_imputations
from ipt_outcomes.report.section import Block, Heading, Paragraph, Section, Table, paragraphs
from ipt_outcomes.report.tables.observed import observed_table
from ipt_outcomes.report.tables.people import people_table
from ipt_outcomes.report.wording import outcome_labels

_FAMILY = "missing_scores"


def section(material: Material) -> Section:
    """The people behind each model, the scores observed; what was done stands in the Methods."""
    plan, models = material.plan, material.table("models")
    tables = [people_table(plan, models)]
    outcomes = material.table_if_given("outcomes")
    if outcomes is not None:
        tables.append(observed_table(plan, outcomes))
    blocks: list[Block] = [
        Paragraph(
            ("What was done about missing data, and what it rests on: ", Link("Methods", "methods"))
        )
    ]
    blocks += paragraphs(*(filled_in_before(plan, outcomes) if outcomes is not None else []))
    blocks += _scenarios(plan, material.table_if_given("scenarios"))
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    return Section("Missing data", "missing", tuple(blocks))


def _scenarios(plan: Plan, scenarios: pd.DataFrame | None) -> list[Block]:
    """Where other assumptions are, and whether some rest on too few imputations."""
    if scenarios is None or not (scenarios["family"] == _FAMILY).any():
        return []
    of_family = scenarios.loc[scenarios["family"] == _FAMILY]
    said = "What other assumptions on missing scores make of the comparisons: "
    labels = outcome_labels(plan)
    few = [
        f"{labels[str(outcome)]}: {words}"
        for outcome, rows in of_family.groupby("outcome", sort=False)
        if (words := too_few_imputations(rows))
    ]
    return [Paragraph((said, Link("Sensitivity", "scenarios"))), *paragraphs(*few)]
