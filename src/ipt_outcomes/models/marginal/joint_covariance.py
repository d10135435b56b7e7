"""The joint covariance of several contrasts of one fit: what a max-t adjustment needs.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.marginal.contrast_functions import contrast_functions
from ipt_outcomes.models.marginal.estimable import estimable
from ipt_outcomes.models.result import Fit


def contrast_covariance(fit: Fit, variable: str, **chosen: Any) -> pd.DataFrame:
    """L C L' of the contrasts that `contrast` gives with the same arguments.

    C is `Fit.coefficient_covariance`: of Kenward and Roger's method the adjusted one. The row of a
    contrast that the data cannot estimate is NaN.

    Args:
        fit: a fitted model; a read one will do.
        variable, chosen: as for `contrast`, without the level.

    Returns:
        A square frame in squared units of the outcome, its rows and columns numbered as the rows of
        `contrast`.

    Raises:
        ModelError: as `contrast`.
    """
    refuse_unfitted(fit, "contrast_covariance")
    _, functions = contrast_functions(fit.fixed, variable, **chosen)
    own = functions[:, list(fit.kept)]
    covariance = own @ fit.inference.covariance @ own.T
    known = estimable(functions, fit.null_basis)
    covariance[~np.outer(known, known)] = np.nan
    return pd.DataFrame(covariance)
