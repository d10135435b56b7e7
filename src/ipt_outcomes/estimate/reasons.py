"""Why a contrast has no number: nobody was seen there, or the arms are another variable too."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

NOBODY = "an arm has no score there"


def told_apart_from(rows: pd.DataFrame, arms: Sequence[str], covariates: Sequence[str]) -> str:
    """Which of the covariates the arms cannot be told from, in words.

    `rows` are those of the model: arm and the covariates. An arm cannot be told from a category
    each level of which has people of one of these arms alone.
    """
    of_arms = rows.loc[rows["arm"].astype("str").isin(arms)]
    same = []
    for name in covariates:
        if name in of_arms and not pd.api.types.is_numeric_dtype(of_arms[name]):
            levels = of_arms.groupby(of_arms[name].astype("str"))["arm"].nunique()
            if (levels == 1).all():
                same.append(name.replace("_", " "))
    if same:
        return f"arm cannot be told from {' and '.join(same)}"
    return "the model's columns do not tell these arms apart"
