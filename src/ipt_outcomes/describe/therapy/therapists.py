"""Therapists and therapy groups: their caseload, and how their people's outcomes differ.

Formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.models.intraclass import cluster_predictions, intraclass_correlation
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.clusters import BY_TREATMENT, Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

# A correlation below this is a zero that the search for it did not quite reach.
_NO_VARIANCE = 1e-6


def therapists(plan: Plan, analysed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `therapist_variance` and `therapists`, for the first primary outcome.

    `analysed` holds the rows of its primary analysis, of which those at the endpoint count: one
    score a person, adjusted as in the table `intraclass`, whose correlation at that visit this is.
    What is predicted of a therapist is drawn towards the mean, the more so the fewer the people.
    """
    outcome = plan.first_primary
    variances: list[dict[str, Any]] = []
    each: list[dict[str, Any]] = []
    for cluster in plan.clusters:
        if cluster.kind not in BY_TREATMENT or cluster.name not in analysed:
            continue
        inside = (analysed["visit"] == outcome.endpoint) & analysed[cluster.name].notna()
        rows = analysed[inside & analysed["score"].notna()].reset_index(drop=True)
        if rows.empty:
            continue
        of_all, own = _of_cluster(plan, cluster, rows)
        said = {"outcome": outcome.name, "cluster": cluster.name}
        variances += [{**said, "visit": outcome.endpoint, **row} for row in of_all]
        each += [{**said, **row} for row in own]
    return (
        checked("therapist_variance", typed("therapist_variance", pd.DataFrame(variances))),
        checked("therapists", typed("therapists", pd.DataFrame(each))),
    )


def _of_cluster(
    plan: Plan, cluster: Cluster, rows: pd.DataFrame
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    codes, names = pd.factorize(cluster_keys(plan, cluster, rows))
    covariates = plan.adjusted_for(plan.request(plan.primary_of(plan.first_primary.name)))
    adjusted = ["arm", "baseline", *covariates]
    found = None
    y = rows["score"].to_numpy(dtype=np.float64)
    x = np.ones((len(rows), 1))
    if not rows[[name for name in adjusted if name in rows]].isna().to_numpy().any():
        x = covariate_columns(rows, adjusted)
        found = intraclass_correlation(y, x, codes, 1 - plan.alpha)
    nothing = float("nan")
    caseloads: list[tuple[str | None, Any]] = [(None, codes)]
    arms = rows["arm"].astype("str")
    if arms.nunique() > 1:
        caseloads += [
            (arm.name, codes[(arms == arm.name).to_numpy()])
            for arm in plan.arms
            if (arms == arm.name).any()
        ]
    variance = within = nothing
    own: list[dict[str, Any]] = []
    if found is not None:
        predicted = cluster_predictions(y, x, codes, found.icc)
        variance, within = predicted.between, predicted.within
        z = float(norm.ppf(1 - plan.alpha / 2))
        sizes = np.bincount(codes)
        for at, name in enumerate(names):
            of_arms = arms[codes == at].unique()
            # Where no variance is found everybody's prediction is 0, and no interval is behind it.
            estimate, se = 0.0, nothing
            if found.icc > _NO_VARIANCE:
                estimate, se = float(predicted.estimate[at]), float(predicted.se[at])
            own.append(
                {
                    "treated_by": str(name),
                    "arm": str(of_arms[0]) if len(of_arms) == 1 else None,
                    "people": int(sizes[at]),
                    "estimate": estimate,
                    "se": se,
                    "ci_lower": estimate - z * se,
                    "ci_upper": estimate + z * se,
                }
            )
    of_all = [
        {
            "arm": arm,
            **_caseload(of_arm),
            "variance_between": variance if arm is None else nothing,
            "variance_within": within if arm is None else nothing,
            "icc": nothing if found is None or arm is not None else found.icc,
            "ci_lower": nothing if found is None or arm is not None else found.lower,
            "ci_upper": nothing if found is None or arm is not None else found.upper,
            "status": NOT_ESTIMABLE if found is None else OK,
        }
        for arm, of_arm in caseloads
    ]
    return of_all, own


def _caseload(codes: Any) -> dict[str, Any]:
    sizes = np.bincount(codes)
    sizes = sizes[sizes > 0]
    return {
        "clusters": len(sizes),
        "people": int(sizes.sum()),
        "median": float(np.median(sizes)),
        "fewest": int(sizes.min()),
        "most": int(sizes.max()),
    }
