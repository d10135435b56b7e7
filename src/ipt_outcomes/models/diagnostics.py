"""Diagnostics that need the rows: scaled residuals, and how much each person pulls the fit.

A fit keeps no rows. The data are given again, the design is made again, and the fit's covariance
parameters are put to it; other data than the fit's are noticed by their likelihood.

Formulas: docs/methods.md, "Diagnostics".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.planned_visits import refuse_text
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.robust.row_covariance import Codes, RowCovariance, row_covariance
from ipt_outcomes.models.robust.whitened_clusters import default_clusters, whitened_clusters
from ipt_outcomes.models.same_rows import same_rows


def scaled_residuals(fit: Fit, data: pd.DataFrame | Reduction) -> pd.DataFrame:
    """Residuals, and the same decorrelated: L^-1 (y - X beta) with V = L L'.

    If the model holds, scaled residuals are independent with variance one but for the estimation of
    the parameters (Fitzmaurice, Laird and Ware 2011, Applied Longitudinal Analysis, ch. 10;
    mmrm's "normalized"). The first of a person's rows is divided by its standard deviation, each
    later one is what the rows before it do not predict; rows stand in the order of the visits, or
    as in the data with random effects. Rows that random effects connect are one block.

    Args:
        fit: a fitted model; a read one will do.
        data: the rows that it was fitted to; a `Reduction` is refused.

    Returns:
        One row per row of the fit, in the order of the data: row (position in `data`, from 0), the
        subject and visit or the grouping variables, fitted (X beta), residual (both in units of the
        outcome, whatever the precision weights), scaled_residual.

    Raises:
        ModelError: the data are not those of the fit, or the visits are text, without an order.
    """
    found = _again(fit, data, "scaled_residuals")
    design = found.design
    roots = np.ones(len(design.y)) if design.root_weights is None else design.root_weights
    residual = (design.y - design.x @ found.at.beta) / roots
    response = design.frame[fit.response].to_numpy(dtype=np.float64)
    scaled = np.empty(len(residual))
    cluster = default_clusters(found.covariance)
    order = _visit_order(design)
    for stack in whitened_clusters(design, found.covariance, cluster, found.at.beta, order):
        scaled[stack.rows] = stack.residual
    table = design.frame[list(_labels(design.formula))].copy()
    table.insert(0, "row", design.rows)
    table["fitted"] = response - residual
    table["residual"] = residual
    table["scaled_residual"] = scaled
    return table


def leverage(fit: Fit, data: pd.DataFrame | Reduction) -> pd.DataFrame:
    """How much each person, or outermost group of the random effects, determines the estimates.

    With H = X (X'V^-1X)^-1 X'V^-1 the leverage is the trace of the person's block of H; the
    leverages of all people sum to the number of columns p (Demidenko and Stukel 2005, Stat Med
    24:893-909). Cook's distance is the change of beta without the person, with the covariance
    parameters held, in the metric of beta's model-based covariance and divided by p (Christensen,
    Pearson and Johnson 1992, Technometrics 34:38-45).

    Args:
        fit: a fitted model; a read one will do.
        data: the rows that it was fitted to; a `Reduction` is refused.

    Returns:
        One row per person or group: the subject or the grouping variables (missing where the level
        of one varies within the group), n_observations, leverage, cooks_distance (infinite where a
        coefficient cannot be estimated without them).

    Raises:
        ModelError: the data are not those of the fit, or the fit has probability weights.
    """
    refuse_unfitted(fit, "leverage")
    if fit.probability_weights is not None:
        raise ModelError("leverage is not defined for a fit with probability weights")
    found = _again(fit, data, "leverage")
    design, p = found.design, len(found.at.beta)
    turn = np.linalg.cholesky(found.at.phi).astype(np.float64)
    cluster = default_clusters(found.covariance)
    n_clusters = int(cluster.max()) + 1
    values = np.empty((n_clusters, 2))
    for stack in whitened_clusters(design, found.covariance, cluster, found.at.beta):
        q = stack.x @ turn
        own = np.swapaxes(q, 1, 2) @ q
        score = (np.swapaxes(q, 1, 2) @ stack.residual[:, :, None])[:, :, 0]
        shares, directions = np.linalg.eigh(own)
        turned = (np.swapaxes(directions, 1, 2) @ score[:, :, None])[:, :, 0]
        with np.errstate(divide="ignore"):
            change = np.where(shares < 1.0 - 1e-9, turned / (1.0 - shares), np.inf)
        which = cluster[stack.rows[:, 0]]
        values[which, 0] = shares.sum(axis=1)
        values[which, 1] = (change**2).sum(axis=1) / p
    names = list(_groups(design.formula))
    grouped = design.frame[names].groupby(cluster, sort=True)
    first = grouped.first()
    table = first.where(grouped.nunique() <= 1).reset_index(drop=True)
    table["n_observations"] = np.bincount(cluster)
    table["leverage"], table["cooks_distance"] = values[:, 0], values[:, 1]
    return table


@dataclass(frozen=True)
class _Again:
    design: Design
    covariance: RowCovariance
    at: Evaluation


def _again(fit: Fit, data: pd.DataFrame | Reduction, asked: str) -> _Again:
    """The design, covariance and generalised least squares of a fit."""
    refuse_unfitted(fit, asked)
    if isinstance(data, Reduction):
        raise ModelError(
            "residuals and leverage need every person's rows, and a reduction has sums over people"
        )
    same = same_rows(fit, data)
    covariance = row_covariance(same.design, same.problem, fit.theta)
    return _Again(same.design, covariance, same.at)


def _groups(formula: ModelFormula) -> tuple[str, ...]:
    if formula.covariance is not None:
        return (formula.covariance.subject,)
    return tuple(dict.fromkeys(name for term in formula.random for name in term.groups))


def _labels(formula: ModelFormula) -> tuple[str, ...]:
    if formula.covariance is not None:
        return (formula.covariance.subject, formula.covariance.visit)
    return _groups(formula)


def _visit_order(design: Design) -> Codes:
    """(n,) rows sorted by visit where there are visits."""
    term = design.formula.covariance
    if term is None:
        return np.arange(len(design.y))
    if design.planned is not None:
        refuse_text(term, design.planned.ordered, "a scaled residual")
    visit = design.frame[term.visit].astype("category").cat.codes
    return np.argsort(visit.to_numpy(), kind="stable").astype(np.intp)
