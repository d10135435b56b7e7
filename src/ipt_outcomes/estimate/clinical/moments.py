"""Means and standard deviations that a judgement rests on, and what measurement error is.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from ipt_outcomes.estimate.clinical.two_scores import TwoScores
from ipt_outcomes.models.arguments import finite_number, shown
from ipt_outcomes.models.errors import ModelError


@dataclass(frozen=True)
class Moments:
    """Of the clinical sample, in scale points.

    mean, sd          before treatment: of everyone with a pre score, or as given; NaN where unknown
    reliability, reliability_post  of the scale, before and after
    mean_pre, sd_pre, mean_post, sd_post, correlation  of those with both scores
    """

    mean: float
    sd: float
    reliability: float
    reliability_post: float
    mean_pre: float
    sd_pre: float
    mean_post: float
    sd_post: float
    correlation: float

    @property
    def sem(self) -> float:
        """The standard error of measurement, SD sqrt(1 - reliability)."""
        return self.sd * sqrt(1.0 - self.reliability)


def share(argument: str, value: Any) -> float:
    """A reliability, strictly between 0 and 1.

    Raises:
        ModelError: it is something else.
    """
    number = finite_number(argument, value)
    if not 0.0 < number < 1.0:
        raise ModelError(
            f"{argument} {shown(value)}: write a share between 0 and 1, both excluded, such as 0.86"
        )
    return number


def mean_and_sd(argument: str, value: Any) -> tuple[float, float]:
    """A population's mean and SD.

    Raises:
        ModelError: not two numbers, or an SD that is not positive.
    """
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ModelError(f"{argument} {shown(value)}: write (mean, sd), such as (6.5, 4.2)")
    mean, sd = (finite_number(f"{argument}: its {part}", x) for part, x in zip(
        ("mean", "sd"), value, strict=True
    ))  # fmt: skip
    if sd <= 0:
        raise ModelError(f"{argument}: its sd is {sd:g}, and must be positive")
    return mean, sd


def sample_moments(
    scores: TwoScores,
    reliability: float,
    reliability_post: float,
    clinical: tuple[float, float] | None,
) -> Moments:
    """The moments of a sample; `clinical` stands for those before treatment where it is given.

    # ASSUME: the clinical population's SD is that of everyone assessed before treatment, whether
    # they were seen afterwards or not: dropouts are of that population too.
    """
    seen = scores.pre[~np.isnan(scores.pre)]
    mean, sd = clinical if clinical is not None else _mean_and_sd(seen)
    pre, post = scores.pre[scores.both], scores.post[scores.both]
    mean_pre, sd_pre = _mean_and_sd(pre)
    mean_post, sd_post = _mean_and_sd(post)
    varies = bool(sd_pre > 0 and sd_post > 0)
    correlation = float(np.corrcoef(pre, post)[0, 1]) if varies else float("nan")
    return Moments(
        mean, sd, reliability, reliability_post, mean_pre, sd_pre, mean_post, sd_post, correlation
    )


def _mean_and_sd(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    mean = float(values.mean()) if len(values) else float("nan")
    return mean, float(values.std(ddof=1)) if len(values) > 1 else float("nan")


def refuse_unknown_sd(moments: Moments, n: int, asked: str) -> None:
    """Refuse a clinical sample without an SD.

    Raises:
        ModelError: it cannot be had of the `n` scores before treatment, or is zero.
    """
    if moments.sd > 0:
        return
    found = "all of them are alike" if n > 1 else "one alone has none"
    raise ModelError(
        f"{asked} needs the SD of scores before treatment; of {n} {found}: give clinical=(mean, sd)"
    )
