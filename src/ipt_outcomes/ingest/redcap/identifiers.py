"""The fields that a project marks as identifiers do not come in."""

from __future__ import annotations

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.gate import NUMBER_OTHERWISE
from ipt_outcomes.ingest.gate.roles import roles
from ipt_outcomes.ingest.redcap.dictionary import Dictionary
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan

# What a survey's list of participants calls them: a name or an address, and no field.
SURVEY_IDENTIFIER = "redcap_survey_identifier"


def is_identifier(dictionary: Dictionary, column: str) -> bool:
    """Whether the project marks the column's field as an identifier, or REDCap fills it so."""
    field = dictionary.field_of(column)
    return column == SURVEY_IDENTIFIER if field is None else field.identifier


def report_identifiers(
    plan: Plan, table: TextTable, dictionary: Dictionary, findings: Findings
) -> None:
    """Find the mapped columns that are identifiers by the dictionary.

    Participant identifiers that the plan replaces do not stay, nor do dates that it maps as dates.
    """
    for column, role in roles(plan).get(table.file, {}).items():
        if role.replaced or role.date or not is_identifier(dictionary, column):
            continue
        rule = f"{dictionary.file} marks the field as an identifier"
        if column == SURVEY_IDENTIFIER:
            rule = "REDCap writes here what a survey's list calls the participant"
        remedy = "Leave the column out of the plan."
        if role.kind == "identifier":
            remedy = NUMBER_OTHERWISE
        findings.add(Problem(table.file, 1, column, rule, remedy))
