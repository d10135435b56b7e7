"""What must hold of the studies that a plan sets the trial among: (where, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.data_file import TEXT_SUFFIXES
from ipt_outcomes.plan.evidence import NEEDS_RHO, Evidence
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.sources import suffix_of


def broken_evidence_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    taken: set[str] = set()
    for key in ("evidence", "indirect"):
        for position, entry in enumerate(getattr(plan, key)):
            if entry.name in taken:
                rule = f"the name {entry.name!r} is given twice in evidence and indirect"
                yield (key, position, "name"), rule, "Rename one of them."
            taken.add(entry.name)
    for position, entry in enumerate(plan.evidence):
        where: PathInPlan = ("evidence", position)
        yield from _contrast(plan, where, entry)
        yield from _how(plan, where, entry)
    for position in range(len(plan.indirect)):
        yield from _indirect(plan, position)


def _contrast(plan: Plan, where: PathInPlan, entry: Evidence) -> Iterator[Broken]:
    """The trial's contrast that stands among the studies."""
    if len(plan.arms) == 1:
        rule = "there is one arm, and no contrast of it to set among other studies"
        yield where, rule, "Leave `evidence` out."
        return
    outcomes = [outcome.name for outcome in plan.outcomes]
    if entry.outcome not in outcomes:
        rule = f"{entry.outcome!r} is not one of the plan's outcomes"
        yield (*where, "outcome"), rule, one_of(outcomes)
        return
    arms = [arm.name for arm in plan.arms]
    strange = [side for side in ("test", "comparison") if getattr(entry, side) not in arms]
    for side in strange:
        rule = f"{getattr(entry, side)!r} is not one of the plan's arms"
        yield (*where, side), rule, one_of(arms)
    asked = [(each.test, each.comparison) for each in plan.contrasts_of(entry.outcome)]
    # Where a contrast names no arm, that is the fault, and is told.
    strange += [arm for pair in asked for arm in pair if arm not in arms]
    if not strange and (entry.test, entry.comparison) not in asked:
        yield (
            (*where, "test"),
            f"the plan asks no contrast {entry.test} - {entry.comparison} of {entry.outcome}",
            one_of([f"{test} - {comparison}" for test, comparison in asked]),
        )


def _how(plan: Plan, where: PathInPlan, entry: Evidence) -> Iterator[Broken]:
    """How the studies are read and pooled."""
    if suffix_of(entry.file) not in TEXT_SUFFIXES:
        rule = "a file of studies is delimited text"
        yield (*where, "file"), rule, f"Save it as one of: {', '.join(TEXT_SUFFIXES)}."
    needed = entry.several in NEEDS_RHO
    if needed and entry.rho is None:
        yield (
            (*where, "several"),
            f"{entry.several} needs to know what the effects of one study correlate",
            "Write `rho: 0.6`, or what is known, and see whether 0.2 and 0.8 say the same.",
        )
    if entry.rho is not None and not needed:
        remedy = "Leave `rho` out, or write `several: correlated`, or aggregate."
        yield (*where, "rho"), "rho goes with correlated or aggregate effects", remedy
    for key in ("where", "without"):
        for column, cells in getattr(entry, key).items():
            if cells == ():
                yield (*where, key, column), "no word stands here", "Write one, or leave it out."
    scales = {each.name: each.scale for each in plan.outcomes if each.scale in plan.scales}
    unsaid = entry.better is None and entry.outcome in scales
    if unsaid and plan.direction_of(entry.outcome) == "higher_is_better":
        yield (
            (*where, "outcome"),
            f"higher is better in {entry.outcome}, and what is in the studies is not said",
            "Write `better: higher`, `better: lower`, or the column that says it for each row.",
        )


def _indirect(plan: Plan, position: int) -> Iterator[Broken]:
    """Two entries of one outcome and one comparison, with two treatments."""
    entry, where = plan.indirect[position], ("indirect", position)
    named = {each.name: each for each in plan.evidence}
    for side in ("first", "second"):
        if getattr(entry, side) not in named:
            rule = f"{getattr(entry, side)!r} is the name of no entry of evidence"
            yield (*where, side), rule, one_of(list(named)) if named else "Write `evidence`."
    if entry.first not in named or entry.second not in named:
        return
    first, second = named[entry.first], named[entry.second]
    if (first.outcome, first.comparison) != (second.outcome, second.comparison):
        yield (
            where,
            "the two entries have not the same outcome and the same comparison",
            "Name two whose studies compared their treatments with the same thing.",
        )
    if first.test == second.test:
        rule = "both entries are of one treatment, and it is not compared with itself"
        yield where, rule, "Name entries of two treatments."
    if first.better != second.better or first.studies != second.studies:
        yield (
            where,
            "the two entries say different things of `better` or `studies`",
            "Only effects of one direction and one kind can be compared: correct one of them.",
        )
