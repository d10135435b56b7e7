"""Observed scores person by person: only in a report that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, outcome_pictures, paragraphs
from ipt_outcomes.report.wording import INTERNAL, outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot


def section(material: Material) -> Section | None:
    """A figure an outcome; nothing where none was given, for a report to be released."""
    found = outcome_pictures(material, FIGURES[0], "wide")
    if not found:
        return None
    said = (
        "Observed scores, one line a person. They show how much people differ and who was not "
        "assessed; they are not for release."
    )
    return Section(
        "Individual trajectories (internal)",
        "individuals",
        (*paragraphs(said), *found),
        internal=True,
    )


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.individuals import plot_individuals

    return plot_individuals(material.plan, material.table("outcomes"), outcome)


def _words(material: Material, outcome: str) -> str:
    return f"{INTERNAL}. Observed scores of {outcome_labels(material.plan)[outcome]} by arm."


FIGURES = (OutcomeFigure("individuals", _draw, _words, internal=True),)
