"""What the plan says of moderators, as a term and its lines."""

from __future__ import annotations

from itertools import pairwise

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.phrases import counted, listed
from ipt_outcomes.plan.moderator_rules import moderated_outcomes
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.moderators_in_words import claim_in_words
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import outcome_labels

Fact = tuple[str, tuple[str, ...]]


def moderator_facts(plan: Plan) -> list[Fact]:
    """Each moderator with its claim, groups and outcomes, then how they are tested."""
    if not plan.moderators:
        return []
    lines = [_moderator(plan, each) for each in plan.moderators]
    return [("Moderators", (*lines, _tested(plan)))]


def _moderator(plan: Plan, moderator: Moderator) -> str:
    labels = outcome_labels(plan)
    said = [claim_in_words(plan, moderator), *_groups(moderator)]
    said.append(listed([labels[name] for name in moderated_outcomes(plan, moderator)]))
    return f"{moderator.called}: {'; '.join(said)}"


def _groups(moderator: Moderator) -> list[str]:
    groups = moderator.groups
    if groups is None:
        return []
    cuts = [plain_number(cut) for cut in groups.cuts]
    extents = [f"below {cuts[0]}"]
    extents += [f"{low} to below {high}" for low, high in pairwise(cuts)]
    extents.append(f"{cuts[-1]} or more")
    said = [f"{label} ({extent})" for label, extent in zip(groups.labels, extents, strict=True)]
    return [f"in groups: {', '.join(said)}"]


def _tested(plan: Plan) -> str:
    of = [name for each in plan.moderators for name in moderated_outcomes(plan, each)]
    used = {plan.request(plan.primary_of(name)).options.df: None for name in of}
    df = listed([DF_TITLES[name] for name in used])
    # One of each contrast, and one of all together where there are several.
    contrasts = [len(plan.contrasts_of(name)) for name in of]
    tests = sum(each + (each > 1) for each in contrasts)
    return (
        "each tested by its interaction with the arms in the primary analysis, at the endpoint, "
        f"with {df} degrees of freedom: {counted(tests, 'test')}, no p-value adjusted"
    )
