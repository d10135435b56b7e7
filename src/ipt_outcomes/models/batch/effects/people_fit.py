"""A batch of responses of people inside groups; what is left has fits of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.batch_fit import BatchedFits, batched_fits
from ipt_outcomes.models.batch.effects.boundary import Points, settled, theta_covariances
from ipt_outcomes.models.batch.effects.effects_fit import wanted_information
from ipt_outcomes.models.batch.effects.people_blocks import PeopleBlocks
from ipt_outcomes.models.batch.effects.people_design import PeopleDesign
from ipt_outcomes.models.batch.effects.people_evaluation import PeopleScores
from ipt_outcomes.models.batch.effects.people_forms import PeopleForms, people_information
from ipt_outcomes.models.batch.effects.people_inference import PeopleInference
from ipt_outcomes.models.batch.effects.search import search_effects
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.response_sums import reduced_scores
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.options import Options


def fit_people(
    design: PeopleDesign, values: Array, members: NDArray[np.intp], options: Options
) -> BatchedFits | None:
    """Fit the responses `values` (rows of the data, B), whose places are `members` (B,).

    Returns:
        Those that could be batched and converged; None when there is none.
    """
    reml = options.method == "reml"
    scores = design.scores(values)
    sums, left, able = reduced_scores(design, scores)
    chosen = np.flatnonzero(able)
    if not len(chosen):
        return None
    patterns = np.arange(sums.seen.shape[1])[:, None]
    member = (left.pattern[:, None] == patterns).astype(np.float64)
    held = PeopleScores(sums, left, member).take(chosen)
    blocks = PeopleBlocks(held, design, FamilyStack(design.family), reml)
    start, coordinates = blocks.start()
    theta, arrived = search_effects(blocks, coordinates, start)
    theta, singular, rests = settled(blocks, coordinates, theta, arrived)
    found = np.flatnonzero(rests)
    if not len(found):
        return None
    blocks, theta, chosen = blocks.take(found), theta[found], chosen[found]
    at, singular = blocks.evaluate(theta), singular[found]
    forms = PeopleForms(at, blocks.held, design)
    every = np.ones(len(theta), dtype=bool)
    observed, expected = people_information(forms, every, reml=reml, exact=True)
    points = Points(
        entries=design.entries,
        theta=theta,
        gradient=at.gradient,
        observed=observed,
        expected=expected,
        wanted=wanted_information(options),
    )
    size = blocks.size(theta) if design.family.linear else None
    w, good = theta_covariances(points, singular, size)
    found = np.flatnonzero(good & np.isfinite(at.value))
    if not len(found):
        return None
    at, w, chosen = at.take(found), w[found], chosen[found]
    held = blocks.held.take(found)
    n = held.sums.n_observations
    inference = PeopleInference(
        forms=PeopleForms(at, held, design),
        beta=at.groups.beta + held.sums.offset,
        recover=design.recover,
        theta_covariance=w,
        df_method=options.df,
        residual_df=n - design.n_columns,
    )
    return batched_fits(
        design,
        members[chosen],
        inference,
        scores[chosen],
        minus_2_log_likelihood=at.value + (design.log_det if reml else 0.0),
        singular=singular[found],
        n_subjects=held.sums.n_subjects,
        n_observations=n,
    )
