"""How alike the people of one cluster are: intraclass correlations by outcome and visit.

The formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.models.intraclass import intraclass_correlation
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


def make(given: Given) -> pd.DataFrame:
    """The table `intraclass`."""
    return intraclass(given.plan, given.results)


def intraclass(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row an outcome x cluster x visit of the outcome's primary analysis: table `intraclass`.

    At each visit the scores of the people who are in such clusters, adjusted for arm, baseline (a
    covariate of the analysis) and the analysis's covariates, one cluster at a time. The design
    effect is 1 + ((cv^2 + 1) m - 1) icc with clusters of mean size m (Eldridge, Ashby and Kerry
    2006, Int J Epidemiol 35:1292-1300).
    """
    rows = []
    for result in results:
        analysis = result.analysis
        if analysis.role != "primary":
            continue
        covariates = plan.adjusted_for(plan.request(analysis.name))
        for cluster in plan.clusters:
            for visit in analysis.grid.visits:
                there = result.rows["visit"] == visit.name
                inside = result.rows[cluster.name].notna()
                seen = result.rows.loc[there & inside]
                rows.append(
                    {
                        "outcome": analysis.outcome,
                        "cluster": cluster.name,
                        "visit": visit.name,
                        "week": float(visit.week),
                        **_of_visit(plan, cluster, seen, covariates),
                    }
                )
    return checked("intraclass", typed("intraclass", pd.DataFrame(rows)))


def _of_visit(
    plan: Plan, cluster: Cluster, rows: pd.DataFrame, covariates: Sequence[str]
) -> dict[str, object]:
    codes, _ = pd.factorize(cluster_keys(plan, cluster, rows))
    sizes = np.bincount(codes) if len(codes) else np.zeros(0)
    found = None
    names = ["arm", "baseline", *covariates]
    # Where nobody has a value of a covariate, none stands in for it.
    known = not rows[[name for name in names if name in rows]].isna().to_numpy().any()
    if len(rows) and known:
        y = rows["score"].to_numpy(dtype=np.float64)
        x = covariate_columns(rows, names)
        found = intraclass_correlation(y, x, codes, 1 - plan.alpha)
    nothing = float("nan")
    mean = float(sizes.mean()) if len(sizes) else nothing
    effect = nothing
    if found is not None:
        effect = 1 + (float((sizes**2).sum() / sizes.sum()) - 1) * found.icc
    return {
        "people": len(rows),
        "clusters": len(sizes),
        "mean_size": mean,
        "icc": nothing if found is None else found.icc,
        "ci_lower": nothing if found is None else found.lower,
        "ci_upper": nothing if found is None else found.upper,
        "design_effect": effect,
        "status": NOT_ESTIMABLE if found is None else OK,
    }
