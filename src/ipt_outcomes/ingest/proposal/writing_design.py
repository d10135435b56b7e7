"""The lines of a proposed plan that say the design: arms, visits, outcomes and the question."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.lines import decide, quoted, said
from ipt_outcomes.ingest.proposal.questions import (
    baseline_question,
    contrasts_question,
    endpoint_question,
    measure_question,
    phase_question,
    roles_question,
    weeks_question,
)
from ipt_outcomes.ingest.proposal.schedule import VisitGuess
from ipt_outcomes.plan.undecided import OR

_ROLES = "control or treatment or active_comparator?"


def arms_lines(draft: Draft) -> Iterator[str]:
    """The arms and their roles."""
    yield "arms:"
    if any(arm.role is None for arm in draft.arms):
        yield from decide("  ", roles_question(draft))
    for arm in draft.arms:
        line = f"  - {{name: {arm.name}, label: {quoted(arm.label)}, role: {arm.role or _ROLES}}}"
        by_word = arm.role is not None and not draft.controlled
        yield said(line, "guess: its name is a therapy's, and no arm's is a control's" * by_word)


def visits_lines(draft: Draft) -> Iterator[str]:
    """The visits, their weeks and phases."""
    yield "visits:"
    first_is_baseline = draft.visits[0].week <= 0 and draft.visits[0].sure
    if not draft.visits_seen:
        yield from decide("  ", weeks_question(draft))
    elif not first_is_baseline and not draft.weeks_on_one_line:
        yield from decide("  ", baseline_question(draft.visits[0]))
    asked = not draft.visits_seen
    if draft.weeks_on_one_line:
        yield from _visits_without_weeks(draft)
        return
    for position, visit in enumerate(draft.visits):
        is_open = not visit.sure
        if is_open and not asked and (position or first_is_baseline):
            asked = True
            yield from decide("  ", weeks_question(draft))
        yield from _phase_asked(draft, position)
        mark = "?" if is_open or (position == 0 and not first_is_baseline) else ""
        line = f"  - {{name: {visit.name}, label: {quoted(visit.label)}, week: {visit.week:g}{mark}"
        line += f", phase: {_phase(visit)}"
        if visit.window is not None:
            line += f", window: [{visit.window[0]}, {visit.window[1]}]"
        yield f"{line}}}"


def _visits_without_weeks(draft: Draft) -> Iterator[str]:
    """The visits, and a line with all their weeks."""
    for position, visit in enumerate(draft.visits):
        yield from _phase_asked(draft, position)
        line = f"name: {visit.name}, label: {quoted(visit.label)}, phase: {_phase(visit)}"
        yield f"  - {{{line}}}"
    yield from decide("", weeks_question(draft))
    yield f"visit_weeks: {', '.join(f'{visit.week:g}' for visit in draft.visits)}?"


def _phase(visit: VisitGuess) -> str:
    return f"{visit.phase}?" if visit.phase_open else visit.phase


def _phase_asked(draft: Draft, position: int) -> Iterator[str]:
    """The question, above the first visit that it asks about."""
    first = next((at for at, visit in enumerate(draft.visits) if visit.phase_open), None)
    if position == first:
        yield from decide("  ", phase_question(draft), "phase")


def measures_lines(draft: Draft) -> Iterator[str]:
    """The scales that no registered one is known to be, a line each."""
    if not draft.measures:
        return
    yield "measures:"
    for measure in draft.measures:
        yield from decide("  ", measure_question(measure))
        line = f"  - {{name: {measure.name}, label: {quoted(measure.label)}, direction: "
        line += f"higher_is_worse or higher_is_better?, minimum: {measure.minimum:g}?, "
        line += f"maximum: {measure.maximum:g}?"
        yield line + (f", decimals: {measure.decimals}}}" if measure.decimals else "}")


def outcomes_lines(draft: Draft) -> Iterator[str]:
    """The outcomes, one a scale."""
    yield "outcomes:"
    for position, scale in enumerate(draft.scales):
        own = {measure.name: measure.label for measure in draft.measures}
        label = draft.known[scale].name if scale in draft.known else own.get(scale, scale)
        several = len(draft.scales) > 1
        role = "secondary" if position else "primary?" if several else "primary"
        written, asked = _scale_in_doubt(draft, scale)
        if not position and (several or draft.endpoint_open):
            yield from decide("  ", endpoint_question(draft, scale))
        if asked:
            yield from decide("  ", f"{asked} (its name stands here and under scores)", "scale")
        mark = "?" if not position and draft.endpoint_open else ""
        endpoint = draft.endpoint_of(scale) + mark
        line = f"  - {{name: {scale}, label: {quoted(label)}, scale: {written}, role: {role}"
        yield f"{line}, endpoint: {endpoint}}}"


def _scale_in_doubt(draft: Draft, scale: str) -> tuple[str, str]:
    """The outcome's scale as it is written, and the question about it; none where it is certain."""
    doubt = draft.guess_of(scale).doubt
    if doubt is None:
        if scale in draft.known or draft.guess_of(scale).own:
            return scale, ""
        return f"{scale}?", "which scale is it? No name of a column is that of a registered one"
    candidates = doubt.candidates if scale in doubt.candidates else (scale,)
    return f"{OR.join(candidates)}?", doubt.question


def contrasts_lines(draft: Draft) -> Iterator[str]:
    """The comparisons: the trial's question."""
    if not draft.contrasts:
        return
    yield "contrasts:"
    yield from decide("  ", contrasts_question(draft))
    mark = "" if draft.reference_known else "?"
    for test, comparison in draft.contrasts:
        arms = f"test: {test}{mark}, comparison: {comparison}{mark}"
        yield f"  - {{{arms}, hypothesis: superiority or non-inferiority or equivalence?}}"
