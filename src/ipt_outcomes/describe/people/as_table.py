"""Rows as a table of the stage: what a row does not say is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ipt_outcomes.tables import TABLES, checked, typed


def as_table(name: str, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The rows as the table of that name, checked."""
    return checked(name, typed(name, pd.DataFrame(rows, columns=list(TABLES[name].columns))))
