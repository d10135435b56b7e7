"""One effect a study, by a named rule, where a study has several.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.evidence.columns import rows_said, studies
from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

RULES = ("aggregate", "first", "lowest", "highest")


def one_each(given: Effects, rule: str, rho: float | None) -> Effects:
    """`given` with one effect a study, studies in order of appearance.

    "aggregate": the unweighted mean, with the variance of a mean of m estimates that correlate by
    rho, sum_ab rho_ab s_a s_b / m^2 (Borenstein et al. 2009, equation 24.6). "first": the
    first row. "lowest", "highest": the least and the greatest effect, the earlier of equal ones.

    Raises:
        ModelError: a moderator differs within a study that is to be aggregated.
    """
    if rule == "aggregate":
        return _aggregated(given, 0.0 if rho is None else rho)
    rows = rows_by(given, rule)
    return _with(given, given.y[rows], given.v[rows], given.x[rows])


def rows_by(given: Effects, rule: str) -> NDArray[np.intp]:
    """(m,) places of the rows that "first", "lowest" or "highest" takes, a study each."""
    order = pd.Series(given.y if rule != "highest" else -given.y)
    if rule == "first":
        order = pd.Series(np.arange(len(given.y), dtype=np.float64))
    return np.asarray(order.groupby(given.study, sort=True).idxmin(), dtype=np.intp)


def _aggregated(given: Effects, rho: float) -> Effects:
    share = np.zeros((given.n_studies, len(given.y)))
    share[given.study, np.arange(len(given.y))] = 1.0
    share /= share.sum(axis=1, keepdims=True)
    x = share @ given.x
    close = np.isclose(x[given.study], given.x, rtol=1e-9, atol=0.0)
    differs = np.asarray(~close.all(axis=1), dtype=bool)
    if differs.any():
        raise ModelError(
            f"a moderator differs within the studies of {rows_said(differs)}, and their effects "
            "cannot be made one: take several='correlated'"
        )
    root = np.sqrt(given.v)
    variance = (1.0 - rho) * (share**2) @ given.v + rho * (share @ root) ** 2
    rows = [int(np.flatnonzero(given.study == study)[0]) for study in range(given.n_studies)]
    return _with(given, share @ given.y, variance, given.x[rows])


def _with(given: Effects, y: Array, v: Array, x: Array) -> Effects:
    own = np.arange(given.n_studies, dtype=np.intp)
    return Effects(y, v, x, given.terms, own, given.labels, given.kind)


def refuse_several(given: Effects) -> None:
    """Refuse studies with several effects where no rule was given.

    Raises:
        ModelError: there are such studies.
    """
    counts = np.bincount(given.study)
    if (counts > 1).any():
        most = int(counts.argmax())
        raise ModelError(
            f"{studies(int((counts > 1).sum()))} of {given.n_studies} have several effects "
            f"({given.labels[most]}: {counts[most]}), which "
            "count the same people more than once: say several='correlated' with rho= (what their "
            "sampling errors correlate), or a rule for one effect a study: 'aggregate' (also with "
            "rho=), 'first', 'lowest' or 'highest'; or leave rows out"
        )
