"""The variables of an analysis as columns, where the scores of one visit are adjusted for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.orthogonal import orthogonal_basis


def covariate_columns(rows: pd.DataFrame, names: Sequence[str]) -> NDArray[np.float64]:
    """An intercept and those of the variables that the rows have, (n, p) of full column rank.

    Numbers are taken from their mean, a category is one column a level but its first.
    """
    columns = [np.ones(len(rows))]
    for name in dict.fromkeys(names):
        if name not in rows:
            continue
        values = rows[name]
        if pd.api.types.is_numeric_dtype(values):
            columns.append(values.to_numpy(dtype=np.float64) - float(values.mean()))
        else:
            dummies = pd.get_dummies(values.astype("str"), drop_first=True, dtype="float64")
            columns += list(dummies.to_numpy().T)
    whole = np.column_stack(columns)
    return whole[:, list(orthogonal_basis(whole).kept)]
