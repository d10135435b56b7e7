"""The responses as the user gives them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

Responses = pd.DataFrame | Array | Sequence[str]


def named_responses(data: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """The responses as numbers, a column each, row for row with the data.

    Raises:
        ModelError: other rows than the data's, a column that the data lack or that has no numbers,
            or two responses of one name.
    """
    if isinstance(responses, pd.DataFrame):
        chosen = responses
    elif isinstance(responses, np.ndarray):
        if responses.ndim != 2:
            raise ModelError("give an array of responses two axes: rows of the data, responses")
        names = [f"response_{number}" for number in range(1, responses.shape[1] + 1)]
        chosen = pd.DataFrame(responses, columns=names)
    else:
        unknown = [name for name in responses if name not in data.columns]
        if unknown:
            raise ModelError(f"the data have no column {', '.join(map(repr, unknown))}")
        chosen = data[list(responses)]
    if len(chosen) != len(data):
        raise ModelError(f"the responses have {len(chosen)} rows and the data {len(data)}")
    if not chosen.columns.is_unique:
        raise ModelError("two responses have the same name: rename one")
    if not chosen.shape[1]:
        raise ModelError("there are no responses")
    for name in chosen.columns:
        if not pd.api.types.is_numeric_dtype(chosen[name].dtype):
            raise ModelError(f"the response {name!r} must be a column of numbers")
    numbers = chosen.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.DataFrame(numbers, columns=[str(name) for name in chosen.columns])
