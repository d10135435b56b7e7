"""What only a person can say of a trial, in words: what was seen, and what there is to choose."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.ingest.proposal.clusters import ClusterGuess
from ipt_outcomes.ingest.proposal.doubtful_scales import unregistered_kin
from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.own_measures import MeasureGuess
from ipt_outcomes.ingest.proposal.people import named_all, row_number
from ipt_outcomes.ingest.proposal.schedule import VisitGuess
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.ingest.proposal.words import DATE
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.phrases import counted, listed

NO_SCORES = (
    "which columns are the scores? No column of numbers has the name of a scale; `new` lists the "
    "columns that are not used. Words are no scores: make numbers of them in the file"
)


def measure_question(measure: MeasureGuess) -> str:
    """What a scale of no known name is."""
    kin = unregistered_kin([measure.label])
    two = (
        ". It has two values alone: the models here, which are those of scores, would give a "
        "difference of proportions, and no odds ratio"
        if measure.flag
        else ""
    )
    return (
        f"which scores of {measure.name} are the better ones, and which are the least and the "
        "greatest that there can be? No registered scale has this name; the limits here are round "
        "numbers around the file's. Where it is a registered scale, write that one's name under "
        f"scores and outcomes, and take this line out{two}"
        + (f". Of what it is called: {kin}" if kin else "")
    )


def baseline_score_question(column: str) -> str:
    """Whether a column that is called a baseline is the same score, before."""
    return (
        f"is {column} the same score before the treatment, over as long a time and in the same "
        "unit (events of 8 weeks are not those of 2)? If not, make it so in the file"
    )


def total_question(total: str, others: Sequence[str], why: str) -> str:
    """Which of several columns is the score; `why` each may be it."""
    return f"which column is the score? {listed([total, *others])} {why}"


def participant_question(draft: Draft) -> str | None:
    """What is to be decided about who the people are; None where a column says it."""
    participant = draft.people.participant
    if participant is not None:
        number = row_number(draft.people.facts, participant)
        return number and (
            f"is {participant} the person? {number} is another on each row, so that it seems to "
            "number the rows"
        )
    rows = counted(draft.people.facts.rows, "row")
    if draft.numbered is None:
        return "which column says who a row is of? No column tells the participants apart"
    return (
        f"is each of the {rows} another person? No column tells the participants apart, so that "
        "the rows are numbered. If a column says who it is, name it here and remove `number_rows`"
    )


def arm_question(draft: Draft) -> str | None:
    """What is to be decided about the arm's column; None where it is known."""
    found = draft.people.found_arm
    if found.column is None:
        return found.question or (
            "which column says the arm? No column looks like it. A study of one arm has none: take "
            "the line out, and name one arm below, without contrasts"
        )
    if found.others:
        also = listed([found.column, *found.others])
        return f"which column says the arm? {also} differ, and each has a name for it"
    return None


def without_arm_question(draft: Draft) -> str:
    """What becomes of rows without an arm."""
    rows = counted(draft.people.without_arm, "row")
    return (
        f"{rows} of {draft.people.facts.rows} have no arm: people who were not randomised "
        "(leave_out), or a mistake in the file (refuse)?"
    )


def roles_question(draft: Draft) -> str:
    """Which arm is a control."""
    column = draft.people.arm
    if column is None:
        return "the arms, and what each is: treatment, active_comparator or control"
    codes = ", ".join(f"{arm.code} ({arm.seen})" for arm in draft.arms)
    return (
        f"what is each arm? {column} has {codes}; no word says which is the control. Give each a "
        "label and the role control, treatment or active_comparator"
    )


def weeks_question(draft: Draft) -> str:
    """In what the visits' numbers count, or when the visits were."""
    open_visits = [visit for visit in draft.visits if not visit.sure]
    columns = {guess.visit for guess in draft.scores if guess.visit is not None}
    where = f" in {listed(sorted(columns))}" if columns else " in the columns' names"
    during = [visit for visit in open_visits if visit.phase != "follow_up"]
    after = [visit for visit in open_visits if visit.phase == "follow_up"]
    numbers = [f"{visit.number:g}" for visit in during if visit.number is not None]
    without = [visit.label for visit in open_visits if visit.number is None]
    since = [visit.label for visit in after if visit.number is not None]
    said = []
    if numbers:
        marks = "the ?" if draft.weeks_on_one_line else "each ?"
        said.append(
            f"{listed(numbers)}{where} may count weeks, days, months, sessions or visits. They "
            f"stand here as weeks: if they are, remove {marks}"
        )
    absent = _absent(open_visits)
    if absent:
        said.append(
            f"Nobody has a score at visit {listed(absent)}: if it was planned, give it a line "
            "among the visits, and its week"
        )
    if not draft.visits_seen:
        said.append("no visit is seen in the files: give each its name and its week")
    elif without:
        said.append(f"{listed(without)}: only the order is known, and no week")
    if since:
        said.append(f"{listed(since)}: since randomisation, as here, or since the treatment ended?")
    if draft.weeks_on_one_line:
        first = draft.visits[0]
        if first.week > 0 or not first.sure:
            said.append(
                f"{first.label} is taken for the baseline: it is the first in the files, and no "
                "word says that it was before the treatment"
            )
        said.append("Visits after the end of the treatment have the phase follow_up")
        asked = "Write the weeks of all visits in their order"
        return f"in which week since randomisation was each visit? {asked}. {'. '.join(said)}"
    return f"in which week since randomisation was each visit? {'. '.join(said)}"


def _absent(visits: Sequence[VisitGuess]) -> list[str]:
    """The numbers between those of counted visits that none of them has."""
    counted_visits = [
        int(visit.number)
        for visit in visits
        if visit.number is not None and visit.name.startswith("visit_")
    ]
    every = range(1, max(counted_visits, default=0))
    return [str(n) for n in every if n not in counted_visits] if len(counted_visits) > 1 else []


def baseline_question(visit: VisitGuess) -> str:
    """Whether the first visit is one before the treatment."""
    return (
        f"is {visit.label} the baseline? It is the first visit in the files, and no word says that "
        "it was before the treatment"
    )


def phase_question(draft: Draft) -> str:
    """Whether late visits are of the treatment or after it."""
    late = listed([visit.label for visit in draft.visits if visit.phase_open])
    return (
        f"{late}: after the end of the treatment (follow_up), or within it (treatment)? IPT has 12 "
        "to 16 weekly sessions"
    )


def endpoint_question(draft: Draft, scale: str) -> str:
    """The visit at which the outcome answers the trial's question."""
    counted_at = {visit: n for (of, visit), n in draft.people_at.items() if of == scale}
    seen = [
        f"{visit.name} ({counted_at.get(visit.name, 0)} with a score)" if counted_at else visit.name
        for visit in draft.visits
    ]
    several = len(draft.scales) > 1
    question = "is this the primary outcome? And " if several else ""
    if not draft.endpoint_open:
        return "is this the primary outcome, or another one of those below?"
    nobody = ""
    if counted_at and not counted_at.get(draft.visits[0].name):
        nobody = f". Nobody has a score at {draft.visits[0].name}: is the baseline elsewhere?"
    ends = [visit.name for visit in draft.treatment_visits][-1]
    return (
        f"{question}at which visit is the trial's question answered? {', '.join(seen)}{nobody}. "
        f"The treatment is taken to end with {ends}: visits after its end have the phase follow_up"
    )


def contrasts_question(draft: Draft) -> str:
    """The trial's question."""
    asked = "is the trial to show superiority, or non-inferiority or equivalence (with a margin)?"
    if draft.reference_known:
        return asked
    return f"which arm is tested, and against which (test minus comparison)? And {asked}"


def visit_question(guess: ScoresGuess) -> str:
    """Which column says when, where none is known."""
    asked = "which column says the visit? The participants have several rows, and no column has the"
    dates = named_all(guess.facts, DATE)
    if not dates:
        return f"{asked} name of visits, weeks or days"
    return (
        f"{asked} name of visits, weeks or days. Where the dates in {listed(dates)} say it, write "
        "`date:` with that column in the place of `visit:`, and `randomisation_date:` with the "
        "column of those dates under participants; each visit then needs a `window`"
    )


def cluster_question(guess: ClusterGuess) -> str:
    """What a column is whose values lie each in one arm."""
    column = guess.column or guess.name
    return (
        f"what is {column}? It has {guess.found.levels} values, each in one arm. Write its kind, "
        "and `randomised: true` where these were randomised and not people; or name it under "
        "ignore_clusters with the reason"
    )


def turned_question(instrument: Instrument) -> str:
    """Whether the answers to reverse-keyed items are those on the form."""
    assert instrument.reverse_keyed is not None
    return (
        f"does the file have the answers as they are on the form (false), or were items "
        f"{instrument.reverse_keyed.items} of the {instrument.name} turned before (true)? With "
        "false they are turned here"
    )
