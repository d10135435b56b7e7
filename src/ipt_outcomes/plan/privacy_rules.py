"""What must hold of the plan's privacy options, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.plan import Plan

# The least age of the table `participants`.
YOUNGEST = 5
_STANDARD_NUMBERS = ("age", "prior_episodes", "withdrawal_day")


def broken_privacy_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    yield from _pseudonyms(plan)
    if plan.privacy is not None:
        # A date becomes days and is not kept; an identifier is everybody's own.
        known = [name for name in plan.participants.columns.variables if name != "participant"]
        known += list(plan.participants.covariates)
        for position, name in enumerate(plan.privacy.quasi_identifiers):
            if name not in known:
                yield (
                    ("privacy", "quasi_identifiers", position),
                    f"no participant column is mapped to {name!r}",
                    one_of(known),
                )
        yield from _bands(plan)


def key_path(plan: Plan) -> Path | None:
    """Where the plan's `key_file` is: `~` is the user's folder, other names start as data files."""
    if plan.pseudonyms is None or plan.pseudonyms.key_file is None:
        return None
    return (plan.root / Path(plan.pseudonyms.key_file).expanduser()).resolve()


def _bands(plan: Plan) -> Iterator[Broken]:
    assert plan.privacy is not None
    columns = plan.participants.columns.variables
    numbers = [name for name in _STANDARD_NUMBERS if name in columns]
    covariates = list(plan.participants.covariates.items())
    numbers += [name for name, covariate in covariates if covariate.type == "number"]
    used: list[str | None] = [*columns.values(), *(of.column for _, of in covariates)]
    for name, limits in plan.privacy.bands.items():
        where = ("privacy", "bands", name)
        column = columns.get(name) or getattr(
            plan.participants.covariates.get(name), "column", None
        )
        if used.count(column) > 1:
            rule = "the column of the bands is mapped again, without bands"
            yield where, rule, "Map the column once."
        if name not in numbers:
            rule = f"no participant column that is a number is mapped to {name!r}"
            yield where, rule, one_of(numbers) if numbers else "Leave the bands out."
        if name == "age" and limits[0] < YOUNGEST:
            rule = f"ages are {YOUNGEST} or more"
            yield (
                where,
                rule,
                f"Begin with the youngest age that the trial took, {YOUNGEST} or more.",
            )
        if any(after <= before for before, after in pairwise(limits)):
            yield where, "the bands' lower limits must increase", "Write them from the least on."


def _pseudonyms(plan: Plan) -> Iterator[Broken]:
    if plan.pseudonyms is None:
        return
    if (plan.pseudonyms.key_env is None) == (plan.pseudonyms.key_file is None):
        yield (
            ("pseudonyms",),
            "the key is in the environment or in a file",
            "Give `key_env` or `key_file`, one of them.",
        )
    path = key_path(plan)
    if path is not None and path.is_relative_to(plan.root.resolve()):
        yield (
            ("pseudonyms", "key_file"),
            "the key's file lies in the project, where it may be shared with the results",
            "Move it out of the project's folder, and name it by its full path.",
        )
