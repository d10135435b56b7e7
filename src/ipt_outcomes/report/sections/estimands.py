"""Estimands: what is estimated, what it comes to, and what became of scores after an event."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table
from ipt_outcomes.report.tables.estimands import estimands_table, events_table
from ipt_outcomes.report.tables.estimands_compared import estimands_compared


def section(material: Material) -> Section:
    """The attributes of each estimand; the contrasts under each, where there are several; the
    events in counts, where the plan has some.
    """
    plan = material.plan
    tables = [estimands_table(plan)]
    effects = material.table_if_given("effects")
    compared = None if effects is None else estimands_compared(plan, effects)
    if compared is not None:
        tables.append(compared)
    events = material.table_if_given("events")
    if events is not None and len(events):
        tables.append(events_table(plan, events))
    blocks: list[Block] = []
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    return Section("Estimands", "estimands", tuple(blocks))
