"""A guess as the text of a plan, each guess and each thing to decide said beside its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ipt_outcomes.ingest.proposal.arms import ArmGuess
from ipt_outcomes.ingest.proposal.coded import in_place_of_codes
from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.schedule import VisitGuess, words_read
from ipt_outcomes.ingest.proposal.scores import ScaleGuess, ScoresGuess
from ipt_outcomes.instruments import Instrument

_WIDTH = 44
MOST_NAMED = 40
FEWEST_VISITS = 2
# Words that YAML would read as something else than text.
_NOT_TEXT = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null|na|nan)")


def word(text: str) -> str:
    """`text` as YAML reads it back: as it is where that is safe, quoted otherwise."""
    safe = re.fullmatch(r"[A-Za-z][A-Za-z0-9_./]*", text) and not _NOT_TEXT.fullmatch(text)
    return text if safe else quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes, which YAML and JSON write alike."""
    return json.dumps(text, ensure_ascii=False)


def said(line: str, comment: str = "") -> str:
    """A line of the plan with its comment."""
    return f"{line:<{_WIDTH}} # {comment}" if comment else line


def write_draft(draft: Draft) -> str:
    """The plan's text."""
    parts = [
        _head(draft),
        _participants(draft),
        _sessions(draft),
        _scores(draft),
        _arms(draft.arms),
        _visits(draft),
        _questions(draft),
        _clusters(draft),
        _models(draft),
    ]
    return "\n".join("".join(f"{line}\n" for line in lines) for part in parts if (lines := [*part]))


def _head(draft: Draft) -> Iterator[str]:
    yield f"# The analysis plan of {draft.trial}, proposed from its files by `ipt-outcomes new`."
    yield "# guess: read from the files; see whether it is right. decide: the files do not say it."
    yield "# Every key is explained in config/README.md."
    yield f"trial: {draft.trial}"
    yield said(f"title: {quoted(draft.trial)}", "decide: the trial's title, as reports show it")
    yield said("source: real", "guess: real people; write synthetic for simulated ones")


def _file(
    indent: str, facts: FileFacts, rows: Mapping[str, Sequence[str]] | None = None
) -> Iterator[str]:
    yield said(f"{indent}file: {word(facts.file)}", facts.remark)
    inner = " " * len(indent)
    for option, value in facts.options.items():
        yield said(f"{inner}{option}: {quoted(value)}", "guess")
    chosen = {**facts.chosen, **(rows or {})}
    if chosen:
        words = (f"{word(key)}: [{', '.join(map(word, of))}]" for key, of in chosen.items())
        yield said(f"{inner}rows: {{{', '.join(words)}}}", "guess: the others are passed over")


def _labels(name: str, facts: FileFacts, columns: Mapping[str, str]) -> Iterator[str]:
    coded = in_place_of_codes(name, columns, facts)
    if coded:
        yield said(f"  labels: [{', '.join(map(word, coded))}]", "guess: labels in place of codes")


def _participants(draft: Draft) -> Iterator[str]:
    people = draft.people
    yield "participants:"
    yield from _file("  ", people.facts)
    yield from _labels("participants", people.facts, people.others)
    if people.repeated:
        yield said("  shape: long", "guess: participants have several rows, which must agree")
    if draft.numbered is not None:
        yield said(
            f"  number_rows: {word(draft.numbered)}",
            "guess: no column tells the participants apart, so that rows are numbered",
        )
    yield "  columns:"
    yield said(f"    participant: {word(draft.participant)}", draft.said_of_participant)
    if people.arm is not None:
        yield said(f"    arm: {word(people.arm)}", "guess")
    else:
        yield said("    arm: choose_a_column", "decide: no column looks like the arm")
    for ours, column in people.others.items():
        yield said(f"    {ours}: {word(column)}", "guess")
    if people.without_arm:
        none = f"guess: {people.without_arm} rows have no arm, of people who were not randomised"
        yield said("  without_arm: leave_out", f"{none}; decide")
    codes = [arm for arm in draft.arms if arm.code is not None and arm.code != arm.name]
    if codes:
        yield "  arm_codes:"
        for arm in codes:
            yield said(f"    {quoted(arm.code or '')}: {arm.name}", f"{arm.rows} rows")
    yield from _unmapped(draft, people.facts.file)


def _unmapped(draft: Draft, file: str) -> Iterator[str]:
    columns = draft.unmapped(file)
    if columns:
        names = ", ".join(map(quoted, columns[:MOST_NAMED]))
        if len(columns) > MOST_NAMED:
            names += f" and {len(columns) - MOST_NAMED} more"
        yield f"  # Not mapped, so not read: {names}"
        yield "  # To adjust for one: covariates: {<name>: {column: <column>, type: <type>}} here,"
        yield "  # type number or category, and its name under stratification."


def _sessions(draft: Draft) -> Iterator[str]:
    if draft.sessions is None:
        return
    facts, columns = draft.sessions
    yield "sessions:"
    yield from _file("  ", facts)
    yield from _labels("sessions", facts, columns)
    yield "  columns:"
    for ours, column in columns.items():
        yield said(f"    {ours}: {word(column)}", "guess")


def _scores(draft: Draft) -> Iterator[str]:
    yield "scores:"
    for guess in draft.scores:
        words = words_read(guess, draft.visits)
        yield from _file("  - ", guess.facts, {guess.visit: words} if guess.visit and words else {})
        several = "one row an assessment" if guess.shape == "long" else "one row a participant"
        yield said(f"    shape: {guess.shape}", f"guess: {several}")
        yield "    columns:"
        yield f"      participant: {word(guess.participant or draft.participant)}"
        if guess.visit is not None:
            yield said(f"      visit: {word(guess.visit)}", "guess")
        elif guess.day is not None:
            yield said(f"      day: {word(guess.day)}", "guess: days since randomisation")
        elif guess.shape == "long":
            yield said("      visit: choose_a_column", "decide: no column looks like the visit")
        yield "    scales:"
        for scale in guess.scales:
            yield from _scale(scale, draft.known.instruments.get(scale.scale))
        yield from _visit_codes(draft.visits, guess)


def _scale(guess: ScaleGuess, instrument: Instrument | None) -> Iterator[str]:
    if instrument is None:
        comment = "decide: the scale (here and under outcomes); no registered one is recognised"
    else:
        comment = f"guess, {guess.why}: {instrument.name}, {instrument.minimum:g} to "
        comment += f"{instrument.maximum:g}, {instrument.direction.replace('_', ' ')}"
        if instrument.reverse_keyed is not None and guess.has_items:
            comment += f"; decide: items {instrument.reverse_keyed.items} will be turned; write"
            comment += " `reversed_already: true` where your file has them turned"
        if guess.outside:
            comment += "; decide: some values lie outside this range"
    yield said(f"      {guess.scale}:", comment)
    if guess.items:
        yield f"        items: [{', '.join(map(word, guess.items))}]"
    if guess.total is not None:
        yield f"        total: {word(guess.total)}"
    if guess.baseline is not None:
        yield said(f"        baseline: {word(guess.baseline)}", "guess: it repeats the baseline")
    of_items = guess.has_items
    if of_items and guess.visits:
        yield "        items:"
    for mark, columns in guess.visits.items():
        named = ", ".join(map(word, columns))
        yield f"          {mark.name}: [{named}]" if of_items else f"        {mark.name}: {named}"


def _visit_codes(visits: Sequence[VisitGuess], guess: ScoresGuess) -> Iterator[str]:
    coded = [(code, visit.name) for visit in visits for code in visit.codes]
    if guess.visit is not None and coded:
        yield "    visit_codes:"
        for code, name in coded:
            yield f"      {quoted(code)}: {name}"


def _arms(arms: Sequence[ArmGuess]) -> Iterator[str]:
    yield "arms:"
    for arm in arms:
        line = f"  - {{name: {arm.name}, label: {quoted(arm.label)}, role: {arm.role}}}"
        comment = "guess" if arm.sure else "guess; decide: label, and treatment or control"
        yield said(line, comment)


def _visits(draft: Draft) -> Iterator[str]:
    yield "visits:"
    for position, visit in enumerate(draft.visits):
        line = f"  - {{name: {visit.name}, label: {quoted(visit.label)}, week: {visit.week:g}"
        line += f", phase: {visit.phase}"
        if visit.window is not None:
            line += f", window: [{visit.window[0]}, {visit.window[1]}]"
        comment = "guess" if visit.sure else "decide: the week; only the order is known"
        if position == 0 and visit.week > 0:
            comment = "decide: taken for the baseline, being the first; is there none before it?"
        yield said(f"{line}}}", comment)


def _questions(draft: Draft) -> Iterator[str]:
    yield "outcomes:"
    for position, scale in enumerate(draft.scales):
        label = draft.known[scale].name if scale in draft.known else scale
        role = "secondary" if position else "primary"
        line = f"  - {{name: {scale}, label: {quoted(label)}, scale: {scale}, role: {role}"
        yield said(
            f"{line}, endpoint: {draft.endpoint}}}",
            "guess" if position else "guess; decide: the primary outcome and its endpoint visit",
        )
    if draft.contrasts:
        yield "contrasts:"
    for test, comparison in draft.contrasts:
        yield said(
            f"  - {{test: {test}, comparison: {comparison}, hypothesis: superiority}}",
            "guess; decide: the trial's question",
        )


def _clusters(draft: Draft) -> Iterator[str]:
    if draft.clusters:
        yield "clusters:"
    for guess in draft.clusters:
        column = f", column: {word(guess.column)}" if guess.column else ""
        arms = "" if len(guess.found.arms) == len(draft.arms) else ", ".join(guess.found.arms)
        inside = f", arms: [{arms}]" if arms else ""
        yield said(
            f"  - {{name: {guess.name}{column}, kind: {guess.kind}{inside}}}",
            f"guess: {guess.found.levels} values, each in one arm; decide: what it is, and "
            "`randomised: true` where it was randomised; or name it under ignore_clusters with "
            "the reason",
        )


def _models(draft: Draft) -> Iterator[str]:
    yield "models:"
    if len(draft.arms) > 1 and len(draft.visits) == FEWEST_VISITS:
        yield "  ancova: {df: kenward-roger, missing_baseline: mean}"
    else:
        filled = ", missing_baseline: mean" if len(draft.arms) > 1 else ""
        yield f"  mmrm: {{df: kenward-roger{filled}}}"
    if draft.lines_possible:
        yield "  growth: {df: kenward-roger}"
    else:
        yield said("  growth: null", "a line needs three visits to the end of treatment")
    if draft.pseudonyms is not None:
        yield said(
            f"pseudonyms: {{key_env: {draft.pseudonyms}}}",
            f"guess: the project marks {draft.participant} as an identifier; decide: make a key",
        )
    yield "alpha: 0.05"
    yield said("seed: 1", "any whole number: it fixes what is drawn at random")
