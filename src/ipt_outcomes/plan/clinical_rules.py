"""What must hold of the plan's clinically significant change, as (where, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.clinical_change import ClinicalChange
from ipt_outcomes.plan.clinical_limits import ClinicalLimits, clinical_limits
from ipt_outcomes.plan.plan import PathInPlan, Plan

_NUMBERS = (
    "reliability", "functional", "clinical", "minimal_important_difference", "response",
    "remission",
)  # fmt: skip


def broken_clinical_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    outcomes = [outcome.name for outcome in plan.outcomes]
    after = [visit.name for visit in plan.visits if visit.phase != "baseline"]
    seen: set[tuple[str, str]] = set()
    for position, asked in enumerate(plan.clinical_change):
        where: PathInPlan = ("clinical_change", position)
        if asked.outcome not in outcomes:
            rule = f"{asked.outcome!r} is not one of the plan's outcomes"
            yield (*where, "outcome"), rule, one_of(outcomes)
            continue
        if asked.visit is not None and asked.visit not in after:
            rule = f"{asked.visit!r} is not a visit after baseline"
            yield (*where, "visit"), rule, one_of(after)
        # A scale that there is not breaks a rule of its own.
        if plan.outcome(asked.outcome).scale not in (*registered_instruments(), *plan.own_scales):
            continue
        limits = clinical_limits(plan, asked)
        if (asked.outcome, limits.visit) in seen:
            rule = f"{asked.outcome} is judged twice at {limits.visit}"
            yield where, rule, "Ask it once, or name another visit."
        seen.add((asked.outcome, limits.visit))
        yield from _unknown(plan, asked, limits, where)
        yield from _sources(asked, where)
        yield from _scores(plan, asked, limits, where)


def _unknown(
    plan: Plan, asked: ClinicalChange, limits: ClinicalLimits, where: PathInPlan
) -> Iterator[Broken]:
    """What neither the plan nor the scale's entry says, and nobody guesses."""
    scale = plan.entry_of(plan.outcome(asked.outcome).scale).name
    if limits.reliability is None:
        yield (
            where,
            f"the registry has no source for a reliability of {scale}",
            "Write it with its source: `reliability: 0.9` and `source: ...`.",
        )
    if limits.needs_functional and limits.functional is None:
        yield (
            where,
            f"the registry has no source for a functional population of {scale}, which the cutoff "
            "needs",
            "Write it with its source: `functional: {mean: 6, sd: 4}` and `source: ...`; or a "
            "`cutoff` that needs none (a score, `a` or `none`).",
        )
    least = limits.minimal_important_difference
    if "mid" in asked.methods and (least is None or least.unit != "points of change"):
        yield (
            (*where, "methods"),
            f"no minimal important difference of {scale} in points is known",
            "Write it as `minimal_important_difference` with its source, or leave out `mid`.",
        )


def _sources(asked: ClinicalChange, where: PathInPlan) -> Iterator[Broken]:
    written = [name for name in _NUMBERS if getattr(asked, name) is not None]
    if isinstance(asked.cutoff, float):
        written.append("cutoff")
    if written and asked.source is None:
        rule = f"{written[0]} is a number that means nothing without its source"
        yield (*where, written[0]), rule, "Write beside it where it comes from: `source: ...`."
    if asked.source is not None and not written:
        yield (*where, "source"), "this is the source of no number", "Leave the key out."


def _scores(
    plan: Plan, asked: ClinicalChange, limits: ClinicalLimits, where: PathInPlan
) -> Iterator[Broken]:
    """Numbers that no score of the scale can be, or that are in the wrong order."""
    scale = plan.entry_of(plan.outcome(asked.outcome).scale)
    points: dict[str, float | None] = {
        "cutoff": asked.cutoff if isinstance(asked.cutoff, float) else None,
        "remission": asked.remission,
        "functional": None if asked.functional is None else asked.functional.mean,
        "clinical": None if asked.clinical is None else asked.clinical.mean,
    }
    for name, value in points.items():
        if value is not None and not scale.minimum <= value <= scale.maximum:
            yield (
                (*where, name),
                f"{value:g} is not a score of {scale.name}",
                f"Write one from {scale.minimum:g} to {scale.maximum:g}.",
            )
    if asked.response is not None and (scale.minimum or scale.direction == "higher_is_better"):
        # ASSUME: a share of a score is one of the symptoms only where no score is no symptoms.
        yield (
            (*where, "response"),
            f"a percentage of the baseline score says nothing on {scale.name}, where "
            + (
                "higher is better" if not scale.minimum else f"the least score is {scale.minimum:g}"
            ),
            "Leave it out; a change in points is a `minimal_important_difference`.",
        )
    better = -1 if scale.direction == "higher_is_worse" else 1
    well, ill = limits.functional, limits.clinical
    if well is not None and ill is not None and better * (well.mean - ill.mean) <= 0:
        yield (
            (*where, "clinical"),
            f"the functional population's mean, {well.mean:g}, is not better than the clinical "
            f"one's, {ill.mean:g}",
            "Correct one of them: on this scale "
            f"{'lower' if better < 0 else 'higher'} scores are the better ones.",
        )
    if asked.functional is not None and not limits.needs_functional:
        rule = "the cutoff does not need the functional population"
        yield (*where, "functional"), rule, "Leave the key out, or write `cutoff: c`."
