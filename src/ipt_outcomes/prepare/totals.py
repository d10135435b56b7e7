"""Totals from items, by each scale's scoring and missing-item rule.

The formulas: docs/methods.md, "Totals of a scale".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.instruments import Instrument, read_instrument
from ipt_outcomes.instruments.scoring import scored
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.row_groups import first_of_each, numbered_groups, rows_where

_ASSESSMENT = ["participant", "visit", "day"]
COLUMNS = [*_ASSESSMENT, "scale", "score", "items_answered", "prorated"]


def planned_totals(
    plan: Plan, scores: pd.DataFrame, missing_rules: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """`assessment_totals` by the plan: its own scales, and the missing-item rules that it names.

    `missing_rules` names others, by scale, and goes before the plan's.
    """
    rules = plan.missing_rules | dict(missing_rules or {})
    return assessment_totals(scores, plan.instrument, missing_rules=rules)


def assessment_totals(
    scores: pd.DataFrame,
    instrument: Callable[[str], Instrument] = read_instrument,
    *,
    missing_rules: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """One row an assessment (participant x visit or day x scale) of the table `scores`.

    `instrument` gives the scale of a name (`plan.instrument` knows the user's own). `missing_rules`
    names, by scale, a missing-item rule of the registry other than the scale's default.

    Columns: participant, visit, day, scale, `score` (scale points; missing when too many items are
    unanswered), `items_answered` (missing for a total that was reported as such) and `prorated`.
    An assessment of which nothing was answered has no row. Raises DataError where an item is not
    one of the scale's, KeyError where a scale has no rule of that name.
    """
    frames = []
    for scale in scores["scale"].unique():
        of_scale = rows_where(scores, scores["scale"] == scale)
        reported = of_scale.loc[(of_scale["item"] == 0) & of_scale["value"].notna()]
        frames.append(
            reported[[*_ASSESSMENT, "scale"]].assign(
                score=reported["value"],
                items_answered=pd.array([pd.NA] * len(reported), dtype="Int64"),
                prorated=False,
            )
        )
        items = rows_where(of_scale, of_scale["item"] > 0)
        if len(items):
            named = (missing_rules or {}).get(str(scale))
            frames.append(_from_items(instrument(str(scale)), items, named))
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _from_items(
    instrument: Instrument, answers: pd.DataFrame, missing_rule: str | None
) -> pd.DataFrame:
    return item_totals(instrument, answers, missing_rule)[0]


def item_totals(
    instrument: Instrument, answers: pd.DataFrame, missing_rule: str | None = None
) -> tuple[pd.DataFrame, np.ndarray]:
    """The assessments of one scale's item rows with their totals, and `item_matrix`'s answers.

    Those of which nothing was answered are in neither.
    """
    first, matrix = item_matrix(instrument, answers)
    scores = scored(instrument, matrix, instrument.missing_rule(missing_rule))
    totals = first.assign(
        score=scores.total,
        items_answered=pd.array(scores.answered, dtype="Int64"),
        prorated=scores.prorated,
    )
    some = scores.answered > 0
    return totals.loc[some], matrix[some]


def item_matrix(instrument: Instrument, answers: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The item rows of one scale in the table `scores` as a matrix, one row an assessment.

    Returns the assessments (participant, visit, day, scale) and the answers, assessments x items in
    the scale's order, NaN where not answered. Raises DataError where an item is not the scale's.
    """
    numbers = pd.Index([item.number for item in instrument.items])
    # Where the plan keeps several assessments of one time, `repeat` tells them apart.
    key = [name for name in (*_ASSESSMENT, "repeat") if name in answers.columns]
    row = numbered_groups(answers, key)
    matrix = np.full((row.max(initial=-1) + 1, len(numbers)), np.nan)
    column = numbers.get_indexer(pd.Index(answers["item"].astype("int64")))
    if (column < 0).any():
        rule = f"an item's number is not one of {instrument.name}'s"
        remedy = "Number the items as the registry does; 0 is the total."
        raise DataError([Problem("table scores", None, "item", rule, remedy)])
    matrix[row, column] = answers["value"]
    first = answers.loc[first_of_each(row), [*_ASSESSMENT, "scale"]]
    return first, matrix
