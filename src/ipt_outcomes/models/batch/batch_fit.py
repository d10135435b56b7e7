"""A batch of responses fitted together, and what is left for fits of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ipt_outcomes.models.batch.evaluation import evaluate_many
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.functions import FunctionsMany
from ipt_outcomes.models.batch.inference_many import InferenceMany, theta_covariances
from ipt_outcomes.models.batch.person_design import PersonDesign
from ipt_outcomes.models.batch.response_sums import response_sums
from ipt_outcomes.models.batch.scoring import search_many
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.options import Options
from ipt_outcomes.models.visits.patterns import SINGULAR_EIGENVALUE


@dataclass(frozen=True, repr=False, eq=False)
class BatchedFits:
    """Responses that converged together.

    members    (B,) their places among all responses
    inference  their estimates, for linear functions
    facts      minus_2_log_likelihood, singular, n_subjects, n_observations; one row each
    means      (B, numeric variables) over the rows of each response
    cells      (B, cells) rows of each response in the cells of `SharedDesign.fixed`
    """

    members: NDArray[np.intp]
    inference: FunctionsMany
    facts: pd.DataFrame
    means: Array
    cells: NDArray[np.int64]


def batched_fits(
    design: SharedDesign,
    members: NDArray[np.intp],
    inference: FunctionsMany,
    scores: Array,
    **facts: ArrayLike,
) -> BatchedFits:
    """The fits of the `members` (B,); `scores` (B, N, m) are theirs, of `SharedDesign.scores`.

    `facts` are the columns of `BatchedFits.facts`.
    """
    means, cells = design.rows_summed(scores)
    return BatchedFits(members, inference, pd.DataFrame(facts), means, cells)


def fit_batch(
    design: PersonDesign,
    family: Family,
    values: Array,
    members: NDArray[np.intp],
    options: Options,
) -> BatchedFits | None:
    """Fit the responses `values` (rows of the data, B), whose places are `members` (B,).

    Returns:
        Those that could be batched and converged; None when there is none.
    """
    reml, information = options.method == "reml", options.information or "observed"
    scores = design.scores(values)
    sums, able = response_sums(design, scores)
    chosen = np.flatnonzero(able)
    if not len(chosen):
        return None
    families = FamilyStack(family)
    sums = sums if able.all() else sums.take(chosen)
    theta, arrived = search_many(sums, families, design.columns, reml)
    at = evaluate_many(sums, families, design.columns, theta, reml)
    w, good = theta_covariances(at, sums, information, reml)
    good = good & arrived & np.isfinite(at.value)
    found = np.flatnonzero(good)
    if not len(found):
        return None
    if not good.all():
        at, sums, w, chosen = at.take(found), sums.take(found), w[found], chosen[found]
    inference = InferenceMany(
        at=at,
        grams=sums.grams,
        beta=at.beta + sums.offset,
        columns=design.columns,
        recover=design.recover,
        theta_covariance=w,
        df_method=options.df,
        residual_df=sums.n_observations - design.n_columns,
    )
    return batched_fits(
        design,
        members[chosen],
        inference,
        scores[chosen],
        minus_2_log_likelihood=at.value + (design.log_det if reml else 0.0),
        singular=_singular(families.matrix(at.theta)),
        n_subjects=sums.n_subjects,
        n_observations=sums.n_observations,
    )


def _singular(matrix: Array) -> Marks:
    """Whether a correlation matrix has an eigenvalue near zero; as `PatternProblem.at_boundary`."""
    deviation = np.sqrt(np.diagonal(matrix, axis1=1, axis2=2))
    correlation = matrix / (deviation[:, :, None] * deviation[:, None, :])
    return np.asarray(np.linalg.eigvalsh(correlation)[:, 0] < SINGULAR_EIGENVALUE)
