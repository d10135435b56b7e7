"""What the report holds, in order: its sections, and the figures that they declare.

Nothing is drawn, and no plotting library loaded, to know the names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ipt_outcomes.folder_registry import member
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import OutcomeFigure, TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

FOLDER = "ipt_outcomes.report.sections"
# Each is a file of the folder.
SECTIONS: tuple[str, ...] = (
    "flow",
    "baseline",
    "attrition",
    "harms",
    "effects",
    "hypotheses",
    "joint",
    "effect_sizes",
    "means",
    "clinical_change",
    "individuals",
    "jacobson",
    "relapse",
    "moderators",
    "personalized_advantage",
    "mediation",
    "therapy",
    "phases",
    "session_scores",
    "dose_response",
    "therapists",
    "evidence",
    "all_visits",
    "observed",
    "models",
    "clusters",
    "reliability",
    "estimands",
    "missing",
    "scenarios",
    "tipping",
    "treatment_received",
    "methods",
    "plan",
    "provenance",
)


def sections(material: Material) -> tuple[Section, ...]:
    """The report's sections in order, without those that have nothing to show."""
    made: list[Section | None] = [member(FOLDER, name).section(material) for name in SECTIONS]
    return tuple(section for section in made if section is not None)


def figures_of_trial(plan: Plan) -> tuple[str, ...]:
    """The names of the figures that a report of this plan has one of."""
    return tuple(each.name for each in _of_trial(plan))


def figures_of_outcome(plan: Plan, outcome: str) -> tuple[str, ...]:
    """The names of the figures that a report of this plan has of this outcome."""
    return tuple(each.name for each in _of_outcome(plan, outcome))


def picture_names(plan: Plan) -> tuple[str, ...]:
    """The names of all pictures in a report of this plan, as their files have them."""
    of_outcomes = (
        each.key(outcome.name)
        for outcome in plan.outcomes
        for each in _of_outcome(plan, outcome.name)
    )
    return (*figures_of_trial(plan), *of_outcomes)


def trial_figures(material: Material) -> Iterator[tuple[str, ggplot | Figure]]:
    """Each of the trial's figures by its name, drawn when asked for."""
    for each in _of_trial(material.plan):
        yield each.name, each.draw(material)


def outcome_figures(material: Material, outcome: str) -> Iterator[tuple[str, ggplot | Figure]]:
    """Each figure of one outcome by the figure's name, drawn when asked for.

    Raises KeyError when the plan has no such outcome.
    """
    material.plan.outcome(outcome)
    own = replace(material, plan=material.plan.about(outcome))
    for each in _of_outcome(material.plan, outcome):
        yield each.name, each.draw(own, outcome)


def drawn(material: Material, picture: str) -> tuple[ggplot | Figure, bool]:
    """The picture of that name, one of `picture_names`, and whether it is internal.

    KeyError: it is none of them.
    """
    for each in _of_trial(material.plan):
        if each.name == picture:
            return each.draw(material), each.internal
    for outcome in material.plan.outcomes:
        for of_outcome in _of_outcome(material.plan, outcome.name):
            if of_outcome.key(outcome.name) == picture:
                own = replace(material, plan=material.plan.about(outcome.name))
                return of_outcome.draw(own, outcome.name), of_outcome.internal
    raise KeyError(f"a report of {material.plan.trial} has no picture {picture!r}")


def _of_trial(plan: Plan) -> Iterator[TrialFigure]:
    for each in _declared():
        if isinstance(each, TrialFigure) and each.wanted(plan):
            yield each


def _of_outcome(plan: Plan, outcome: str) -> Iterator[OutcomeFigure]:
    for each in _declared():
        if isinstance(each, OutcomeFigure) and each.wanted(plan, outcome):
            yield each


def _declared() -> Iterator[TrialFigure | OutcomeFigure]:
    for name in SECTIONS:
        yield from getattr(member(FOLDER, name), "FIGURES", ())
