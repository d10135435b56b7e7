"""Where the functional population begins: cutoffs a, b and c, and who stands on which side.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.clinical.moments import Moments
from ipt_outcomes.estimate.clinical.reliable import HAGEMAN_ARRINDELL
from ipt_outcomes.models.arguments import finite_number, one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

TYPES: Final = ("a", "b", "c")
GIVEN: Final = "given"
_AWAY = 2.0


@dataclass(frozen=True)
class Cutoff:
    """A score, and how it came about: "a", "b", "c" or "given"."""

    value: float
    kind: str


def cutoff_of(
    asked: Any,
    functional: tuple[float, float] | None,
    moments: Moments,
    better: int,
    *,
    true_scores: bool,
) -> Cutoff | None:
    """The cutoff: a number as given, a type by its formula, or c where `functional` is known.

    With the clinical mean M1 and SD s1, the functional M0 and s0 (Jacobson and Truax 1991), for a
    scale on which lower is better: a = M1 - 2 s1, b = M0 + 2 s0, c = (s0 M1 + s1 M0) / (s0 + s1).
    `true_scores` takes the SDs of true scores, sqrt(s^2 - SEM^2) (Hageman and Arrindell 1999).

    Raises:
        ModelError: no such type, no functional population for b and c, or one that is worse.
    """
    if functional is not None and better * (functional[0] - moments.mean) <= 0:
        raise ModelError(
            f"functional: its mean {functional[0]:g} is not better than the clinical sample's "
            f"{moments.mean:.4g}; is the better end of the scale right, and is it the same scale?"
        )
    if asked is None:
        if functional is None:
            return None
        asked = "c"
    if not isinstance(asked, str):
        return Cutoff(finite_number("cutoff", asked), GIVEN)
    kind = one_of("cutoff", asked, TYPES)
    if kind != "a" and functional is None:
        raise ModelError(
            f"cutoff {kind!r} needs the functional population: give functional=(mean, sd)"
        )
    s1 = _sd(moments.sd, moments, "the clinical sample") if true_scores else moments.sd
    if kind == "a":
        return Cutoff(moments.mean + better * _AWAY * s1, kind)
    assert functional is not None
    m0, s0 = functional
    s0 = _sd(s0, moments, "the functional population") if true_scores else s0
    if kind == "b":
        return Cutoff(m0 - better * _AWAY * s0, kind)
    return Cutoff((s0 * moments.mean + s1 * m0) / (s0 + s1), kind)


def at_or_beyond(points: Array, cutoff: float, better: int) -> NDArray[np.bool_]:
    """Who is at the cutoff or on its better side."""
    return np.asarray(better * (points - cutoff) >= 0)


def true_score_sides(
    post: Array, cutoff: float, moments: Moments, better: int, critical: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whose true score after treatment is beyond the cutoff for sure, and short of it for sure.

    (M + r (post - M) - cutoff) / (sqrt(r) SEM) beyond `critical`, r = 1 - SEM^2 / SD^2 being the
    reliability after treatment (Hageman and Arrindell 1999).
    """
    r = 1.0 - (moments.sem / _above_error(moments.sd_post, moments, "scores after treatment")) ** 2
    estimated = moments.mean_post + r * (post - moments.mean_post)
    index = better * (estimated - cutoff) / (sqrt(r) * moments.sem)
    return np.asarray(index >= critical), np.asarray(index <= -critical)


def _sd(sd: float, moments: Moments, of: str) -> float:
    return sqrt(_above_error(sd, moments, of) ** 2 - moments.sem**2)


def _above_error(sd: float, moments: Moments, of: str) -> float:
    if not sd > moments.sem:
        raise ModelError(
            f"{HAGEMAN_ARRINDELL}: the SD of {of}, {sd:.4g}, is no larger than the standard error "
            f"of measurement, {moments.sem:.4g}: no true scores are left; look at the reliability"
        )
    return sd
