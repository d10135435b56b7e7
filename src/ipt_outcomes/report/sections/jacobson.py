"""Each person before and after treatment: only in a report that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import NOT_FOR_RELEASE
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, paragraphs, trial_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_SAID = (
    "A Jacobson plot: one point a person, the score before treatment across and the score after it "
    "up. On the diagonal nothing changed; within the band a change may be measurement error; the "
    "dashed lines are the cutoff. Points are people, and not for release."
)


def section(material: Material) -> Section | None:
    """The plot; nothing where it was not given, or nobody is judged."""
    shown = trial_picture(material, FIGURES[0])
    if not shown or material.table_if_given("clinical_limits") is None:
        return None
    return Section(
        "Each person before and after (internal)",
        "jacobson",
        (*paragraphs(_SAID), *shown),
        internal=True,
    )


def _draw(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.jacobson import plot_jacobson

    return plot_jacobson(
        material.plan, material.table("outcomes"), material.table("clinical_limits")
    )


def _words(material: Material) -> str:
    return f"{NOT_FOR_RELEASE}. Scores before and after treatment, one point a person, by arm."


def _wanted(plan: Plan) -> bool:
    return bool(plan.clinical_change)


FIGURES = (TrialFigure("jacobson", _draw, _words, _wanted, internal=True),)
