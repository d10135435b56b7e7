"""What must hold of the plan's score files, as (where in the plan, rule, remedy)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.instruments.forms import forms_of
from ipt_outcomes.instruments.schema import COMPLETE
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.data_file import EVERY_COLUMN, same_word
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.score_files import (
    LongScores,
    OfItems,
    TallScores,
    WideItems,
    WideScores,
)

_NUMBER = re.compile(r"-?[0-9]+\.?[0-9]*")


def broken_score_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks, in the plan's order."""
    visits = [visit.name for visit in plan.visits]
    known = (*registered_instruments(), *plan.own_scales)
    for position, scores in enumerate(plan.scores):
        for scale in scores.scales:
            where: PathInPlan = ("scores", position, "scales", scale)
            if scale not in known:
                yield where, f"{scale!r} is not a registered scale", _unknown_scale(scale, known)
            else:
                yield from _columns_of_scale(plan, position, scale)
        if scores in plan.scores[:position]:
            rule = f"it says word for word what entry {plan.scores.index(scores) + 1} says"
            yield ("scores", position), rule, "Remove one of them: its scores are read once."
        yield from _forms_of_totals(plan, position)
        yield from _missing_codes(plan, position)
        if not isinstance(scores, WideScores):
            yield from _assessments(plan, position, scores)
            for code, visit in scores.visit_codes.items():
                if visit not in visits:
                    code_at = ("scores", position, "visit_codes", code)
                    yield code_at, f"{visit!r} is not one of the plan's visits", one_of(visits)
    yield from _told_alike(plan)


def _unknown_scale(scale: str, known: Sequence[str]) -> str:
    return (
        f"{one_of(known)} Or describe your own in config/instruments/{scale}.yaml, "
        "or under `measures` where only its totals are known."
    )


def _columns_of_scale(plan: Plan, position: int, scale: str) -> Iterator[Broken]:
    columns = plan.scores[position].scales[scale]
    where: PathInPlan = ("scores", position, "scales", scale)
    if isinstance(columns, dict):
        yield from _known_visits(plan, where, columns)
        return
    if isinstance(columns, WideItems):
        at = (*where, "items")
        yield from _known_visits(plan, at, columns.items)
        for visit, named in columns.items.items():
            yield from _items(plan, scale, (*at, visit), named)
        yield from _known_visits(plan, (*where, "total"), columns.total or ())
    else:
        if columns.items is None and columns.total is None:
            yield (
                where,
                "a scale has its items or its total",
                "Give `items` or `total`, one of them or both.",
            )
        if columns.items is not None:
            yield from _items(plan, scale, (*where, "items"), columns.items)
        else:
            if columns.missing_items is not None:
                yield (
                    (*where, "missing_items"),
                    "a reported total has no unanswered items that could be made up for",
                    "Map the scale's `items`, or remove this key.",
                )
            if columns.recode:
                rule = "`recode` is of the answers to items, and a total is reported"
                yield (*where, "recode"), rule, "Map the scale's `items`, or remove this key."
    if columns.counts is not None and (columns.items is None or columns.total is None):
        rule = "`counts` chooses between items and a total, and the plan maps one of them"
        yield (*where, "counts"), rule, "Map the other as well, or remove this key."
    yield from _missing_rule(plan, scale, where, columns.missing_items)
    yield from _recoded(plan, scale, where, columns)


def _forms_of_totals(plan: Plan, position: int) -> Iterator[Broken]:
    scores = plan.scores[position]
    for scale, form in scores.totals_as.items():
        where: PathInPlan = ("scores", position, "totals_as", scale)
        if scale not in scores.scales:
            yield where, f"{scale!r} is not a scale of this file", one_of(list(scores.scales))
            continue
        known = [each.name for each in forms_of(plan.entry_of(scale))]
        if form not in known:
            rule = f"{plan.entry_of(scale).name} has no other form {form!r}"
            yield where, rule, one_of(known) if known else "Remove this key."


def _known_visits(plan: Plan, where: PathInPlan, named: Iterable[str]) -> Iterator[Broken]:
    visits = [visit.name for visit in plan.visits]
    for visit in named:
        if visit not in visits:
            yield (*where, visit), f"{visit!r} is not one of the plan's visits", one_of(visits)


def _items(plan: Plan, scale: str, where: PathInPlan, columns: Sequence[str]) -> Iterator[Broken]:
    instrument = plan.instrument(scale)
    if not instrument.items:
        remedy = "Map its total: `total: <column>`, or in a wide file `<visit>: <column>`."
        yield where, f"the registry has no items of {instrument.name}", remedy
    elif len(columns) != len(instrument.items):
        yield (
            where,
            f"the scale has {len(instrument.items)} items, the plan names {len(columns)}",
            "Name one column an item, in the scale's order; or map the total.",
        )


def _missing_rule(plan: Plan, scale: str, where: PathInPlan, name: str | None) -> Iterator[Broken]:
    known = [*(rule.name for rule in plan.instrument(scale).missing_items), COMPLETE]
    if name is not None and name not in known:
        rule = f"{name!r} is not a missing-item rule of {plan.instrument(scale).name}"
        yield (*where, "missing_items"), rule, one_of(known)


def _assessments(plan: Plan, position: int, scores: LongScores | TallScores) -> Iterator[Broken]:
    where: PathInPlan = ("scores", position, "columns")
    columns = scores.columns
    if [columns.day, columns.date, columns.visit].count(None) != 2:
        yield (
            where,
            "assessments are known by day or by visit, or by date",
            "Map `day`, `date` or `visit`, one of them.",
        )
    if columns.visit is None:
        for index, visit in enumerate(plan.visits):
            if visit.window is None:
                yield (
                    ("visits", index),
                    f"scores are given by day and the visit {visit.name} has no window",
                    "Add `window: [first day, last day]`.",
                )


def _recoded(plan: Plan, scale: str, where: PathInPlan, columns: OfItems) -> Iterator[Broken]:
    """What answers become is an answer on the form; each word becomes one."""
    items = plan.instrument(scale).items
    allowed = {float(n) for item in items for n in range(item.minimum, item.maximum + 1, item.step)}
    words: dict[str, float] = {}
    for word, answer in columns.recode.items():
        if items and answer not in allowed:
            rule = f"{answer:g} is no answer to an item of {plan.instrument(scale).name}"
            least, most = min(allowed), max(allowed)
            yield (*where, "recode", word), rule, f"Its items go from {least:g} to {most:g}."
        if words.setdefault(same_word(word), answer) != answer:
            rule = "the same word, but for capitals, becomes two answers"
            yield (*where, "recode", word), rule, "Say it once."


def _told_alike(plan: Plan) -> Iterator[Broken]:
    """A scale from several files is scored in one way."""
    first: dict[str, OfItems] = {}
    for position, scores in enumerate(plan.scores):
        for scale, columns in scores.scales.items():
            if isinstance(columns, dict) or columns.items is None:
                continue
            known = first.setdefault(scale, columns)
            for key in ("missing_items", "reversed_already", "counts"):
                if getattr(columns, key) != getattr(known, key):
                    yield (
                        ("scores", position, "scales", scale, key),
                        f"another file of {scale} says something else of `{key}`",
                        "A scale is scored in one way: say the same in every file.",
                    )


def _missing_codes(plan: Plan, position: int) -> Iterator[Broken]:
    """A missing code of every column is no score that somebody may have."""
    scores = plan.scores[position]
    numbers = [code for code in scores.missing.get(EVERY_COLUMN, ()) if not isinstance(code, str)]
    known = (*registered_instruments(), *plan.own_scales)
    for scale, columns in scores.scales.items():
        if scale not in known:
            continue
        instrument = plan.instrument(scale)
        limits = [(instrument.minimum, instrument.maximum)]
        if not isinstance(columns, dict) and columns.items is not None:
            limits = [(item.minimum, item.maximum) for item in instrument.items]
        if not isinstance(columns, dict) and columns.recode:
            # Only what the plan recodes is an answer.
            said = [float(word) for word in columns.recode if _NUMBER.fullmatch(word)]
            limits = [(number, number) for number in said]
        for code in numbers:
            if any(low <= code <= high for low, high in limits):
                yield (
                    ("scores", position, "missing"),
                    f"{code:g} is to be missing in every column, and {instrument.name} has it as "
                    "a score",
                    f"Name the columns whose code it is: `missing: {{column: [{code:g}]}}`.",
                )
