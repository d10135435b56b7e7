"""Three people, one an arm."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.tables import checked


@pytest.fixture
def people() -> pd.DataFrame:
    frame = pd.DataFrame({"participant": ["a", "b", "c"], "arm": ["ipt", "waitlist", "cbt"]})
    return checked("participants", frame.astype("str"))
