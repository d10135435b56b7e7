"""A guess as the text of a plan, each guess and each thing to decide said beside its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_outcomes.ingest.proposal.answer_words import Recode
from ipt_outcomes.ingest.proposal.dated import forms_of
from ipt_outcomes.ingest.proposal.draft import FEWEST_VISITS, FEWEST_VISITS_OF_A_LINE, Draft
from ipt_outcomes.ingest.proposal.lines import decide, guessed, quoted, said, word
from ipt_outcomes.ingest.proposal.questions import (
    NO_SCORES,
    baseline_score_question,
    cluster_question,
    total_question,
    turned_question,
    visit_question,
    without_arm_question,
)
from ipt_outcomes.ingest.proposal.scale_guess import ScaleGuess
from ipt_outcomes.ingest.proposal.schedule import VisitGuess, words_read
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.ingest.proposal.visit_words import BASELINE
from ipt_outcomes.ingest.proposal.writing_design import (
    arms_lines,
    contrasts_lines,
    measures_lines,
    outcomes_lines,
    visits_lines,
)
from ipt_outcomes.ingest.proposal.writing_files import file_lines, label_lines
from ipt_outcomes.ingest.proposal.writing_people import (
    arm_lines,
    date_format_lines,
    date_lines,
    day_lines,
    participant_lines,
)
from ipt_outcomes.ingest.proposal.writing_therapy import hint_lines, therapy_lines
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.plan.undecided import NO_COLUMN, OR

MOST_NAMED = 40
# What a row is, by the file's shape.
_ROWS = {
    "long": "one row an assessment",
    "tall": "one row an answer",
    "wide": "one row a participant",
}
# Why a column may be the score as well.
CALLED_SO, CHANGES = "differ, and each is called so", "change from row to row"


def write_draft(draft: Draft) -> str:
    """The plan's text."""
    parts = [
        _head(draft),
        _participants(draft),
        therapy_lines(draft),
        _scores(draft),
        arms_lines(draft),
        visits_lines(draft),
        measures_lines(draft),
        outcomes_lines(draft),
        contrasts_lines(draft),
        _clusters(draft),
        _models(draft),
    ]
    return "\n".join("".join(f"{line}\n" for line in lines) for part in parts if (lines := [*part]))


def _head(draft: Draft) -> Iterator[str]:
    yield f"# The analysis plan of {draft.trial}, proposed from its files by `ipt-outcomes new`."
    yield "# A value that ends in ? is to be decided: its question stands above it, after `decide`."
    yield "# Write what is right, without the ?. No result is made while one is left."
    yield "# guess: the files' names or labels say it; see whether it is right."
    yield "# Every key is explained in config/README.md."
    yield f"trial: {draft.trial}"
    yield said(f"title: {quoted(draft.trial)}", "as reports show it")
    yield said("source: real", "guess: real people; write synthetic for simulated ones")


def _participants(draft: Draft) -> Iterator[str]:
    people = draft.people
    yield "participants:"
    yield from file_lines("  ", people.facts)
    yield from label_lines("participants", people.facts, people.others)
    if people.repeated:
        yield said("  shape: long", "guess: participants have several rows, which must agree")
    if draft.numbered is not None:
        yield said(f"  number_rows: {word(draft.numbered)}", "the rows are numbered from 1")
    yield "  columns:"
    yield from participant_lines(draft)
    yield from arm_lines(draft)
    for ours, column in people.others.items():
        yield said(f"    {ours}: {word(column)}", "guess")
    if draft.randomised is not None:
        yield said(f"    randomisation_date: {word(draft.randomised)}", "guess")
        if draft.left is not None:
            yield said(f"    withdrawal_date: {word(draft.left)}", "guess")
        yield from date_format_lines("  ", forms_of(people.facts, draft.randomised))
    if people.without_arm:
        yield from decide("  ", without_arm_question(draft))
        yield "  without_arm: leave_out?"
    codes = [arm for arm in draft.arms if arm.code is not None and arm.code != arm.name]
    if codes:
        yield "  arm_codes:"
        for arm in codes:
            yield said(f"    {quoted(arm.code or '')}: {arm.name}", arm.seen)
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
        yield from hint_lines(draft.people.facts, columns)


def _scores(draft: Draft) -> Iterator[str]:
    yield "scores:"
    if draft.unused_files:
        yield f"  # No column of these files is used: {', '.join(map(quoted, draft.unused_files))}"
    before = {draft.people.facts.file, *(each.facts.file for each in draft.therapy.values())}
    for guess in draft.scores:
        words = words_read(guess, draft.visits)
        rows = {guess.visit: words} if guess.visit and words else {}
        yield from file_lines("  - ", guess.facts, rows, again=guess.facts.file in before)
        before.add(guess.facts.file)
        several = _ROWS[guess.shape]
        only = {mark.name for scale in guess.scales for mark in scale.visits}
        if len(only) == 1:
            several += f", all of {only.pop()} by the file's name"
        yield said(f"    shape: {guess.shape}", f"guess: {several}")
        if guess.date is not None:
            yield from date_format_lines("    ", guess.when.forms)
        yield "    columns:"
        yield f"      participant: {word(guess.participant or draft.participant)}"
        if guess.visit is not None:
            yield said(f"      visit: {word(guess.visit)}", "guess")
        elif guess.day is not None:
            yield from day_lines(guess)
        elif guess.date is not None:
            yield from date_lines(draft, guess)
        elif guess.shape != "wide":
            yield from decide("      ", visit_question(guess))
            yield f"      visit: {NO_COLUMN}?"
        if guess.tall is not None:
            yield said(f"      item: {word(guess.tall.item)}", "guess, by its words")
            yield said(f"      value: {word(guess.tall.value)}", "guess")
        yield "    scales:"
        for scale in guess.scales:
            yield from _scale(scale, draft.known.instruments.get(scale.scale))
        yield from _also_seen(guess)
        yield from _visit_codes(draft.visits, guess)


def _also_seen(guess: ScoresGuess) -> Iterator[str]:
    """What looks like scores and is not read, as it would stand among the scales."""
    if guess.also:
        yield "      # To read one of these as well, take away the words before its name, and give"
        yield "      # it a line like the first scale's under measures and under outcomes."
    for scale in guess.also:
        columns = ", ".join(f"{mark.name}: {word(of[0])}" for mark, of in scale.visits.items())
        yield f"      # Seen as well, and not read: {scale.scale}: {{{columns}}}"


def _scale(guess: ScaleGuess, instrument: Instrument | None) -> Iterator[str]:
    comment = "decide under outcomes: which scale it is; then its name here as well"
    if guess.own:
        comment = f"guess, {guess.why}: the score; what it is stands under measures"
    if instrument is not None:
        comment = f"guess, {guess.why}: {instrument.name}, {instrument.minimum:g} to "
        comment += f"{instrument.maximum:g}, {instrument.direction.replace('_', ' ')}"
        if guess.outside:
            comment += "; some values lie outside this range"
    yield said(f"      {guess.scale}:", comment)
    if guess.items:
        yield f"        items: [{', '.join(map(word, guess.items))}]"
    if guess.total == NO_COLUMN or (NO_COLUMN,) in guess.visits.values():
        yield from decide("        ", NO_SCORES)
    if guess.other_totals:
        why = CHANGES if guess.own else CALLED_SO
        yield from decide("        ", total_question(guess.total or "", guess.other_totals, why))
    if guess.total is not None:
        is_open = guess.other_totals or guess.total == NO_COLUMN
        beside = "guess: it is compared with the items" if guess.items else ""
        if is_open:
            yield f"        total: {_one_of(guess.total, guess.other_totals)}"
        else:
            yield said(f"        total: {word(guess.total)}", beside)
    if guess.baseline is not None and guess.own:
        yield from decide("        ", baseline_score_question(guess.baseline))
        yield f"        baseline: {guessed(guess.baseline)}"
    elif guess.baseline is not None:
        yield said(f"        baseline: {word(guess.baseline)}", "guess: it repeats the baseline")
    of_items = guess.has_items
    if of_items and guess.visits:
        yield "        items:"
    for mark_of_visit, columns in guess.visits.items():
        named = ", ".join(map(word, columns))
        name = mark_of_visit.name
        others = guess.also.get(mark_of_visit, ())
        if of_items:
            yield f"          {name}: [{named}]"
        elif others:
            yield from decide("        ", total_question(columns[0], others, CALLED_SO))
            yield f"        {name}: {_one_of(columns[0], others)}"
        elif guess.baseline_by_name and mark_of_visit == BASELINE:
            yield from decide("        ", baseline_score_question(columns[0]))
            yield f"        {name}: {guessed(columns[0])}"
        else:
            yield f"        {name}: {named}{'?' if columns == (NO_COLUMN,) else ''}"
    if guess.totals:
        totals = ", ".join(f"{mark.name}: {word(of)}" for mark, of in guess.totals.items())
        yield said(f"        total: {{{totals}}}", "guess: they are compared with the items")
    if guess.recode is not None:
        yield from _recode(guess.recode)
    if of_items and instrument is not None and instrument.reverse_keyed is not None:
        yield from decide("        ", turned_question(instrument))
        yield "        reversed_already: false?"


def _one_of(first: str, others: Sequence[str]) -> str:
    """Columns of which one is to be chosen."""
    return f"{OR.join(guessed(column)[:-1] for column in (first, *others))}?"


def _recode(recode: Recode) -> Iterator[str]:
    """The file's answers, each with that on the form."""
    answers = ", ".join(f"{word(answer)}: {meant}" for answer, meant in recode.answers.items())
    if recode.question:
        yield from decide("        ", recode.question)
    comment = "" if recode.question else "guess: the words are the form's"
    yield said(f"        recode: {{{answers}}}", comment)


def _visit_codes(visits: Sequence[VisitGuess], guess: ScoresGuess) -> Iterator[str]:
    if guess.visit is None:
        return
    own = set(guess.facts.table.cells[guess.visit])
    coded = [(code, visit.name) for visit in visits for code in visit.codes if code in own]
    if coded:
        yield "    visit_codes:"
        for code, name in coded:
            yield f"      {quoted(code)}: {name}"


def _clusters(draft: Draft) -> Iterator[str]:
    if draft.clusters:
        yield "clusters:"
    for guess in draft.clusters:
        column = f", column: {word(guess.column)}" if guess.column else ""
        arms = "" if len(guess.found.arms) == len(draft.arms) else ", ".join(guess.found.arms)
        inside = f", arms: [{arms}]" if arms else ""
        line = f"  - {{name: {guess.name}{column}, kind: {guess.kind}"
        if guess.kind == "therapist":
            yield said(f"{line}{inside}}}", f"guess: {guess.found.levels}, each in one arm")
            continue
        yield from decide("  ", cluster_question(guess))
        yield f"{line}?{inside}}}"


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
        enough = len(draft.treatment_visits) >= FEWEST_VISITS_OF_A_LINE
        why = "a line needs three visits to the end of treatment"
        when_known = "a line needs known weeks; when they are decided, {df: kenward-roger}"
        yield said("  growth: null", when_known if enough else why)
    if draft.pseudonyms is not None:
        yield said(
            f"pseudonyms: {{key_env: {draft.pseudonyms}}}",
            f"the project marks {draft.participant} as an identifier; make a key",
        )
    yield "alpha: 0.05"
    yield said("seed: 1", "any whole number: it fixes what is drawn at random")
