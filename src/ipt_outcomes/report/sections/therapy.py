"""What happened in therapy: how much of it, and whether it was what the protocol asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.fidelity import ratings_table, told_apart_table
from ipt_outcomes.report.tables.therapy import counts_table, dose_table
from ipt_outcomes.report.wording import arm_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "What an arm's results are results of: how many sessions people came to, how they were held, "
    "and where that departs from what was planned."
)
_FIDELITY = (
    "Independent raters, who did not treat, judged a sample of the sessions: was the treatment "
    "given as it is described, and is it another than that of the other arm?"
)


def section(material: Material) -> Section | None:
    """Dose, the protocol, fidelity; nothing where the trial records no session."""
    dose = material.table_if_given("therapy_dose")
    if dose is None:
        return None
    plan = material.plan
    blocks: list[Block] = [*paragraphs(_SAID, *_arms_without(plan, set(dose["arm"])))]
    blocks += [*trial_picture(material, FIGURES[0]), Table(dose_table(plan, dose))]
    counts = material.table_if_given("therapy_counts")
    if counts is not None:
        blocks.append(Table(counts_table(plan, counts)))
    ratings = material.table_if_given("fidelity_ratings")
    if ratings is not None:
        agreement = material.table("fidelity_agreement")
        blocks += [Heading("Fidelity"), *paragraphs(_FIDELITY)]
        blocks.append(Table(ratings_table(plan, ratings, agreement)))
        apart = material.table_if_given("fidelity_told_apart")
        if apart is not None:
            blocks.append(Table(told_apart_table(plan, apart)))
    return Section("What happened in therapy", "therapy", tuple(blocks))


def _arms_without(plan: Plan, there: set[str]) -> tuple[str, ...]:
    """Which arms are left out, and why."""
    lacking = [label for arm, label in arm_labels(plan).items() if arm not in there]
    if not lacking:
        return ()
    return (f"Left out, as no session of theirs is recorded: {listed(lacking)}.",)


def _draw(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.attendance import plot_attendance

    return plot_attendance(material.plan, material.table("therapy_attendance"))


def _words(material: Material) -> str:
    return "The share of each arm's people who came to at least so many sessions."


def _wanted(plan: Plan) -> bool:
    return plan.sessions is not None


FIGURES = (TrialFigure("therapy_dose", _draw, _words, _wanted),)
