"""What a treatment does for those who receive it, and what saying so rests on."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.received_in_words import assumptions, not_offered, received_in_words
from ipt_outcomes.report.section import Heading, Notes, Section, Table, paragraphs
from ipt_outcomes.report.tables.treatment_received import treatment_received_table

_SAID = (
    "Contrasts of the plan are of people as they were allocated, whatever they received. Comparing "
    "those who came to sessions with those who did not would compare other people, and not "
    "treatments; chance as an instrument does not."
)


def section(material: Material) -> Section | None:
    """Sentences, the table and the assumptions; None where the plan asks for none."""
    rows = material.table_if_given("treatment_received")
    if rows is None:
        return None
    plan = material.plan
    table = treatment_received_table(plan, rows)
    found = [received_in_words(plan, own) for _, own in rows.groupby("received", sort=False)]
    other = not_offered(plan)
    return Section(
        table.title,
        "treatment-received",
        (
            *paragraphs(_SAID),
            Notes(tuple(found)),
            Table(table),
            Heading("What this rests on"),
            Notes(assumptions(plan, rows)),
            *(paragraphs(other) if other else ()),
        ),
    )
