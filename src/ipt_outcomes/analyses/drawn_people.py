"""An analysis fitted again to people drawn with replacement, all draws at once.

Whoever is drawn twice is two people. Clusters are drawn whole, with everybody whom they link; the
second copy of a cluster is another cluster.

The formulas: docs/methods.md, "Effect sizes by bootstrap".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.models.batch.fit_many import fit_many
from ipt_outcomes.models.batch.many_fits import FitMany
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.plan import Plan

Counts = NDArray[np.int64]


@dataclass(frozen=True, repr=False, eq=False)
class Units:
    """What is drawn: people, or where the plan has clusters all whom these link.

    people   (n,) identifiers
    unit     (n,) each one's unit, numbered
    stratum  (units,) within which units are drawn: the arm, or the arms that a unit has people of
    """

    people: pd.Index
    unit: NDArray[np.intp]
    stratum: NDArray[np.intp]

    @property
    def in_stratum(self) -> NDArray[np.intp]:
        """(units,) how many units its stratum has."""
        return np.asarray(np.bincount(self.stratum)[self.stratum], dtype=np.intp)

    def drawn(self, draws: int, stream: np.random.Generator) -> Counts:
        """(units, draws) how often each unit is drawn."""
        counts = np.zeros((len(self.stratum), draws), dtype=np.int64)
        for stratum in range(int(self.stratum.max()) + 1):
            own = np.flatnonzero(self.stratum == stratum)
            even = np.full(len(own), 1.0 / len(own))
            counts[own] = stream.multinomial(len(own), even, size=draws).T
        return counts

    def each_left_out(self) -> Counts:
        """(units, units) of every draw all units but one."""
        return 1 - np.eye(len(self.stratum), dtype=np.int64)

    def of_people(self, counts: Counts) -> Counts:
        """(n, draws) how often each person is there."""
        return np.asarray(counts[self.unit])


def units_of(plan: Plan, participants: pd.DataFrame) -> Units:
    """The units of everybody randomised, from the table `participants`."""
    people = participants.reset_index(drop=True)
    unit, _ = pd.factorize(linked_people(plan, people))
    arms = people["arm"].astype("str").groupby(unit).agg(lambda own: " ".join(sorted(set(own))))
    stratum, _ = pd.factorize(arms.sort_index())
    return Units(pd.Index(people["participant"]), unit, np.asarray(stratum, dtype=np.intp))


def fits_of_draws(plan: Plan, result: Result, units: Units, counts: Counts) -> FitMany:
    """The model of `result`, which has a fit, in every draw (units, draws).

    # ASSUME: a baseline score or covariate that was filled in stays as it was: the mean of all.
    """
    fit = result.reliable
    assert fit is not None
    rows = result.rows
    of_row = units.unit[units.people.get_indexer(pd.Index(rows["participant"]))]
    times = counts.max(axis=1)[of_row]
    place = np.repeat(np.arange(len(rows)), times)
    copy = np.concatenate([np.arange(each) for each in times])
    mark = pd.Series(copy).astype("str")
    data = rows.iloc[place].reset_index(drop=True)
    named = ["participant", *(cluster.name for cluster in plan.clusters)]
    data = data.assign(
        **{
            name: (data[name].astype("str") + "#" + mark).where(data[name].notna())
            for name in named
        }
    )
    there = copy[:, None] < counts[of_row[place]]
    responses = np.where(there, data["score"].to_numpy(float)[:, None], np.nan)
    # Estimates alone are asked for: their degrees of freedom may be the cheapest.
    return fit_many(fit.formula, data, responses, method=fit.method, df="residual")
