"""What must hold of analysis sets and of treatment received, as (where, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.enough_sessions import arms_without_number
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.treatment_received import TreatmentReceived

_NO_SESSIONS = "the trial records no sessions, and who came to them is not known"
_NUMBER = (
    "Write how many sessions attended are enough: `sessions: 12`; or `per_protocol` in the arm's "
    "`protocol`."
)


def broken_analysis_set_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    for position, each in enumerate(plan.analysis_sets):
        where: PathInPlan = ("analysis_sets", position)
        if each.name in [other.name for other in plan.analysis_sets[:position]]:
            yield (*where, "name"), "another set has this name", "Give it another name."
        if each.label in [other.label for other in plan.analysis_sets[:position]]:
            yield (*where, "label"), "another set has this label", "Give it another label."
        if each.of == "modified" and each.needs is None:
            rule = "`modified` does not say by what: two trials seldom mean the same by it"
            yield where, rule, "Write `needs: treatment`, or `needs: score`."
        if each.of != "modified" and each.needs is not None:
            yield (*where, "needs"), "this is asked by `modified` alone", "Leave the key out."
        if each.of != "per_protocol" and each.sessions is not None:
            rule = "sessions are counted by `per_protocol` alone"
            yield (*where, "sessions"), rule, "Leave the key out."
        if plan.sessions is None and (each.of == "per_protocol" or each.needs == "treatment"):
            yield where, _NO_SESSIONS, "Leave the set out, or name the file under `sessions`."
        elif each.of == "per_protocol":
            arms = [arm.name for arm in plan.arms]
            yield from _enough(plan, each.sessions, arms, where)


def broken_treatment_received_rules(plan: Plan) -> Iterator[Broken]:
    """Every rule of the effect of treatment received that the plan breaks."""
    outcomes = [outcome.name for outcome in plan.outcomes]
    arms = {arm.name: arm for arm in plan.arms}
    for position, each in enumerate(plan.treatment_received):
        where: PathInPlan = ("treatment_received", position)
        if each.name in [other.name for other in plan.treatment_received[:position]]:
            yield (*where, "name"), "another entry has this name", "Give it another name."
        if not plan.randomised:
            rule = "chance is the instrument, and it did not draw the arms"
            yield where, rule, "Leave it out."
            continue
        unknown = [
            (key, name, known)
            for key, name, known in (
                ("outcome", each.outcome, outcomes),
                ("test", each.test, list(arms)),
                ("comparison", each.comparison, list(arms)),
            )
            if name not in known
        ]
        for key, name, known in unknown:
            of = "outcomes" if key == "outcome" else "arms"
            yield (*where, key), f"{name!r} is not one of the plan's {of}", one_of(known)
        if unknown:
            continue
        yield from _instrument(plan, each, where)
        if plan.sessions is None:
            yield where, _NO_SESSIONS, "Leave it out, or name the file under `sessions`."
        else:
            yield from _enough(plan, each.sessions, [each.test], where)


def _instrument(plan: Plan, each: TreatmentReceived, where: PathInPlan) -> Iterator[Broken]:
    """Chance moves one treatment only where the other arm has none."""
    roles = {arm.name: arm.role for arm in plan.arms}
    if each.test == each.comparison:
        yield (*where, "comparison"), "the arm is compared with itself", "Name another arm."
    elif roles[each.test] == "control":
        rule = "a control arm has no treatment of which some received too little"
        yield (*where, "test"), rule, "Name the arm that was treated."
    elif roles[each.comparison] != "control":
        yield (
            (*where, "comparison"),
            "between two treatments chance moves two things at once, who receives the one and who "
            "the other: one instrument cannot tell their effects apart",
            "Name a control arm, or leave it out.",
        )


def _enough(plan: Plan, said: int | None, arms: list[str], where: PathInPlan) -> Iterator[Broken]:
    if said is None and arms_without_number(plan, arms):
        rule = "how many sessions are enough is not said"
        yield where, rule, _NUMBER
