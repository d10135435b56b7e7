"""What must hold of the scores and ratings of sessions, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.data_file import same_word
from ipt_outcomes.plan.plan import Plan


def broken_therapy_file_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks, in the plan's order."""
    known = (*registered_instruments(), *plan.own_scales)
    for scale in plan.session_scales:
        if scale not in known:
            yield (
                ("sessions", "scores", scale),
                f"{scale!r} is not a registered scale",
                f"{one_of(known)} Or describe it under `measures`.",
            )
    yield from _alliance(plan)
    yield from _words(plan)
    arms = [arm.name for arm in plan.arms]
    for name, rating in plan.fidelity.ratings.items() if plan.fidelity is not None else ():
        where = ("fidelity", "ratings", name)
        if rating.minimum >= rating.maximum:
            rule = "the least rating is not below the greatest"
            yield (*where, "minimum"), rule, "Write the limits of the rating form."
        if rating.of is not None and rating.of not in arms:
            yield (*where, "of"), f"{rating.of!r} is not one of the plan's arms", one_of(arms)


def _alliance(plan: Plan) -> Iterator[Broken]:
    if plan.sessions is None or plan.sessions.alliance_limits is None:
        return
    where = ("sessions", "alliance_limits")
    least, greatest = plan.sessions.alliance_limits
    if plan.sessions.columns.alliance is None:
        rule = "no column of the sessions holds the alliance"
        yield where, rule, "Map `alliance` under sessions.columns, or leave the key out."
    if least >= greatest:
        yield where, "the least alliance is not below the greatest", "Write the scale's limits."


def _words(plan: Plan) -> Iterator[Broken]:
    """A word means one thing, of a column that is mapped."""
    for key, entry in (("sessions", plan.sessions), ("adverse_events", plan.adverse_events)):
        if entry is None or entry.recode is None:
            continue
        for ours, words in entry.recode:
            where = (key, "recode", ours)
            if words and getattr(entry.columns, ours) is None:
                rule = f"no column is mapped to {ours!r}"
                yield where, rule, f"Map `{ours}` under {key}.columns, or leave the words out."
            seen = list(map(same_word, words))
            for position, word in enumerate(words):
                if seen[position] in seen[:position]:
                    rule = "the word is there before, with other capitals"
                    yield (*where, word), rule, "Say it once."
