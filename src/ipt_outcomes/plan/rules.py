"""What must hold between the parts of a plan, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ipt_outcomes.plan.advantage_rules import broken_advantage_rules
from ipt_outcomes.plan.analysis_set_rules import (
    broken_analysis_set_rules,
    broken_treatment_received_rules,
)
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.clinical_rules import broken_clinical_rules
from ipt_outcomes.plan.cluster_rules import broken_cluster_rules
from ipt_outcomes.plan.confirmed import broken_confirmations
from ipt_outcomes.plan.contrast_rules import broken_contrast_rules
from ipt_outcomes.plan.covariate_places import covariate_places
from ipt_outcomes.plan.effect_size_rules import broken_effect_size_rules
from ipt_outcomes.plan.estimand_rules import broken_estimand_rules
from ipt_outcomes.plan.evidence_rules import broken_evidence_rules
from ipt_outcomes.plan.file_rules import broken_file_rules
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.measure_rules import broken_measure_rules
from ipt_outcomes.plan.mediation_rules import broken_mediation_rules
from ipt_outcomes.plan.missing_rules import broken_missing_rules
from ipt_outcomes.plan.moderator_rules import broken_moderator_rules
from ipt_outcomes.plan.multiplicity_rules import broken_multiplicity_rules
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.privacy_rules import broken_privacy_rules
from ipt_outcomes.plan.protocol_rules import broken_protocol_rules
from ipt_outcomes.plan.relapse_rules import broken_relapse_rules
from ipt_outcomes.plan.requests import named_primary
from ipt_outcomes.plan.score_files import WideScores
from ipt_outcomes.plan.score_rules import broken_score_rules
from ipt_outcomes.plan.therapy_file_rules import broken_therapy_file_rules
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.plan.visit_rules import broken_visit_rules

# In the table of characteristics, beside the arms.
_EVERY_ARM = "all"


def broken_rules(plan: Plan) -> Iterator[Broken]:
    """Every rule that the plan breaks, in the plan's order."""
    yield from _arm(plan)
    yield from _names(plan)
    yield from _numbered_rows(plan)
    yield from broken_visit_rules(plan)
    yield from broken_measure_rules(plan)
    yield from broken_score_rules(plan)
    yield from broken_therapy_file_rules(plan)
    yield from broken_file_rules(plan)
    yield from broken_confirmations(plan)
    yield from _outcomes(plan)
    yield from broken_contrast_rules(plan)
    yield from _analyses(plan)
    yield from broken_cluster_rules(plan)
    yield from broken_estimand_rules(plan)
    yield from broken_effect_size_rules(plan)
    yield from broken_multiplicity_rules(plan)
    yield from broken_moderator_rules(plan)
    yield from broken_evidence_rules(plan)
    yield from broken_advantage_rules(plan)
    yield from broken_mediation_rules(plan)
    yield from broken_missing_rules(plan)
    yield from broken_clinical_rules(plan)
    yield from broken_analysis_set_rules(plan)
    yield from broken_treatment_received_rules(plan)
    yield from broken_relapse_rules(plan)
    yield from broken_protocol_rules(plan)
    yield from broken_privacy_rules(plan)


def _arm(plan: Plan) -> Iterator[Broken]:
    """Of several arms a column says who is in which."""
    where = ("participants", "columns")
    if plan.participants.columns.arm is None and len(plan.arms) > 1:
        yield (
            where,
            "the key `arm` is missing",
            "Name the column that says the arm: `arm: <column>`.",
        )
    if plan.participants.columns.arm is None and plan.participants.arm_codes:
        codes = ("participants", "arm_codes")
        yield codes, "these are codes of a column that is not named", "Name it: `arm: <column>`."


def _names(plan: Plan) -> Iterator[Broken]:
    for key, names in (
        ("arms", [arm.name for arm in plan.arms]),
        ("visits", [visit.name for visit in plan.visits]),
        ("outcomes", [outcome.name for outcome in plan.outcomes]),
        ("measures", [measure.name for measure in plan.measures]),
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
    if _EVERY_ARM in arms:
        rule = f"tables call all arms together {_EVERY_ARM!r}"
        yield ("arms", arms.index(_EVERY_ARM), "name"), rule, "Give the arm another name."
    for code, arm in plan.participants.arm_codes.items():
        if arm not in arms:
            where = ("participants", "arm_codes", code)
            yield where, f"{arm!r} is not one of the plan's arms", one_of(arms)
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
    elif plan.people_files != (people.file,):
        yield (
            where,
            "the rows of one file are numbered, and another file cannot know the numbers",
            "Add a column that tells the participants apart to every file.",
        )


def _outcomes(plan: Plan) -> Iterator[Broken]:
    after = [visit.name for visit in plan.visits if visit.phase != "baseline"]
    for position, outcome in enumerate(plan.outcomes):
        if outcome.scale not in plan.scales:
            where = ("outcomes", position, "scale")
            yield where, f"no score file holds the scale {outcome.scale!r}", one_of(plan.scales)
        if outcome.endpoint not in after:
            where = ("outcomes", position, "endpoint")
            yield where, f"{outcome.endpoint!r} is not a visit after baseline", one_of(after)
    if not any(outcome.role == "primary" for outcome in plan.outcomes):
        yield ("outcomes",), "no outcome is primary", "Give one outcome `role: primary`."


def _analyses(plan: Plan) -> Iterator[Broken]:
    columns = plan.participants.columns.model_dump(exclude_none=True)
    known = [name for name in columns if name not in ("participant", "arm")]
    known += list(plan.participants.covariates)
    for where, names in covariate_places(plan):
        for position, name in enumerate(names):
            if name not in known:
                remedy = "Map it under participants." if not known else one_of(known)
                yield (*where, position), f"no participant column is mapped to {name!r}", remedy
    yield from _requests(plan)


def _requests(plan: Plan) -> Iterator[Broken]:
    outcomes = [outcome.name for outcome in plan.outcomes]
    # Names become folders, and some file systems take upper and lower case as the same.
    names = [each.name.casefold() for each in plan.requests]
    yield from _kinds(plan)
    for position, request in enumerate(plan.requests):
        if names[position] in names[:position]:
            rule = f"another analysis has the name {request.name!r}"
            yield (*request.where, "name"), rule, "Give it another name."
        if len(set(request.outcomes)) < len(request.outcomes):
            yield (*request.where, "outcomes"), "an outcome is named twice", "Name it once."
        for index, outcome in enumerate(request.outcomes):
            if outcome not in outcomes:
                rule = f"{outcome!r} is not one of the plan's outcomes"
                yield (*request.where, "outcomes", index), rule, one_of(outcomes)
        for key, rule, remedy in request.options.broken(plan.visits):
            yield (*request.where, key), rule, remedy
    if len(set(names)) == len(names):
        for each in plan.outcomes:
            yield from _primary(plan, each)


def _kinds(plan: Plan) -> Iterator[Broken]:
    """Analyses that are another kind in this trial."""
    one_arm = len(plan.arms) == 1
    for request in plan.requests:
        options = request.options
        if isinstance(options, Mmrm):
            if one_arm and options.baseline not in (None, "free"):
                rule = "with one arm, the baseline is an outcome with a mean of its own"
                yield (*request.where, "baseline"), rule, "Leave the key out."
            if not one_arm and not plan.randomised and options.baseline == "constrained":
                rule = "arms that were not randomised have no common mean at baseline"
                yield (*request.where, "baseline"), rule, "Write `covariate`, or `free`."
            if plan.one_visit and options.baseline in (None, "covariate"):
                rule = "one visit after the baseline: this is an analysis of covariance"
                yield request.where, rule, "Write `ancova` in the place of `mmrm`."
        elif isinstance(options, Ancova):
            if one_arm:
                rule = "an analysis of covariance compares arms, and there is one"
                yield request.where, rule, "Write `mmrm` in the place of `ancova`."
            elif request.where[0] == "models" and not plan.one_visit:
                rule = "several visits after the baseline: an analysis of covariance sees one"
                yield (
                    request.where,
                    rule,
                    "Write `mmrm`; or ask for it under `analyses`, with a name of its own.",
                )
            if options.errors == "robust" and plan.clusters:
                rule = "robust standard errors here are of people, and the plan has clusters"
                yield (*request.where, "errors"), rule, "Leave the key out."


def _primary(plan: Plan, outcome: Outcome) -> Iterator[Broken]:
    """Of each outcome one analysis is primary, and it speaks of the endpoint."""
    named = named_primary(plan.requests, outcome.name)
    roles = [each.role for each in plan.requests_of(outcome.name)]
    if len(named) > 1:
        rule = f"{outcome.name} has two primary analyses"
        yield (*named[1].where, "role"), rule, "Let one be primary; call others supporting."
    elif "primary" not in roles:
        yield (
            ("models",),
            f"{outcome.name} has no primary analysis",
            "Keep one under `models`, or give one of `analyses` the role primary.",
        )
    else:
        request = plan.request(plan.primary_of(outcome.name))
        visits = [visit.name for visit in request.options.visits(plan.visits)]
        known = outcome.endpoint in [visit.name for visit in plan.visits]
        if known and outcome.endpoint not in visits:
            yield (
                request.where,
                f"it is primary and ends before the endpoint of {outcome.name}",
                f"Let it go on to {outcome.endpoint}, or give the outcome another endpoint.",
            )
