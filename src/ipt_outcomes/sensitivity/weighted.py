"""Those who were assessed, weighed for those who left.

The formulas: docs/methods.md, "Weights for dropout".
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.missing.dropout_weights import WEIGHT, DropoutWeights, dropout_weights
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.result import Fit
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.sensitivity.at_endpoint import at_endpoint, contrasts_of
from ipt_outcomes.sensitivity.imputed import ImputedOutcome

_LINKED = "linked_people"
_FEWEST = 2
"""Independent groups of people in an arm, without which its mean has no standard error."""


@dataclass(frozen=True, repr=False, eq=False)
class Weighted:
    """Rows of the table `contrasts`, and the weights that they rest on."""

    contrasts: pd.DataFrame
    weights: DropoutWeights


def weighted(imputed: ImputedOutcome) -> Weighted:
    """The plan's contrasts at the endpoint among those with a score there, weighted.

    The model of staying has the arm, the analysis's covariates and the last score; the analysis is
    that of covariance with the same covariates, and a sandwich (CR2) by person or, where the plan
    has clusters, by groups of people who share none with others. Raises ModelError where the
    weights cannot be estimated, and where the clusters leave too few independent groups.
    """
    planned, plan = imputed.planned, imputed.plan
    other, analysis = at_endpoint(planned, clusters=False)
    covariates = plan.adjusted_for(plan.request(planned.analysis.name))
    made = dropout_weights(
        imputed.rows,
        response="score",
        participant="participant",
        visit="visit",
        arm="arm",
        covariates=["baseline", *covariates],
        at=imputed.endpoint,
    )
    rows = made.rows
    if plan.clusters:
        rows = rows.assign(**{_LINKED: linked_people(plan, rows)})
        groups = rows.groupby("arm", observed=True)[_LINKED].nunique()
        few = [str(arm) for arm, count in groups.items() if count < _FEWEST]
        if few:
            names = listed([cluster.several for cluster in plan.clusters])
            raise ModelError(
                f"the {names} link all people of {listed(few)} with one another, so that nothing "
                "says how much its mean varies"
            )
    result = Result(
        analysis,
        _fitted(analysis, rows, clustered=bool(plan.clusters)),
        rows,
        analysis.frame(planned.tables).analysis_set,
    )
    return Weighted(contrasts_of(planned, other, result), made)


def _fitted(analysis: Analysis, rows: pd.DataFrame, *, clustered: bool) -> Fit:
    """Weighted least squares with a sandwich.

    ASSUME: weights of people in one cluster differ, so that they are not the cluster's probability;
    they enter as precision weights, of which the estimate and the sandwich are the same but for the
    small-sample adjustment (the target of CR2: Pustejovsky and Tipton 2018).
    """
    how = {"method": analysis.method, "df": "satterthwaite", "vcov": "CR2"}
    if clustered:
        return fit(analysis.formula, rows, cluster=_LINKED, weights=WEIGHT, **how)
    return fit(analysis.formula, rows, probability_weights=WEIGHT, **how)
