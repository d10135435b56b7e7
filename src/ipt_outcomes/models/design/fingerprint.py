"""What tells the rows of one fit from those of another, without holding a row.

A hash of the values would differ with the order of the rows and with the last bit, and could not be
had from sums of rows. These four sums are the same for the same rows in any order, and for their
reduction, up to rounding.

Formulas: docs/methods.md, "AIC, BIC and likelihood ratios".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array

_SAME = 1e-8
"""Rounding, as a share of the response's spread; of its sums of squares; of the log volume."""


@dataclass(frozen=True, repr=False)
class Fingerprint:
    """Sums over the rows of a fit.

    mean        of the response
    spread      its sum of squares about the mean, in the response's units squared
    residual    what least squares leaves of it, weighted with precision weights: tells the space of
                the fixed part's columns
    log_volume  log |X'X| over the kept columns, weighted: tells their units too
    """

    mean: float
    spread: float
    residual: float
    log_volume: float

    def same_response(self, other: Fingerprint, n: int) -> bool:
        """Whether n rows of each have the same response."""
        apart = abs(self.mean - other.mean) * math.sqrt(n)
        return apart <= _SAME * math.sqrt(self.spread) and _near(self.spread, other.spread)

    def same_space(self, other: Fingerprint) -> bool:
        """Whether columns of one meaning leave the same of one response."""
        # What is left may be small beside the response, and has its rounding.
        rounding = 1e-14 * max(self.spread, other.spread)
        return abs(self.residual - other.residual) <= rounding + _SAME * self.residual

    def same_units(self, other: Fingerprint) -> bool:
        """Whether columns of one space are in the same units."""
        return abs(self.log_volume - other.log_volume) <= _SAME * max(1.0, abs(self.log_volume))


def fingerprint_of(response: Array, residual: Array, transform: Array) -> Fingerprint:
    """That of rows: `response` (n,) unweighted, `residual` (n,) what least squares leaves of it,
    `transform` (p, p) from the columns to those with x'x = n I.
    """
    mean = float(response.mean())
    centred = response - mean
    return Fingerprint(
        mean=mean,
        spread=float(centred @ centred),
        residual=float(residual @ residual),
        log_volume=log_volume(transform, len(response)),
    )


def log_volume(transform: Array, n: int) -> float:
    """log |X'X| of n rows, where X @ transform has x'x = n I."""
    return len(transform) * math.log(n) - 2.0 * float(np.linalg.slogdet(transform)[1])


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(abs(one), abs(other))
