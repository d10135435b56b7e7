"""What the report was made from, and with which software."""

from __future__ import annotations

from ipt_outcomes.report.cells import Code
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Paragraph, Section, paragraphs


def section(material: Material) -> Section:
    """Where every hash stands, and the versions."""
    blocks: list[Block] = [
        Paragraph(
            (
                "Made from the trial's files by the analysis plan above; ",
                Code("manifest.json"),
                " beside this page lists the SHA-256 of every input and output. The same inputs on "
                "the same machine give this page again, byte for byte.",
            )
        )
    ]
    if material.versions:
        used = ", ".join(f"{name} {version}" for name, version in material.versions.items())
        blocks += paragraphs(used)
    return Section("Provenance", "provenance", tuple(blocks))
