"""The models that were fitted, whether each can be relied on, and what must be known of them."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.notes import analysis_notes
from ipt_outcomes.report.section import Block, Notes, Section, Table
from ipt_outcomes.report.tables.models import models_table


def section(material: Material) -> Section:
    """The table of models and the notes on the analysis."""
    plan = material.plan
    blocks: list[Block] = [Table(models_table(plan, material.table("models")))]
    notes = analysis_notes(plan, material.notes, material.table_if_given("agreement"))
    if notes:
        blocks.append(Notes(tuple(notes)))
    return Section("Models and their status", "models", tuple(blocks))
