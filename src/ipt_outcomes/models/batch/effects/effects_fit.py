"""A batch of responses with random effects; what is left has fits of its own."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.batch_fit import BatchedFits, batched_fits
from ipt_outcomes.models.batch.effects.blocks import EffectBlocks
from ipt_outcomes.models.batch.effects.boundary import Points, settled, theta_covariances
from ipt_outcomes.models.batch.effects.crossed_blocks import CrossedBlocks, crossed_blocks
from ipt_outcomes.models.batch.effects.crossed_design import CrossedDesign
from ipt_outcomes.models.batch.effects.design import EffectsDesign
from ipt_outcomes.models.batch.effects.search import search_effects
from ipt_outcomes.models.batch.effects.sums import effect_sums
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.options import Options

Kind = TypeVar("Kind", EffectBlocks, CrossedBlocks)


def fit_effects(
    design: EffectsDesign, values: Array, members: NDArray[np.intp], options: Options
) -> BatchedFits | None:
    """Fit the responses `values` (rows of the data, B), whose places are `members` (B,).

    Returns:
        Those that could be batched and converged; None when there is none.
    """
    scores = design.scores(values)
    sums, able = effect_sums(design, scores)
    blocks = EffectBlocks(sums, design.entries, options.method == "reml")
    return _fitted(design, blocks, able, scores, members, options)


def fit_crossed(
    design: CrossedDesign, values: Array, members: NDArray[np.intp], options: Options
) -> BatchedFits | None:
    """`fit_effects` for random effects of several factors."""
    scores, reml = design.scores(values), options.method == "reml"
    if not design.worth_it(~np.isnan(scores), reml):
        return None
    blocks, able = crossed_blocks(design, scores, reml)
    return _fitted(design, blocks, able, scores, members, options)


def _fitted(  # noqa: PLR0917
    design: EffectsDesign | CrossedDesign,
    blocks: Kind,
    able: Marks,
    scores: Array,
    members: NDArray[np.intp],
    options: Options,
) -> BatchedFits | None:
    chosen = np.flatnonzero(able)
    if not len(chosen):
        return None
    blocks = blocks.take(chosen)
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
    w, good = theta_covariances(points, singular, blocks.mean_square)
    found = np.flatnonzero(good & np.isfinite(at.value))
    if not len(found):
        return None
    at, w, chosen = blocks.part(at, found), w[found], chosen[found]
    kept = blocks.take(found)
    return batched_fits(
        design,
        members[chosen],
        kept.inference(at, design, w, options.df),
        scores[chosen],
        minus_2_log_likelihood=at.value + (design.log_det if blocks.reml else 0.0),
        singular=singular[found],
        n_subjects=design.levels_seen(~np.isnan(scores[chosen])),
        n_observations=kept.n,
    )


def wanted_information(options: Options) -> str:
    """Which information W is of, with random effects; as `fit` has it."""
    pbkrtest = options.df in ("kenward-roger", "kenward-roger-linear")
    return options.information or ("expected" if pbkrtest else "observed")
