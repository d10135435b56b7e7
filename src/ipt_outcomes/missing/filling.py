"""Missing scores of a group of people, drawn or at their conditional mean, for many parameters.

Formulas: docs/methods.md, "Imputation".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.missing.conditional import conditional
from ipt_outcomes.missing.groups import Group
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.posterior import Parameters
from ipt_outcomes.missing.schedule import Places
from ipt_outcomes.missing.strategies import Strategy
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array


def filled(
    model: ImputationModel,
    group: Group,
    parameters: Parameters,
    random: np.random.Generator | None,
) -> Array:
    """(k, n_g, visits) scores at `group.missing`; without `random`, their conditional means.

    # ASSUME: gaps before the last score are missing at random whatever the strategy, which is of
    # those who left: they are filled first, given all scores of the person, in the own arm. (The R
    # package rbmi fills gaps and what follows from one distribution; that differs for "cr" alone,
    # where it takes the reference arm's for gaps too.)
    # ASSUME: a draw outside the range of the scale stays. Cut off, or drawn again, means and
    # variances would no longer be those of the model (von Hippel 2013, Sociol Methods Res
    # 42:105-138); benchmarks/missing_simulation.py has what it comes to.
    """
    people = group.people
    own = means(model, model.own[people], group, parameters)
    scores = model.schedule.scores[people]
    covariances = parameters.covariances[:, group.stratum]
    observed = scores[:, group.seen]
    away = observed - own[:, :, group.seen]
    if group.strategy.at_random:
        return _given(covariances, away, group.seen, group.missing, own, random)
    gaps = _given(covariances, away, group.seen, group.gaps, own, random)
    k, before = len(own), np.arange(group.left)
    whole = np.empty((k, len(people), group.left))
    whole[:, :, group.seen] = observed
    whole[:, :, group.gaps] = gaps
    assumed = assumed_means(model, group, parameters, own)
    later = parameters.covariances[:, group.later]
    after = _given(later, whole - assumed[:, :, before], before, group.after, assumed, random)
    after += selection_shift(later, group)[:, None, :]
    return np.concatenate([gaps, after], axis=2)


def means(
    model: ImputationModel,
    rows: Array,
    group: Group,
    parameters: Parameters,
    *,
    in_reference: bool = False,
) -> Array:
    """(k, n_g, m): the means at all visits, for rows of X (n_g, m, p) of a group's people.

    In the reference arm nobody has the effects of clusters that only the other arms have.
    """
    n, m, p = rows.shape
    flat = rows.reshape(n * m, p)
    coefficients = parameters.coefficients + model.shift
    found = (coefficients @ flat.T).reshape(-1, n, m)
    if model.clusters is not None and parameters.effects is not None:
        at = (group.people[:, None] * m + np.arange(m)).ravel()
        columns = model.clusters.columns[at]
        if in_reference:
            columns = columns * model.clusters.as_in_reference()
        found += (parameters.effects @ columns.T).reshape(-1, n, m)
    return np.asarray(found)


def assumed_means(
    model: ImputationModel, group: Group, parameters: Parameters, own: Array
) -> Array:
    """(k, n_g, m): the means under the group's strategy; `own` are those of the own arm.

    Raises:
        ModelError: a user's function returns something else than such an array.
    """
    strategy = group.strategy
    if strategy.mean is None:
        return own
    rows = model.reference[group.people]
    reference = means(model, rows, group, parameters, in_reference=True)
    return checked_means(strategy, own, reference, group.left)


def checked_means(strategy: Strategy, own: Array, reference: Array, left: int) -> Array:
    """What a strategy makes of the means, which must be means of the same people and visits.

    Raises:
        ModelError: it is not.
    """
    assert strategy.mean is not None
    made = strategy.mean(own, reference, left)
    numbers = isinstance(made, np.ndarray) and made.dtype.kind in "iuf"
    if not numbers or made.shape != own.shape or not np.isfinite(made).all():
        what = f"an array of {made.dtype}" if isinstance(made, np.ndarray) else type(made).__name__
        raise ModelError(
            f"strategy {strategy.name!r} returned {what}: it must be an array of finite numbers of "
            "the shape of own, (..., visits)"
        )
    return np.asarray(made, dtype=np.float64)


def selection_shift(later: Array, group: Group) -> Array:
    """(k, after): how far the means after the last score move where leaving depends on the next."""
    after = group.after
    if group.strategy.odds_ratio == 1.0 or not len(after):
        return np.zeros((len(later), len(after)))
    _, left = conditional(later, np.arange(group.left), after)
    return np.asarray(np.log(group.strategy.odds_ratio) * left[:, :, 0])


def _given(  # noqa: PLR0917
    covariances: Array,
    away: Array,
    given: Places,
    wanted: Places,
    mean: Array,
    random: np.random.Generator | None,
) -> Array:
    """(k, n_g, wanted): the scores given how far (k, n_g, given) others are from their means."""
    slopes, left = conditional(covariances, given, wanted)
    made = mean[:, :, wanted] + away @ np.swapaxes(slopes, 1, 2)
    if random is not None and len(wanted):
        noise = random.standard_normal(made.shape)
        made += noise @ np.swapaxes(np.linalg.cholesky(left), 1, 2)
    return np.asarray(made)
