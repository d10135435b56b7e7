"""Two groups' hazards compared: Cox's model by statsmodels, ties as Efron has them."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks


def log_hazard_ratio(time: Array, event: Marks, test: Marks) -> tuple[float, float] | None:
    """The log hazard ratio of those in `test` to the others, and its standard error.

    `time`, `event` and `test` are (n,). None where one of the two has no event: the ratio would be
    nought, or infinite.
    """
    if not (event & test).any() or not (event & ~test).any():
        return None
    from statsmodels.duration.hazard_regression import PHReg

    # Times must be positive for statsmodels; only their order counts.
    order = np.unique(time, return_inverse=True)[1] + 1.0
    model = PHReg(order, test.astype(float)[:, None], status=event.astype(float), ties="efron")
    fit = model.fit()
    return float(fit.params[0]), float(fit.bse[0])
