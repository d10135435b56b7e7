"""Therapists and therapy groups, one by one: only in a report that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.clusters import BY_TREATMENT
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.therapists import therapist_table

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "How people fare differs between therapists, though mostly by chance where each has few "
    "people. What is shown of one therapist is no judgement of that therapist, and not for release."
)


def section(material: Material) -> Section | None:
    """The caterpillar plot and the variances; nothing without the figure, for a release."""
    variances = material.table_if_given("therapist_variance")
    picture = trial_picture(material, FIGURES[0])
    if variances is None or not picture:
        return None
    return Section(
        "Therapists and therapy groups (internal)",
        "therapists",
        (*paragraphs(_SAID), *picture, Table(therapist_table(material.plan, variances))),
        internal=True,
    )


def _draw(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.therapists import plot_therapists

    return plot_therapists(material.plan, material.table("therapists"))


def _words(material: Material) -> str:
    return "INTERNAL. Each therapist's people against what is expected of them, with intervals."


def _wanted(plan: Plan) -> bool:
    return any(cluster.kind in BY_TREATMENT for cluster in plan.clusters)


FIGURES = (TrialFigure("therapists", _draw, _words, _wanted, internal=True),)
