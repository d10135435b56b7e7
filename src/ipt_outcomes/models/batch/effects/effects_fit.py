"""A batch of responses with random effects of one factor; what is left has fits of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.batch_fit import BatchedFits, batched_fits
from ipt_outcomes.models.batch.effects.blocks import EffectBlocks
from ipt_outcomes.models.batch.effects.boundary import Points, settled, theta_covariances
from ipt_outcomes.models.batch.effects.design import EffectsDesign
from ipt_outcomes.models.batch.effects.inference import EffectsInference
from ipt_outcomes.models.batch.effects.search import search_effects
from ipt_outcomes.models.batch.effects.sums import effect_sums
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.options import Options


def fit_effects(
    design: EffectsDesign, values: Array, members: NDArray[np.intp], options: Options
) -> BatchedFits | None:
    """Fit the responses `values` (rows of the data, B), whose places are `members` (B,).

    Returns:
        Those that could be batched and converged; None when there is none.
    """
    reml = options.method == "reml"
    scores = design.scores(values)
    sums, able = effect_sums(design, scores)
    chosen = np.flatnonzero(able)
    if not len(chosen):
        return None
    blocks = EffectBlocks(sums.take(chosen), design.entries, reml)
    start, coordinates, apart = blocks.start()
    if not apart.all():
        told = np.flatnonzero(apart)
        blocks, chosen = blocks.take(told), chosen[told]
        start, coordinates = start[told], coordinates.take(told)
    if not len(chosen):
        return None
    theta, arrived = search_effects(blocks, coordinates, start)
    theta, singular, rests = settled(blocks, coordinates, theta, arrived)
    found = np.flatnonzero(rests)
    if not len(found):
        return None
    blocks, theta, chosen = blocks.take(found), theta[found], chosen[found]
    at, singular = blocks.evaluate(theta), singular[found]
    every = np.ones(len(theta), dtype=bool)
    points = Points(
        entries=design.entries,
        theta=theta,
        gradient=at.gradient,
        observed=blocks.information(at, every),
        expected=blocks.information(at, ~every),
        wanted=wanted_information(options),
    )
    size = blocks.sums.yy / blocks.sums.n
    w, good = theta_covariances(points, singular, size)
    found = np.flatnonzero(good & np.isfinite(at.value))
    if not len(found):
        return None
    at, w, chosen = at.take(found), w[found], chosen[found]
    kept = blocks.sums.take(found)
    n = kept.n.astype(np.int64)
    inference = EffectsInference(
        at=at,
        entries=design.entries,
        beta=at.beta + kept.offset,
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
        n_subjects=_levels_seen(design.level, ~np.isnan(scores[chosen])),
        n_observations=n,
    )


def wanted_information(options: Options) -> str:
    """Which information W is of, with random effects; as `fit` has it."""
    pbkrtest = options.df in ("kenward-roger", "kenward-roger-linear")
    return options.information or ("expected" if pbkrtest else "observed")


def _levels_seen(level: NDArray[np.intp], seen: Marks) -> NDArray[np.int64]:
    """(B,) levels of the grouping factor among the rows seen."""
    named = level >= 0
    members = level[named][:, None] == np.arange(int(level.max(initial=-1)) + 1)
    rows = seen[:, named].astype(np.float64) @ members.astype(np.float64)
    return np.asarray((rows > 0).sum(axis=1), dtype=np.int64)
