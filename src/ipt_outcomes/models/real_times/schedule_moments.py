"""Moments of schedules: the definitions of `moments.py`, schedule by schedule.

Formulas: docs/methods.md, "Real times".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.real_times import exponential
from ipt_outcomes.models.real_times.schedules import Schedules


def schedule_moments(group: Schedules, theta: Array, order: int) -> Moments:
    """The moments at theta of the people of these schedules.

    Raises:
        NotPositiveDefiniteError: V is not positive definite at theta.
    """
    distance = group.distances
    v = exponential.matrix(distance, theta)
    try:
        factor = np.linalg.cholesky(v)
        inverse = np.linalg.inv(v)
    except np.linalg.LinAlgError as error:
        raise NotPositiveDefiniteError from error
    log_det = 2.0 * float(group.mass @ np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1))
    if not np.isfinite(log_det):
        raise NotPositiveDefiniteError
    solved = inverse[group.schedule] @ group.z
    zz = _product(group.z, solved)
    if order == 0:
        return Moments(zz, log_det)

    first = exponential.first(distance, theta)
    turned = [v_k[group.schedule] @ solved for v_k in first]
    sums = np.stack([_product(solved, each) for each in turned])
    trace = np.array([group.mass @ (inverse * v_k).sum(axis=(1, 2)) for v_k in first])
    if order == 1:
        return Moments(zz, log_det, first=sums, trace=trace)

    again = [inverse[group.schedule] @ each for each in turned]
    second = np.stack([np.stack([_product(left, right) for right in again]) for left in turned])
    bent = exponential.second(distance, theta)
    curvature = np.stack(
        [
            np.stack([_product(solved, v_kl[group.schedule] @ solved) for v_kl in row])
            for row in bent
        ]
    )
    products = inverse @ first
    swapped = np.swapaxes(products, -1, -2)
    return Moments(
        zz,
        log_det,
        first=sums,
        second=second,
        curvature=curvature,
        trace=trace,
        trace2=(products[:, None] * swapped[None]).sum(axis=(-1, -2)) @ group.mass,
        trace_curvature=(inverse * bent).sum(axis=(-1, -2)) @ group.mass,
    )


def _product(left: Array, right: Array) -> Array:
    """(q, q): the sum over people of left' right."""
    q = left.shape[-1]
    return np.asarray(left.reshape(-1, q).T @ right.reshape(-1, q))
