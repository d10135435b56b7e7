"""What the plan takes each mapped column for, as far as the gate has to know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from ipt_outcomes.ingest.gate.rules import ColumnKind
from ipt_outcomes.ingest.mapping import Mapped, mapped_columns
from ipt_outcomes.plan.cluster_keys import numbered_covariates
from ipt_outcomes.plan.confirmed import CATEGORIES, categories_of, key_of
from ipt_outcomes.plan.plan import PathInPlan, Plan

_NUMBERS = frozenset({
    "age", "prior_episodes", "withdrawal_day", "session", "day", "minutes", "homework", "alliance",
    "attended", "value", "serious", "maintenance",
})  # fmt: skip


@dataclass(frozen=True)
class Role:
    """A column that the plan maps.

    `date`: the plan says that it is a date. `replaced`: what it holds is replaced. `of_people`: a
    text is a category of the people, and not one of what happened to some of them. `listed`: cells
    that the plan itself writes. `asked`: the key under which the plan may confirm that the cells
    are categories; `confirmed`: the reason that it gives.
    """

    kind: ColumnKind
    date: bool = False
    replaced: bool = False
    of_people: bool = True
    listed: frozenset[str] = frozenset()
    asked: str | None = None
    confirmed: str | None = None


def roles(plan: Plan) -> dict[str, dict[str, Role]]:
    """By file and column. A column that is mapped twice is taken for what is less harmless."""
    found: defaultdict[str, dict[str, Role]] = defaultdict(dict)
    for file, columns in mapped_columns(plan).items():
        for mapped in columns:
            role = _role(plan, mapped)
            known = found[file].get(mapped.column)
            if known is None or _strictness(role) > _strictness(known):
                found[file][mapped.column] = role
    return dict(found)


def participant_columns(plan: Plan) -> dict[str, list[str]]:
    """By file, the columns of participants' identifiers."""
    return {
        file: list(dict.fromkeys(m.column for m in columns if _is_participant(m.where)))
        for file, columns in mapped_columns(plan).items()
    }


def _strictness(role: Role) -> tuple[bool, ...]:
    return (not role.replaced, not role.date, role.kind == "text", role.of_people)


def _is_participant(where: PathInPlan) -> bool:
    return where[-2:] == ("columns", "participant")


def _role(plan: Plan, mapped: Mapped) -> Role:
    role = _plain_role(plan, mapped)
    people, (file, *keys) = plan.participants, mapped.where
    ours = str(keys[1]) if len(keys) > 1 else ""
    if file != "participants" or categories_of(people).get(ours) != mapped.column:
        return role
    listed = frozenset(plan.missing.reasons if ours == "withdrawal_reason" else ())
    key = key_of(ours, CATEGORIES)
    return replace(role, listed=listed, asked=key, confirmed=people.confirmed.get(key))


def _plain_role(plan: Plan, mapped: Mapped) -> Role:
    where = mapped.where
    if _is_participant(where):
        return Role("identifier", replaced=plan.pseudonyms is not None)
    ours = str(where[-1])
    if where[0] == "clusters":
        # Read as numbers: see `participants.py`.
        return Role("text", replaced=True)
    if "rows" in where:
        return Role("text")
    if "columns" in where:
        if ours == "date" or ours.endswith("_date"):
            return Role("text", date=True)
        of_people = where[0] != "adverse_events"
        return Role("number" if ours in _NUMBERS else "text", of_people=of_people)
    if "covariates" in where:
        covariate = plan.participants.covariates[str(where[2])]
        if str(where[2]) in numbered_covariates(plan):
            return Role("text", replaced=True)
        return Role("number" if covariate.type == "number" else "text")
    return Role("number")
