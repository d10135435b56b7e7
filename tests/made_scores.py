"""Small made-up score frames in the shape that ingest gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from ipt_outcomes.tables import checked

Row = tuple[str, str | None, float | None, str, int, float | None]
MakeScores = Callable[[Sequence[Row]], pd.DataFrame]
COLUMNS = ["participant", "visit", "day", "scale", "item", "value"]


def made_scores(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of (participant, visit, day, scale, item, value) as the table `scores`."""
    types = dict(zip(COLUMNS, ["str", "str", "float64", "str", "Int64", "float64"], strict=True))
    return checked("scores", pd.DataFrame(list(rows), columns=COLUMNS).astype(types))
