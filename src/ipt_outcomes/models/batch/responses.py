"""The responses as the user gives them, row for row with the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import data_frame, shown, shown_names
from ipt_outcomes.models.design.columns import outcome_numbers
from ipt_outcomes.models.design.kinds import stored_plainly
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

Responses = pd.DataFrame | pd.Series | Array | str | Sequence[str]


def named_responses(data: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """The responses as numbers, a column each, row for row with the data.

    A frame or a series belongs to the rows of the data by its index, whatever its order; an array
    has no index and belongs to them by position.

    Raises:
        ModelError: other rows than the data's, a column that the data lack or that has no numbers,
            or two responses of one name.
    """
    chosen = _columns(data, responses)
    if len(chosen) != len(data):
        raise ModelError(
            f"the responses have {len(chosen)} rows and the data {len(data)}: keep a row for every "
            "row of the data, with NaN where a response is missing (no dropna()); a frame's rows "
            "are matched by the index, as responses.reindex(data.index)"
        )
    if not chosen.columns.is_unique:
        raise ModelError("two responses have the same name: rename one")
    if not chosen.shape[1]:
        raise ModelError("there are no responses")
    names = [str(name) for name in chosen.columns]
    if all(isinstance(dtype, np.dtype) and dtype.kind in "fiu" for dtype in set(chosen.dtypes)):
        return pd.DataFrame(chosen.to_numpy(dtype=np.float64), columns=names)
    columns = [
        outcome_numbers(stored_plainly(chosen.iloc[:, place].rename(name))).to_numpy()
        for place, name in enumerate(names)
    ]
    return pd.DataFrame(np.column_stack(columns), columns=names)


def _columns(data: pd.DataFrame, responses: Any) -> pd.DataFrame:
    if isinstance(responses, pd.Series):
        responses = responses.to_frame("response_1" if responses.name is None else responses.name)
    if isinstance(responses, pd.DataFrame):
        return _aligned(data_frame(responses, "the responses"), data.index)
    if isinstance(responses, np.ndarray):
        if responses.ndim != 2:
            raise ModelError("give an array of responses two axes: rows of the data, responses")
        names = [f"response_{number}" for number in range(1, responses.shape[1] + 1)]
        return pd.DataFrame(responses, columns=names)
    names = [responses] if isinstance(responses, str) else responses
    listed = isinstance(names, Sequence | pd.Index)
    if not listed or not all(isinstance(name, str) for name in names):
        raise ModelError(
            f"the responses are {shown(responses)}: give a DataFrame, a numpy array with a row for "
            "each row of the data and a column for each response, or a list of names of columns"
        )
    unknown = [name for name in names if name not in data.columns]
    if unknown:
        wrong = shown_names(unknown, len(names), data.shape[1])
        raise ModelError(f"the data have no column {wrong}, given as responses")
    return data[list(names)]


def _aligned(responses: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """The rows of the responses in the order of the data's index.

    Raises:
        ModelError: the two indices do not say which rows belong together.
    """
    own = responses.index
    if own.equals(index) or len(own) != len(index):
        return responses
    place = np.full(len(index), -1)
    if own.is_unique and index.is_unique and own.nlevels == index.nlevels:
        place = own.get_indexer(index)
    absent = int((place < 0).sum())
    if absent:
        raise ModelError(
            f"the index of the responses is not the data's ({absent} rows of the data are not "
            "found in it): give both the same index, each row once, or, where row k belongs to "
            "row k, give responses.to_numpy()"
        )
    return responses.iloc[place]
