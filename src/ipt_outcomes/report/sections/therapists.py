"""Therapists and therapy groups, one by one: only in a report that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.clusters import BY_TREATMENT
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.therapists import therapist_table
from ipt_outcomes.report.therapy_in_words import treating

if TYPE_CHECKING:
    from plotnine import ggplot


def section(material: Material) -> Section | None:
    """The caterpillar plot and the variances; nothing without the figure, for a release."""
    variances = material.table_if_given("therapist_variance")
    picture = trial_picture(material, FIGURES[0])
    if variances is None or not picture:
        return None
    several, either = (
        treating(material.plan, several=True),
        treating(material.plan, several=False, last="or"),
    )
    said = (
        f"How people fare differs between {several}, though mostly by chance where each has few "
        f"people. What is shown of one {either} is no judgement of that one, and not for release."
    )
    return Section(
        f"{several[:1].upper()}{several[1:]} (internal)",
        "therapists",
        (*paragraphs(said), *picture, Table(therapist_table(material.plan, variances))),
        internal=True,
    )


def _draw(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.therapists import plot_therapists

    return plot_therapists(material.plan, material.table("therapists"))


def _words(material: Material) -> str:
    each = treating(material.plan, several=False, last="or")
    return f"INTERNAL. The people of each {each} against what is expected of them, with intervals."


def _wanted(plan: Plan) -> bool:
    return any(cluster.kind in BY_TREATMENT for cluster in plan.clusters)


FIGURES = (TrialFigure("therapists", _draw, _words, _wanted, internal=True),)
