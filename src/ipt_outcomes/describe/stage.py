"""Every table of the stage, made in one go."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.describe.given import Given
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import tables_of


def describe_tables(
    plan: Plan, tables: Mapping[str, pd.DataFrame], analysed: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables that the stage `describe` writes, by name.

    `tables` holds those of earlier stages: `participants` and `outcomes`, and what the trial has of
    the others, such as `sessions`. `analysed` are the rows that the primary analysis of the first
    primary outcome saw. Raises KeyError where a table lacks a column that it must have.
    """
    given = Given(plan, tables, analysed)
    return {name: given.table(name) for name in tables_of("describe")}
