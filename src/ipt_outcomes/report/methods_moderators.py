"""The moderators in the methods: which were looked at, how, and how many tests that made."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.phrases import counted, listed, people
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.moderators_in_words import claim_in_words, how_many_tests, moderator_of
from ipt_outcomes.report.wording import at_visit, outcome_labels

_WITHIN = (
    "Differences are given within each level, and of a number at its mean and one standard "
    "deviation to either side (at its values where it has two), with confidence intervals and "
    "without p-values."
)
_REGIONS = (
    "Over a number, the values at which the confidence interval of the difference excludes zero "
    "were found by the method of Johnson and Neyman (1936, Stat Res Mem 1:57–93), from the 5th to "
    "the 95th percentile of the people."
)


def moderation_in_words(
    plan: Plan, models: pd.DataFrame, tests: pd.DataFrame | None
) -> tuple[str, ...]:
    """A paragraph on the moderators; none where there were none.

    `models` is the table of that name, which has the degrees of freedom; `tests` the table
    `moderator_tests`.
    """
    if tests is None or tests.empty:
        return ()
    said = [_named(plan, tests), _tested(plan, models, tests), *_left_out(plan, tests), _WITHIN]
    said += [_REGIONS] if (tests["scale"] == "number").any() else []
    return (" ".join([*said, *_not_made(tests), how_many_tests(plan, tests)]),)


def _named(plan: Plan, tests: pd.DataFrame) -> str:
    """Which moderators, each with its claim, and of which outcomes."""
    of = tests.groupby("moderator", sort=False)["outcome"].unique().map(tuple)
    alike = of.nunique() == 1
    asked = []
    for name, outcomes in of.items():
        moderator = moderator_of(plan, str(name))
        said = [claim_in_words(plan, moderator), *_groups(moderator)]
        said += [] if alike else [f"of {_at_endpoints(plan, outcomes)}"]
        asked.append(f"{moderator.called} ({'; '.join(said)})")
    where = f" in {_at_endpoints(plan, of.iloc[0])}" if alike else " at the endpoint"
    return (
        f"It was examined whether the difference between arms{where} differed by {listed(asked)}."
    )


def _groups(moderator: Moderator) -> list[str]:
    return [] if moderator.groups is None else [f"in {len(moderator.groups.labels)} groups"]


def _at_endpoints(plan: Plan, outcomes: tuple[str, ...]) -> str:
    labels = outcome_labels(plan)
    return listed([f"{labels[name]} {at_visit(plan, plan.outcome(name).endpoint)}"
                   for name in outcomes])  # fmt: skip


def _tested(plan: Plan, models: pd.DataFrame, tests: pd.DataFrame) -> str:
    several = tests["moderator"].nunique() > 1
    own = tests.drop_duplicates(["outcome", "analysis"])[["outcome", "analysis"]]
    used = models.merge(own, on=["outcome", "analysis"])["df_method"].dropna().unique()
    df = listed([DF_TITLES[name] for name in used])
    together = tests["test"].isna().any()
    return (
        f"{'Each was' if several else 'It was'} tested in the primary analysis "
        f"({titles_in(plan, own, running=True)}) with every effect of the arms free to differ by "
        f"the moderator{', one moderator at a time' if several else ''}: by an F test of the "
        f"interaction at the endpoint{f' with {df} degrees of freedom' if df else ''}"
        f"{', of each contrast and of all contrasts together' if together else ''}."
    )


def _left_out(plan: Plan, tests: pd.DataFrame) -> list[str]:
    """How many people were left out for each moderator that is not known of everybody."""
    lost = tests[tests["left_out"] > 0].drop_duplicates(["outcome", "moderator"])
    if lost.empty:
        return []
    labels, several = outcome_labels(plan), tests["outcome"].nunique() > 1
    counts = []
    for _, row in lost.iterrows():
        of = f" ({labels[row['outcome']]})" if several else ""
        called = moderator_of(plan, row["moderator"]).called
        counts.append(f"{people(int(row['left_out']))} for {called}{of}")
    return [f"People whose moderator was not known were not in its model: {listed(counts)}."]


def _not_made(tests: pd.DataFrame) -> list[str]:
    lost = int(tests["p_value"].isna().sum())
    if not lost:
        return []
    return [f"{counted(lost, 'test')} could not be made, as the table of the tests says."]
