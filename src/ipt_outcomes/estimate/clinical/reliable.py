"""Reliable change: what a score after treatment is expected to be without it, and how exactly.

Each method says of a person that nothing but chance would put the score after treatment about
`expected`, with the standard error `scale`; (post - expected) / scale is its index.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Final

from scipy.stats import norm

from ipt_outcomes.estimate.clinical.moments import Moments
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

JACOBSON_TRUAX: Final = "jacobson-truax"
GULLIKSEN_LORD_NOVICK: Final = "gulliksen-lord-novick"
EDWARDS_NUNNALLY: Final = "edwards-nunnally"
NUNNALLY_KOTSCH: Final = "nunnally-kotsch"
HAGEMAN_ARRINDELL: Final = "hageman-arrindell"
HSU_LINN_LORD: Final = "hsu-linn-lord"

Expected = tuple[Array, float]


def _jacobson_truax(pre: Array, m: Moments) -> Expected:
    """Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19: the pre score, sqrt(2) SEM."""
    return pre, sqrt(2.0) * m.sem


def _gulliksen_lord_novick(pre: Array, m: Moments) -> Expected:
    """Hsu 1989, Behav Assess 11:459-467: regression to the mean before treatment.

    The scale is the standard error of prediction, SD sqrt(1 - reliability^2).
    """
    return m.mean + m.reliability * (pre - m.mean), m.sd * sqrt(1.0 - m.reliability**2)


def _edwards_nunnally(pre: Array, m: Moments) -> Expected:
    """Speer 1992, J Consult Clin Psychol 60:402-408: the estimated true score, and SEM."""
    return m.mean + m.reliability * (pre - m.mean), m.sem


def _nunnally_kotsch(pre: Array, m: Moments) -> Expected:
    """Nunnally and Kotsch 1983, Br J Clin Psychol 22:83-93, with a reliability after treatment.

    # ASSUME: the SD after treatment would be that before it.
    """
    of_pre = m.reliability**2 * (1.0 - m.reliability)
    scale = m.sd * sqrt(of_pre + 1.0 - m.reliability_post)
    return m.mean + m.reliability * (pre - m.mean), scale


def _hageman_arrindell(pre: Array, m: Moments) -> Expected:
    """Hageman and Arrindell 1999, Behav Res Ther 37:1169-1193, their index of individual change.

    The index is the estimated true change of a person over its standard error,
    (r d + (1 - r) mean d) / (sqrt(r) sqrt(2) SEM), r the reliability of the changes d.

    Raises:
        ModelError: the changes vary no more than measurement error makes them.
    """
    r = reliability_of_change(m)
    drawn = (m.mean_post - m.mean_pre) * (1.0 - r) / r
    return pre - drawn, sqrt(2.0) * m.sem / sqrt(r)


def _hsu_linn_lord(pre: Array, m: Moments) -> Expected:
    """Hsu 1989: regression to the mean, measured from the group's mean after treatment.

    A person is judged beside the others of the sample: whoever changes as they do is unchanged.
    """
    expected = m.mean_post + m.reliability * (pre - m.mean_pre)
    return expected, m.sd * sqrt(1.0 - m.reliability**2)


METHODS: Final[dict[str, Callable[[Array, Moments], Expected]]] = {
    JACOBSON_TRUAX: _jacobson_truax,
    GULLIKSEN_LORD_NOVICK: _gulliksen_lord_novick,
    EDWARDS_NUNNALLY: _edwards_nunnally,
    NUNNALLY_KOTSCH: _nunnally_kotsch,
    HAGEMAN_ARRINDELL: _hageman_arrindell,
    HSU_LINN_LORD: _hsu_linn_lord,
}
OF_BOTH_MEANS: Final = (HAGEMAN_ARRINDELL, HSU_LINN_LORD)
"""Methods that judge a person by the others' scores after treatment too."""


def critical_value(method: str, level: float) -> float:
    """Beyond which an index is a reliable change: 1.96 at .95.

    Hageman and Arrindell's is one-sided, 1.645: the risk of calling a person improved who is worse
    is at most 1 - level.
    """
    return float(norm.ppf(level if method == HAGEMAN_ARRINDELL else (1.0 + level) / 2.0))


def reliability_of_change(m: Moments) -> float:
    """Of the changes of those with both scores, the share of their variance that is true.

    With a standard error of measurement that is the same before and after, 1 - 2 SEM^2 / var(d).

    Raises:
        ModelError: it is not positive.
    """
    variance = m.sd_pre**2 + m.sd_post**2 - 2.0 * m.sd_pre * m.sd_post * m.correlation
    error = 2.0 * m.sem**2
    if not variance > error:
        raise ModelError(
            f"hageman-arrindell: the changes have a variance of {variance:.4g}, and measurement "
            f"error alone makes {error:.4g} at a reliability of {m.reliability:g}: nothing is left "
            "for true change; look at the reliability, or take another method"
        )
    return 1.0 - error / variance
