"""The table `attrition_model`: who leaves."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.attrition_model import attrition_model
from ipt_outcomes.tables import typed


def make(given: Given) -> pd.DataFrame:
    """One row a predictor."""
    return typed(
        "attrition_model",
        attrition_model(
            given.plan, given.leaving, given.read("participants"), given.read("outcomes")
        ),
    )
