"""A contrast measured by a standard deviation.

Formulas: docs/methods.md, "Effect sizes".
"""

from __future__ import annotations

import math

import pandas as pd

from ipt_outcomes.estimate.ledger.intervals import METHODS, Standardised, correction
from ipt_outcomes.estimate.ledger.standardisers import Standardiser


def measured(
    contrast: pd.Series, by: Standardiser, kind: str, method: str, alpha: float
) -> Standardised | None:
    """The effect with that correction and interval; None where contrast or SD has no number.

    `contrast` has estimate, se (scale points) and df.
    """
    estimate, se, df = (float(contrast[name]) for name in ("estimate", "se", "df"))
    if math.isnan(se) or not df > 0 or not has_spread(by):
        return None
    return METHODS[method](estimate, se, df, by.sd, by.df, correction(kind, by.df), alpha)


def has_spread(by: Standardiser) -> bool:
    """Whether an effect can be measured by it."""
    return by.sd > 0 and by.df > 1
