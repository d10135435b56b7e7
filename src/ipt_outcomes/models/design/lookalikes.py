"""Levels that a slip of typing made two of: "TAU" and "tau " are one to a reader."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.typed_columns import Values


def lookalike_notes(name: str, levels: Sequence[object]) -> tuple[str, ...]:
    """A sentence, if some of the levels differ only in case or spaces.

    None of them is shown, since one may be a single person's.
    """
    texts = [level for level in levels if isinstance(level, str)]
    alike = len({"".join(text.split()).casefold() for text in texts})
    if alike == len(texts):
        return ()
    return (
        f"{name!r} has {len(levels)} levels, and some of them differ only in case or spaces: "
        f"without that they are {len(levels) - len(texts) + alike}",
    )


def distinct_text(values: Values) -> list[object]:
    """The different values of a column; none where they are numbers."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
        return []
    if isinstance(values, pd.Categorical):
        values = values.remove_unused_categories()
        return list(values.categories)
    return list(pd.Series(values).dropna().unique())
