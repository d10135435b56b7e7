"""What `check` asks of the data and a plan may answer: the keys of `confirmed`."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.participants_file import ParticipantsFile
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sources import entries

# Of a scale the key is `<scale>.<question>`.
OF_SCALES = ("least_answers", "turned_items", "form_of_totals", "impossible_totals")
UNITS, COPIES, ARMS, REASONS = "units", "copies", "arms", "reasons"
DAYS, LEFT, SAME_DAY, UNTREATED, ALLIANCE = (
    "days",
    "after_leaving",
    "same_day",
    "untreated_arms",
    "alliance",
)
DOSES = "unequal_doses"
NO_DAY, SAME_EVENT, NOT_BEGUN = "no_day", "same_event", "not_treated_reason"
WAITING, SPELLINGS = "waiting_arms", "spellings"
BEFORE, DAY_0 = "before_randomisation", "day_0"
ORDER, NUMBERS, OTHER_THERAPIST = "session_order", "session_numbers", "other_therapist"
MINUTES, AGES, NO_CLUSTER = "minutes", "ages", "without_cluster"
# Of a column of categories the key is `<our name of it>.categories`.
CATEGORIES = "categories"
_OF_CATEGORIES = (
    "stratum",
    "site",
    "sex",
    "problem_area",
    "withdrawal_reason",
    "not_treated_reason",
)
# Of the files of people and of what happened to them, by the plan's key.
_OF_FILES = {
    "participants": (
        *(COPIES, REASONS, DAYS, DAY_0, NOT_BEGUN, AGES, NO_CLUSTER, WAITING, SPELLINGS),
    ),
    "sessions": (
        *(DAYS, BEFORE, DAY_0, LEFT, SAME_DAY, ORDER, NUMBERS, MINUTES),
        *(OTHER_THERAPIST, UNTREATED, ALLIANCE, DOSES),
    ),
    "adverse_events": (DAYS, NO_DAY, SAME_EVENT),
}


def key_of(of: str, question: str) -> str:
    """The key under `confirmed` of a question about a scale, or about a column of categories."""
    return f"{of}.{question}"


def categories_of(people: ParticipantsFile) -> dict[str, str]:
    """By our name, the file's columns whose cells may be confirmed to be categories.

    Never those that say who somebody is, or by whom treated.
    """
    columns = people.columns.variables
    found = {name: columns[name] for name in _OF_CATEGORIES if name in columns}
    own = people.covariates.items()
    return found | {name: of.column for name, of in own if of.type == "category"}


def broken_confirmations(plan: Plan) -> Iterator[Broken]:
    """Keys of `confirmed` that no question has."""
    for where, entry in entries(plan):
        scales = getattr(entry, "scales", ())
        known = [key_of(scale, question) for scale in scales for question in OF_SCALES]
        known += [UNITS, ARMS, DAY_0] if scales else []
        known += _OF_FILES.get(str(where[0]), ())
        if isinstance(entry, ParticipantsFile):
            known += [key_of(name, CATEGORIES) for name in categories_of(entry)]
        for key in entry.confirmed:
            if key not in known:
                remedy = one_of(known) if known else "Remove it: nothing is asked of this file."
                yield (*where, "confirmed", key), f"{key!r} is not asked of this file", remedy
