"""`trim_and_fill`: the pooled effect if the funnel were symmetric (Duval and Tweedie 2000).

The k effects, taken about the pooled one, are ranked by their distances from it. If k_0 studies
are missing on one side, the sum T of the ranks on the other side tells of them:

    L0 = (4 T - k (k + 1)) / (2 k - 1),

rounded, and not below zero. The k_0 furthest on the full side are taken off, the rest pooled anew,
and so on until k_0 stays; then their mirror images about that centre are added (Duval and Tweedie
2000, Biometrics 56:455-463). Pooling is by random effects throughout, as in metafor.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ipt_outcomes.evidence.between_studies import tau2_of, weighted
from ipt_outcomes.evidence.columns import studies
from ipt_outcomes.evidence.effects import EffectColumns, Effects, checked_effects
from ipt_outcomes.evidence.one_each import one_each, refuse_several
from ipt_outcomes.evidence.pooled_table import table_of
from ipt_outcomes.evidence.request import checked_request
from ipt_outcomes.models.arguments import one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

SIDES = ("left", "right")
_MOST_STEPS = 100


def trim_and_fill(
    frame: pd.DataFrame,
    *,
    effect: str,
    se: str | None = None,
    variance: str | None = None,
    study: str = "study",
    method: str = "reml",
    interval: str = "knapp-hartung",
    several: str | None = None,
    rho: float | None = None,
    side: str | None = None,
    level: float = 0.95,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How many studies a symmetric funnel lacks, and the pooled effect with them filled in.

    # ASSUME: the studies missing are those with the most extreme effects on one side. Effects that
    # truly differ between studies can look the same: the result is a sensitivity analysis, and its
    # estimate is not offered as the corrected one (Peters et al. 2007, Stat Med 26:4544-4562).

    Args:
        frame: a row an effect, at least three studies.
        effect, se, variance, study, method, interval, rho, level: as in `pool_studies`.
        several: one effect a study: "aggregate", "first", "lowest" or "highest".
        side: on which studies are missing, "left" (small effects) or "right". None: by the sign of
            the slope on the standard error, in a random-effects regression with the same method.

    Returns:
        The pooled effect, a row as `pool_studies` gives it, with filled (how many studies were
        added) and side; and the studies filled in: study, effect, se, one row each.

    Raises:
        ModelError: as `pool_studies`; several="correlated"; fewer than three studies.
    """
    if several == "correlated":
        raise ModelError("trim and fill counts independent studies: say a rule for one effect each")
    request = checked_request(
        method=method, interval=interval, several=several, rho=rho, level=level
    )
    if side is not None:
        one_of("side", side, SIDES)
    given = checked_effects(frame, EffectColumns(effect, se, variance, study))
    if several is None:
        refuse_several(given)
    else:
        given = one_each(given, several, rho)
    if given.n_studies < 3:
        raise ModelError(f"{studies(given.n_studies)}: trim and fill needs at least three")
    side = side or _side(given, method)
    y, v = _missing(given, method, side)
    labels = tuple(f"filled {number}" for number in range(1, len(y) + 1))
    whole = replace(
        given,
        y=np.concatenate([given.y, y]),
        v=np.concatenate([given.v, v]),
        x=np.ones((len(given.y) + len(y), 1)),
        study=np.arange(len(given.y) + len(y), dtype=np.intp),
        labels=(*given.labels, *labels),
    )
    table = table_of(whole, request, "all").assign(filled=len(y), side=side)
    return table, pd.DataFrame({"study": pd.Series(labels, dtype="str"), "effect": y, "se": v**0.5})


def _side(given: Effects, method: str) -> str:
    x = np.column_stack([np.ones(len(given.y)), np.sqrt(given.v)])
    if np.ptp(x[:, 1]) <= 1e-9 * x[:, 1].max():
        raise ModelError("all studies are equally precise: say side='left' or side='right'")
    at = weighted(given.y, given.v, x, tau2_of(given.y, given.v, x, method))
    return "right" if at.beta[1] < 0 else "left"


def _missing(given: Effects, method: str, side: str) -> tuple[Array, Array]:
    """Effects and variances of the studies to fill in, from the least extreme on."""
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * given.y, kind="stable")
    y, v = sign * given.y[order], given.v[order]
    k, before, missing, centre = len(y), -1, 0, 0.0
    for _ in range(_MOST_STEPS):
        if missing == before:
            break
        kept, x = k - missing, np.ones((k - missing, 1))
        tau2 = tau2_of(y[:kept], v[:kept], x, method) if kept > 1 else 0.0
        centre = float(weighted(y[:kept], v[:kept], x, tau2).beta[0])
        distance = y - centre
        rank = np.empty(k)
        rank[np.argsort(np.abs(distance), kind="stable")] = np.arange(1.0, k + 1.0)
        above = float(rank[distance > 0].sum())
        before = missing
        missing = max(0, round((4.0 * above - k * (k + 1.0)) / (2.0 * k - 1.0)))
    else:
        raise ModelError("trim and fill goes back and forth between two numbers of missing studies")
    return sign * (2.0 * centre - y[k - missing :]), v[k - missing :]
