"""Is somebody without a therapist or a group in an arm where the others have one?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.nesting import MOST_OF_AN_ARM
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.confirmed import NO_CLUSTER
from ipt_outcomes.plan.enough_sessions import sessions_attended


def ask(data: Data) -> None:
    """Refuse an empty cell of somebody treated; count people who did not begin."""
    people = data.people
    if not {"participant", "arm"} <= set(people.columns):
        return
    begun = _begun(data, people)
    for cluster in data.plan.clusters:
        if cluster.by_treatment and cluster.name in people:
            _ask(data, cluster, people, begun)


def _ask(data: Data, cluster: Cluster, people: pd.DataFrame, begun: pd.Series) -> None:
    inside = people["arm"].isin(cluster.arms or people["arm"].unique())
    has = people[cluster.name].notna()
    usual = has.groupby(people["arm"]).transform("mean") >= MOST_OF_AN_ARM
    without = inside & usual & ~has
    entry = data.plan.participants
    columns = entry.columns.variables | {
        name: covariate.column for name, covariate in entry.covariates.items()
    }
    data.asks(
        entry,
        NO_CLUSTER,
        lines=people.index[without & begun],
        column=cluster.column or columns.get(cluster.name, cluster.name),
        rule=f"{cluster.one}: missing, and most people of the arm have one",
        remedy="Fill it in: the analyses take the person for one who shares nothing with others. "
        "That somebody did not begin is seen in the sessions, or said by `not_treated_reason`.",
    )
    never = int((without & ~begun).sum())
    if never:
        data.notes.append(
            f"{entry.source}: {counted_people(never)} without a {cluster.one} in arms where most "
            "have one did not begin treatment"
        )


def _begun(data: Data, people: pd.DataFrame) -> pd.Series:
    """Of whom nothing says that they did not begin."""
    begun = pd.Series(True, index=people.index)
    sessions = data.therapy.sessions
    if data.plan.sessions is not None and {"participant", "attended"} <= set(sessions.columns):
        held = sessions_attended(sessions)
        begun &= people["participant"].isin(held["participant"])
    if "not_treated_reason" in people:
        begun &= people["not_treated_reason"].isna()
    return begun
