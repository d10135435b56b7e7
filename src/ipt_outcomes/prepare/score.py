"""Scoring a frame of items, for the analyst: totals, subscales, severity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.instruments import Instrument, named_instrument
from ipt_outcomes.instruments.scoring import Floats, scored, severity_bands

_PLACE = "frame items"


def score(
    items: pd.DataFrame,
    scale: str | Instrument,
    *,
    columns: Sequence[str] | None = None,
    missing_rule: str | None = None,
    reversed_already: bool = False,
) -> pd.DataFrame:
    """Score a scale from its items, one row a form.

    `items` has a column an item, answers as on the form, missing where not answered; its other
    columns are not looked at. `columns` names the items' columns in the scale's order; by default
    `<scale>_<item number>`, phq9_1 to phq9_9. `scale` is a registered name, the name of a
    scale in config/instruments/ of the folder in which this runs, or an instrument
    (`plan.instrument(name)`). `missing_rule` names one of the scale's published
    rules, or is `complete`: no total unless every item is answered; by default the scale's default.
    `reversed_already` says that reverse-keyed items were turned before.

    Returns, with the index of `items`: `total` (scale points; missing where too many items are),
    a column each subscale, `items_answered`, `prorated` (answered items stand in for missing ones),
    `severity_band` (missing where the registry has no bands with a source).

    Raises KeyError for a scale or rule that is not registered, DataError where a column is missing
    or an answer is not one of its item's. The scoring's source is the registry's: `source`.
    """
    instrument = keyed_instrument(scale, reversed_already)
    rule = instrument.missing_rule(missing_rule)
    scores = scored(instrument, answers_of(items, instrument, columns), rule)
    bands = pd.array(severity_bands(instrument, scores.total), dtype="str")
    return pd.DataFrame(
        {
            "total": scores.total,
            **scores.subscales,
            "items_answered": pd.array(scores.answered, dtype="Int64"),
            "prorated": scores.prorated,
            "severity_band": bands,
        },
        index=items.index,
    )


def keyed_instrument(scale: str | Instrument, reversed_already: bool) -> Instrument:
    """The scale; without reverse-keyed items where its answers were turned already."""
    instrument = named_instrument(scale) if isinstance(scale, str) else scale
    return instrument.as_turned() if reversed_already else instrument


def answers_of(
    items: pd.DataFrame, instrument: Instrument, columns: Sequence[str] | None
) -> Floats:
    """The answers, forms x items in the scale's order, NaN where missing; each within its item."""
    if not instrument.items:
        rule = f"the registry has no items of {instrument.name}"
        raise _refusal(None, rule, "Use its total as it was reported.")
    numbers = [item.number for item in instrument.items]
    names = list(columns or (f"{instrument.scale}_{number}" for number in numbers))
    if len(names) != len(numbers) or len(set(names)) != len(names):
        rule = f"{instrument.name} has {len(numbers)} items, `columns` names {len(set(names))}"
        raise _refusal(None, rule, "Name one column an item, in the scale's order.")
    absent = [name for name in names if name not in items.columns]
    if absent:
        rule = f"the columns {', '.join(absent)} are not there"
        raise _refusal(None, rule, "Name the items' columns in the scale's order: `columns=[...]`.")
    answers = np.empty((len(items), len(names)))
    problems = []
    for place, (item, name) in enumerate(zip(instrument.items, names, strict=True)):
        values = pd.to_numeric(items[name], errors="coerce")
        column = values.to_numpy(dtype=np.float64, na_value=np.nan)
        allowed = np.arange(item.minimum, item.maximum + 1, item.step)
        not_a_number = (values.isna() & items[name].notna()).to_numpy()
        count = int((not_a_number | (~np.isnan(column) & ~np.isin(column, allowed))).sum())
        answers[:, place] = column
        if count:
            steps = f" in steps of {item.step}" if item.step > 1 else ""
            rule = (
                f"{count} answers to item {item.number} of {instrument.name} are not whole "
                f"numbers from {item.minimum} to {item.maximum}{steps}"
            )
            remedy = "Correct them; leave an unanswered item missing."
            problems.append(Problem(_PLACE, None, name, rule, remedy))
    if problems:
        raise DataError(problems)
    return answers


def _refusal(column: str | None, rule: str, remedy: str) -> DataError:
    return DataError([Problem(_PLACE, None, column, rule, remedy)])
