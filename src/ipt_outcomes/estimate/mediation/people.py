"""Who is looked at: both scales of two arms' people at the visits, and who is drawn together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.linked_people import linked_people
from ipt_outcomes.estimate.mediation.fitted import Seen
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as people_counted
from ipt_outcomes.plan.mediation import Mediation
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Visit

LEAST_PEOPLE, LEAST_AT_A_VISIT, LEAST_UNITS = 40, 30, 8
"""What the simulation covers (benchmarks/mediation_simulation.py): people of an arm, those with
both scores at a visit, and who is drawn together."""


def people_seen(
    plan: Plan,
    mediation: Mediation,
    visits: Sequence[Visit],
    results: Sequence[Result],
    outcomes: pd.DataFrame,
) -> Seen:
    """The people of the two arms who have a score of either scale at any of the visits.

    Scores after the baseline are those that the analyses see, as the first estimand has them;
    `outcomes` is the table of that name, of which the baselines are.
    """
    arms = [mediation.comparison, mediation.test]
    own = outcomes[outcomes["arm"].astype("str").isin(arms)]
    people = own[["participant", "arm"]].drop_duplicates("participant")
    names = [visit.name for visit in visits]
    scales = [
        _scores(plan, name, names, results, own)
        .reindex(people["participant"])
        .reindex(columns=names)
        for name in (mediation.mediator, mediation.outcome)
    ]
    values = np.stack([scale.to_numpy(float) for scale in scales], axis=2)
    some = np.isfinite(values).any(axis=(1, 2))
    people = people[some].reset_index(drop=True)
    arm = (people["arm"].astype("str") == mediation.test).to_numpy().astype(np.intp)
    return Seen(values[some], arm, _units(plan, people, results))


def too_few(plan: Plan, seen: Seen, mediation: Mediation, visits: Sequence[Visit]) -> str | None:
    """Why the people are too few for what the simulation has shown to hold; None if they are not.

    In words, without an arm's name where it is of both.
    """
    labels = {arm.name: arm.label for arm in plan.arms}
    for place, name in enumerate((mediation.comparison, mediation.test)):
        here = seen.arm == place
        if here.sum() < LEAST_PEOPLE:
            people = people_counted(int(here.sum()))
            return f"{labels[name]} has {people}, and intervals hold from {LEAST_PEOPLE} on"
        both = np.isfinite(seen.values[here]).all(axis=2).sum(axis=0)
        if both.min() < LEAST_AT_A_VISIT:
            visit = visits[int(both.argmin())].label
            few = people_counted(int(both.min()))
            return (
                f"{labels[name]} has {few} with both scores at {visit}, and intervals hold from "
                f"{LEAST_AT_A_VISIT} on"
            )
    if seen.units < LEAST_UNITS:
        return (
            f"the people of an arm are in {counted(seen.units, 'group')} that share clusters, and "
            f"intervals hold from {LEAST_UNITS} on"
        )
    return None


def _scores(
    plan: Plan, outcome: str, names: Sequence[str], results: Sequence[Result], own: pd.DataFrame
) -> pd.DataFrame:
    """A row a person, a column a visit."""
    start = own[(own["outcome"] == outcome) & (own["visit"] == plan.baseline.name)]
    seen = [start[["participant", "visit", "score"]]]
    for result in results:
        of = result.analysis
        if of.outcome == outcome and plan.request(of.name).estimand is None:
            rows = result.rows[["participant", "visit", "score"]].astype({"visit": "str"})
            seen.append(rows[rows["visit"].isin(names)])
    long = pd.concat(seen).drop_duplicates(["participant", "visit"])
    return long.pivot(index="participant", columns="visit", values="score")


def _units(plan: Plan, people: pd.DataFrame, results: Sequence[Result]) -> np.ndarray:
    """(N,) numbers of who is drawn together: people linked by clusters."""
    if not plan.clusters:
        return np.arange(len(people), dtype=np.intp)
    names = [cluster.name for cluster in plan.clusters]
    known = pd.concat([result.rows[["participant", *names]] for result in results])
    with_clusters = people.merge(
        known.drop_duplicates("participant"), on="participant", how="left", validate="1:1"
    )
    return linked_people(plan, with_clusters).to_numpy().astype(np.intp)
