"""Totals from items, by each scale's scoring and missing-item rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.instruments import Instrument, read_instrument

_ASSESSMENT = ["participant", "visit", "day"]
COLUMNS = [*_ASSESSMENT, "scale", "score", "items_answered", "prorated"]


def assessment_totals(scores: pd.DataFrame) -> pd.DataFrame:
    """One row an assessment (participant x visit or day x scale) of the table `scores`.

    Columns: participant, visit, day, scale, `score` (scale points; missing when too many items are
    unanswered), `items_answered` (missing for a total that was reported as such) and `prorated`.
    An assessment of which nothing was answered has no row. Raises DataError where an item is not
    one of the scale's.
    """
    frames = []
    for scale, of_scale in scores.groupby("scale", sort=False):
        reported = of_scale.loc[(of_scale["item"] == 0) & of_scale["value"].notna()]
        frames.append(
            reported[[*_ASSESSMENT, "scale"]].assign(
                score=reported["value"],
                items_answered=pd.array([pd.NA] * len(reported), dtype="Int64"),
                prorated=False,
            )
        )
        frames.append(_from_items(str(scale), of_scale.loc[of_scale["item"] > 0]))
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _from_items(scale: str, answers: pd.DataFrame) -> pd.DataFrame:
    instrument = read_instrument(scale)
    numbers = pd.Index([item.number for item in instrument.items])
    groups = answers.groupby(_ASSESSMENT, sort=False, dropna=False)
    row = groups.ngroup().to_numpy()
    matrix = np.full((groups.ngroups, len(numbers)), np.nan)
    column = numbers.get_indexer(pd.Index(answers["item"].astype("int64")))
    if (column < 0).any():
        rule = f"an item's number is not one of {instrument.name}'s"
        remedy = f"Number the items from 1 to {len(numbers)}; 0 is the total."
        raise DataError([Problem("table scores", None, "item", rule, remedy)])
    matrix[row, column] = answers["value"]
    first = answers.loc[~answers[_ASSESSMENT].duplicated(), [*_ASSESSMENT, "scale"]]
    score, answered, prorated = total_of_items(instrument, matrix)
    totals = first.assign(
        score=score, items_answered=pd.array(answered, dtype="Int64"), prorated=prorated
    )
    return totals.loc[answered > 0]


def total_of_items(
    instrument: Instrument, answers: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The total, the number of answered items, and whether missing ones were made up for.

    `answers` is n x items, scale points, NaN where not answered. Returns three arrays of length n:
    the total (NaN where more items are missing than the scale's rule allows), a count, and flags.
    A scale without a missing-item rule has a total only when every item is answered.
    """
    items = answers.shape[1]
    answered = np.isfinite(answers).sum(axis=1)
    most_missing = instrument.missing_items.most_missing if instrument.missing_items else 0
    scored = (answered > 0) & (items - answered <= most_missing)
    # ASSUME: the mean of a person's answered items stands in for the missing ones, as the scale's
    # source says; the total made so is not rounded.
    mean = np.nansum(answers, axis=1) / np.maximum(answered, 1)
    total = mean * items if instrument.scoring == "sum" else mean
    return np.where(scored, total, np.nan), answered, scored & (answered < items)
