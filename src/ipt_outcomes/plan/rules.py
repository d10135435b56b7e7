"""What must hold between the parts of a plan, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ipt_outcomes.instruments import registered_instruments
from ipt_outcomes.plan.file_rules import broken_file_rules
from ipt_outcomes.plan.files import LongScores, TallScores, WideScores
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.privacy_rules import broken_privacy_rules

Broken = tuple[PathInPlan, str, str]

# ASSUME: a random slope needs three planned times to be told apart from the residual variance.
FEWEST_GROWTH_VISITS = 3


def broken_rules(plan: Plan) -> Iterator[Broken]:
    """Every rule that the plan breaks, in the plan's order."""
    yield from _names(plan)
    yield from _numbered_rows(plan)
    yield from _visits(plan)
    yield from _scores(plan)
    yield from broken_file_rules(plan)
    yield from _outcomes(plan)
    yield from _contrasts(plan)
    yield from _models(plan)
    yield from broken_privacy_rules(plan)


def _one_of(words: Sequence[str]) -> str:
    return "Use one of: " + ", ".join(words) + "."


def _names(plan: Plan) -> Iterator[Broken]:
    for key, names in (
        ("arms", [arm.name for arm in plan.arms]),
        ("visits", [visit.name for visit in plan.visits]),
        ("outcomes", [outcome.name for outcome in plan.outcomes]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                last = len(names) - 1 - names[::-1].index(name)
                yield (
                    (key, last),
                    f"the name {name!r} is given twice in {key}",
                    "Rename one of them.",
                )
    arms = [arm.name for arm in plan.arms]
    for code, arm in plan.participants.arm_codes.items():
        if arm not in arms:
            where = ("participants", "arm_codes", code)
            yield where, f"{arm!r} is not one of the plan's arms", _one_of(arms)
    own = set(type(plan.participants.columns).model_fields)
    for name in plan.participants.covariates:
        if name in own | {"visit", "week", "score", "baseline", "outcome"}:
            where = ("participants", "covariates", name)
            yield (
                where,
                f"{name!r} is the name of a standard column",
                "Give the covariate another name.",
            )


def _numbered_rows(plan: Plan) -> Iterator[Broken]:
    """Numbers made from one file's rows mean nothing in another file, nor row after row."""
    people = plan.participants
    number = people.number_rows
    if number is None:
        return
    where = ("participants", "number_rows")
    if people.columns.participant != number:
        yield (
            where,
            "the rows are numbered and the participant is another column",
            f"Write `participant: {number}` under columns, or remove `number_rows`.",
        )
    elif people.shape == "long" or not all(isinstance(s, WideScores) for s in plan.scores):
        yield (
            where,
            "in a long file a participant has several rows, and a row's number is nobody's",
            "Add a column that tells the participants apart and remove `number_rows`.",
        )
    elif plan.raw_files != (people.file,):
        yield (
            where,
            "the rows of one file are numbered, and another file cannot know the numbers",
            "Add a column that tells the participants apart to every file.",
        )


def _visits(plan: Plan) -> Iterator[Broken]:
    phases = [visit.phase for visit in plan.visits]
    if phases.count("baseline") != 1 or phases[0] != "baseline":
        yield (
            ("visits",),
            "the first visit, and no other, must have the phase baseline",
            "Put the assessment before treatment first, with `phase: baseline`.",
        )
    for position, (before, after) in enumerate(zip(plan.visits, plan.visits[1:], strict=False), 1):
        if after.week <= before.week:
            where = ("visits", position, "week")
            yield where, "the visits' weeks must increase", "Order the visits by week."
        if before.window and after.window and after.window[0] <= before.window[1]:
            where = ("visits", position, "window")
            yield (
                where,
                f"the window overlaps that of {before.name}",
                "Let it begin after the other ends.",
            )
    for position, visit in enumerate(plan.visits):
        if visit.window and visit.window[0] > visit.window[1]:
            where = ("visits", position, "window")
            yield where, "the window ends before it begins", "Write [first day, last day]."


def _scores(plan: Plan) -> Iterator[Broken]:
    visits = [visit.name for visit in plan.visits]
    known = (*registered_instruments(), *plan.own_scales)
    seen: set[str] = set()
    for position, scores in enumerate(plan.scores):
        for scale in scores.scales:
            where: PathInPlan = ("scores", position, "scales", scale)
            if scale not in known:
                yield where, f"{scale!r} is not a registered scale", _unknown_scale(scale, known)
            elif scale in seen:
                yield where, f"the scale {scale!r} is given twice", "Give each scale once."
            else:
                seen.add(scale)
                yield from _columns_of_scale(plan, position, scale)
        if not isinstance(scores, WideScores):
            yield from _assessments(plan, position, scores)
            for code, visit in scores.visit_codes.items():
                if visit not in visits:
                    code_at = ("scores", position, "visit_codes", code)
                    yield code_at, f"{visit!r} is not one of the plan's visits", _one_of(visits)


def _unknown_scale(scale: str, known: Sequence[str]) -> str:
    return f"{_one_of(known)} Or describe your own in config/instruments/{scale}.yaml."


def _columns_of_scale(plan: Plan, position: int, scale: str) -> Iterator[Broken]:
    scores = plan.scores[position]
    where: PathInPlan = ("scores", position, "scales", scale)
    visits = [visit.name for visit in plan.visits]
    if isinstance(scores, WideScores):
        for visit in scores.scales[scale]:
            if visit not in visits:
                yield (*where, visit), f"{visit!r} is not one of the plan's visits", _one_of(visits)
        return
    columns = scores.scales[scale]
    if (columns.items is None) == (columns.total is None):
        yield (
            where,
            "a scale has either its items or its total",
            "Give `items` or `total`, one of them.",
        )
    instrument = plan.instrument(scale)
    if columns.items is not None and not instrument.items:
        yield (
            (*where, "items"),
            f"the registry has no items of {instrument.name}",
            "Map its total: `total: <column>`.",
        )
    elif columns.items is not None and len(columns.items) != len(instrument.items):
        yield (
            (*where, "items"),
            f"the scale has {len(instrument.items)} items, the plan names {len(columns.items)}",
            "Name one column an item, in the scale's order; or map the total.",
        )


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


def _outcomes(plan: Plan) -> Iterator[Broken]:
    after = [visit.name for visit in plan.visits if visit.phase != "baseline"]
    for position, outcome in enumerate(plan.outcomes):
        if outcome.scale not in plan.scales:
            where = ("outcomes", position, "scale")
            yield where, f"no score file holds the scale {outcome.scale!r}", _one_of(plan.scales)
        if outcome.endpoint not in after:
            where = ("outcomes", position, "endpoint")
            yield where, f"{outcome.endpoint!r} is not a visit after baseline", _one_of(after)
    if not any(outcome.role == "primary" for outcome in plan.outcomes):
        yield ("outcomes",), "no outcome is primary", "Give one outcome `role: primary`."


def _contrasts(plan: Plan) -> Iterator[Broken]:
    arms = [arm.name for arm in plan.arms]
    outcomes = [outcome.name for outcome in plan.outcomes]
    seen: set[tuple[str, str, str]] = set()
    for position, contrast in enumerate(plan.contrasts):
        where: PathInPlan = ("contrasts", position)
        for side, arm in (("test", contrast.test), ("comparison", contrast.comparison)):
            if arm not in arms:
                yield (*where, side), f"{arm!r} is not one of the plan's arms", _one_of(arms)
        if contrast.test == contrast.comparison:
            yield where, "an arm is contrasted with itself", "Name two different arms."
        if (contrast.hypothesis == "non-inferiority") != (contrast.margin is not None):
            yield (
                where,
                "a margin belongs to a non-inferiority contrast, and such a contrast needs one",
                "Give `margin` in scale points with `hypothesis: non-inferiority`, and only there.",
            )
        if contrast.margin is not None and len(contrast.outcomes) != 1:
            yield (
                where,
                "a margin is in points of one scale",
                "Name the one outcome: `outcomes: [...]`.",
            )
        for index, outcome in enumerate(contrast.outcomes):
            if outcome not in outcomes:
                yield (
                    (*where, "outcomes", index),
                    f"{outcome!r} is not one of the plan's outcomes",
                    _one_of(outcomes),
                )
        for outcome in contrast.outcomes or outcomes:
            key = (contrast.test, contrast.comparison, outcome)
            if key in seen:
                yield where, f"this contrast is asked twice of {outcome}", "Ask it once."
            seen.add(key)


def _models(plan: Plan) -> Iterator[Broken]:
    columns = plan.participants.columns.model_dump(exclude_none=True)
    known = [name for name in columns if name not in ("participant", "arm")]
    known += list(plan.participants.covariates)
    places: list[tuple[PathInPlan, tuple[str, ...]]] = [
        (("stratification",), plan.stratification),
        (("models", "covariates"), plan.models.covariates),
    ]
    for where, names in places:
        for position, name in enumerate(names):
            if name not in known:
                remedy = "Map it under participants." if not known else _one_of(known)
                yield (*where, position), f"no participant column is mapped to {name!r}", remedy
    growth = plan.models.growth
    visits = [visit.name for visit in plan.visits]
    if growth is None:
        return
    where = ("models", "growth", "last_visit")
    if growth.last_visit is not None and growth.last_visit not in visits:
        yield where, f"{growth.last_visit!r} is not one of the plan's visits", _one_of(visits)
    elif len(plan.growth_visits()) < FEWEST_GROWTH_VISITS:
        yield (
            where,
            "a line with a random slope needs three visits, the baseline among them",
            "Name a later `last_visit`, or write `growth: null`.",
        )
