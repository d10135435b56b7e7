"""The adjusted means over time, by each outcome's primary analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, outcome_pictures
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot


def section(material: Material) -> Section | None:
    """A figure an outcome; nothing where none was given."""
    found = outcome_pictures(material, FIGURES[0], "beside")
    title = "Adjusted means" if material.plan.one_visit else "Adjusted mean trajectories"
    return Section(title, "means", found) if found else None


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.means import plot_means

    models = material.table_if_given("models")
    return plot_means(material.plan, material.table("means"), outcome, models=models)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    return f"Adjusted means of {label} by arm over weeks, with intervals."


FIGURES = (OutcomeFigure("means", _draw, _words),)
