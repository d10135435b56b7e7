"""A joint test of contrasts of marginal means: those that `contrast` gives, all nil at once.

Formulas: docs/methods.md, "Joint tests".
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.marginal.contrast_functions import contrast_functions
from ipt_outcomes.models.marginal.joint import frame_of_test
from ipt_outcomes.models.result import Fit


def joint_contrast_test(fit: Fit, variable: str, *, label: str, **chosen: Any) -> pd.DataFrame:
    """Test that the contrasts which `contrast` gives with the same arguments are all nil.

    Args:
        fit: a fitted model; a read one will do.
        variable, chosen: as for `contrast`, without the level.
        label: what the row is called.

    Returns:
        One row: contrasts (the label), then df1, df2, statistic, p_value, status, reason, as
        `joint_test` gives them. Contrasts that depend on others are counted once: df1 is how many
        are left.

    Raises:
        ModelError: as `contrast`; or there is no contrast.
    """
    refuse_unfitted(fit, "joint_contrast_test")
    _, functions = contrast_functions(fit.fixed, variable, **chosen)
    if not len(functions):
        raise ModelError(f"{variable!r} has one value in the fit, and nothing to compare it with")
    return frame_of_test("contrasts", label, fit, functions)
