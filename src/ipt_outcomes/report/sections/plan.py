"""The analysis plan, for readers who do not read YAML, and how it stands to what was locked."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.report.fitted_words import fitted_otherwise
from ipt_outcomes.report.locked_words import when_locked
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.section import Block, Heading, Section, Table, Terms, paragraphs
from ipt_outcomes.report.tables.locked import amendments_table, differences_table

_MEANING = (
    "Exploratory is what the plan as it was locked would not have given of the same data, so that "
    "the data may have suggested it. What was amended while no data file was there is planned."
)


def section(material: Material) -> Section:
    """Each of the plan's choices as a term and its lines; what was fitted, or locked, otherwise."""
    facts = plan_facts(material.plan)
    fitted = fitted_otherwise(material.plan, material.table("models"))
    if fitted:
        facts.append(("Fitted otherwise", fitted))
    return Section("Analysis plan", "plan", (Terms(tuple(facts)), *_lock(material)))


def _lock(material: Material) -> Iterator[Block]:
    plan = material.plan
    yield from paragraphs(when_locked(plan))
    tables = [
        each for each in (differences_table(plan), amendments_table(plan)) if each is not None
    ]
    if plan.lock is not None and not tables:
        yield from paragraphs("This run's plan is the one that was locked.")
    for table in tables:
        yield Heading(table.title)
        yield Table(table)
    if tables:
        yield from paragraphs(_MEANING)
