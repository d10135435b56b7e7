"""Who is looked at: both scales of two arms' people at the visits, and who is drawn together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.mediation.fitted import Seen
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as people_counted
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.mediation import Mediation, PersonPart
from ipt_outcomes.plan.mediation_rules import mediation_visits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Visit

LEAST_PEOPLE: dict[PersonPart, int] = {"level": 40, "pace": 60}
LEAST_AT_A_VISIT: dict[PersonPart, int] = {"level": 32, "pace": 48}
LEAST_UNITS = 8
"""What the simulation covers (benchmarks/mediation_simulation.py): people of an arm, those with
both scores at a visit, and who is drawn together."""
LEAST_EQUAL_UNITS = 6
"""# ASSUME: the simulated clusters are of one size; sizes may differ by as much as makes eight as
good as six."""


def people_seen(
    plan: Plan,
    mediation: Mediation,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None,
) -> Seen:
    """The people of the two arms who have a score of either scale at any of its visits.

    Scores after the baseline are those that the analyses see, as the first estimand has them;
    `outcomes` is the table of that name, of which the baselines are, `participants` that of whom
    shares a cluster: whoever left before the first visit was in one too.
    """
    arms = [mediation.comparison, mediation.test]
    own = outcomes[outcomes["arm"].astype("str").isin(arms)]
    people = own[["participant", "arm"]].drop_duplicates("participant")
    names = [visit.name for visit in mediation_visits(plan, mediation)]
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
    return Seen(values[some], arm, _units(plan, people, participants))


def not_shown_to_hold(
    plan: Plan, seen: Seen, mediation: Mediation, visits: Sequence[Visit], model: PersonPart
) -> str | None:
    """Why the simulation has not shown that intervals hold for such people; None if it has.

    In words, without an arm's name where it is of both.
    """
    # By their names: a label makes nothing anew.
    labels = {arm.name: arm.name.replace("_", " ") for arm in plan.arms}
    for place, name in enumerate((mediation.comparison, mediation.test)):
        here = seen.arm == place
        if here.sum() < LEAST_PEOPLE[model]:
            people = people_counted(int(here.sum()))
            return f"{labels[name]} has {people}, and intervals hold from {LEAST_PEOPLE[model]} on"
        both = np.isfinite(seen.values[here]).all(axis=2).sum(axis=0)
        if both.min() < LEAST_AT_A_VISIT[model]:
            visit = visits[int(both.argmin())].name.replace("_", " ")
            few = people_counted(int(both.min()))
            return (
                f"{labels[name]} has {few} with both scores at {visit}, and intervals hold from "
                f"{LEAST_AT_A_VISIT[model]} on"
            )
    if len(np.intersect1d(seen.unit[seen.arm == 0], seen.unit[seen.arm == 1])):
        return "people of both arms share clusters, and no interval was shown to hold then"
    if model == "pace" and len(np.unique(seen.unit)) < len(seen.unit):
        return "people share clusters, and no interval of this model was shown to hold then"
    if seen.units < LEAST_UNITS:
        return (
            f"the people of an arm are in {counted(seen.units, 'group')} that share clusters, and "
            f"intervals hold from {LEAST_UNITS} on"
        )
    if seen.equal_units < LEAST_EQUAL_UNITS:
        return "most people of an arm share few clusters, and no interval was shown to hold then"
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


def _units(plan: Plan, people: pd.DataFrame, participants: pd.DataFrame | None) -> np.ndarray:
    """(N,) numbers of who is drawn together: people linked by clusters."""
    if not plan.clusters or participants is None:
        return np.arange(len(people), dtype=np.intp)
    names = [cluster.name for cluster in plan.clusters]
    with_clusters = people.merge(
        participants[["participant", *names]], on="participant", how="left", validate="1:1"
    )
    return linked_people(plan, with_clusters).to_numpy().astype(np.intp)
