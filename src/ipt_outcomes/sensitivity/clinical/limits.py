"""Rows of the table `clinical_limits`: every number that people are judged by, with its source."""

from __future__ import annotations

from typing import Any

import numpy as np

from ipt_outcomes.estimate.clinical.cutoffs import GIVEN
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.clinical_limits import Limit, Norm
from ipt_outcomes.sensitivity.clinical.judging import Judging

Row = dict[str, Any]
_THIS_TRIAL = "this trial: everyone with a score at baseline"
_MADE = "made from the numbers above"
_WAYS = {
    "a": "a: two standard deviations from the clinical mean",
    "b": "b: two standard deviations from the functional mean",
    "c": "c: as far, in standard deviations, from the clinical as from the functional mean",
    GIVEN: "as given",
}
_NO_RULE = "neither the plan nor the scale’s entry has one with a source"


def limits_rows(judging: Judging) -> list[Row]:
    """A row a number; of what is not known, why."""
    limits = judging.limits
    rows = [
        _limit("reliability", limits.reliability),
        *_judged(judging),
        _limit("response", limits.response),
        _limit("remission", limits.remission),
        _limit("minimal important difference", limits.minimal_important_difference),
        _missing(judging),
    ]
    return [judging.columns | row for row in rows]


def _judged(judging: Judging) -> list[Row]:
    """The populations, and what Jacobson and Truax's limits follow from them."""
    limits = judging.limits
    try:
        change = judging.change
    except ModelError as error:
        return [{"limit": "reliable change", "reason": str(error)}]
    first = change.iloc[0]
    ill = limits.clinical
    if ill is None:
        ill = Norm(float(first["clinical_mean"]), float(first["clinical_sd"]), "", _THIS_TRIAL)
    rows = _norm("clinical", ill)
    if limits.functional is not None and limits.needs_functional:
        rows += _norm("functional", limits.functional)
    points = _reliable_points(judging)
    rows.append(_row("reliable change", points, "points of change", "1.96 standard errors", _MADE))
    if np.isnan(first["cutoff"]):
        said = "the plan asks for none: nobody recovers, and people improve or not"
        return [*rows, {"limit": "cutoff", "reason": said}]
    given = limits.cutoff.source if isinstance(limits.cutoff, Limit) else _MADE
    way = _WAYS[first["cutoff_type"]]
    return [*rows, _row("cutoff", float(first["cutoff"]), "points", way, given)]


def _reliable_points(judging: Judging) -> float:
    """Half of what lies between the scores after treatment that are no change."""
    between = judging.change["post_upper"] - judging.change["post_lower"]
    return float(between.dropna().iloc[0]) / 2.0 if between.notna().any() else float("nan")


def _norm(name: str, norm: Norm) -> list[Row]:
    return [
        _row(f"{name} {part}", value, "points", norm.words or None, norm.source)
        for part, value in (("mean", norm.mean), ("sd", norm.sd))
    ]


def _limit(name: str, limit: Limit | None) -> Row:
    if limit is None:
        return {"limit": name, "reason": _NO_RULE}
    return _row(name, limit.value, limit.unit, limit.words or None, limit.source)


def _row(name: str, value: float, unit: str | None, words: str | None, source: str) -> Row:
    return {"limit": name, "value": value, "unit": unit, "words": words, "source": source}


def _missing(judging: Judging) -> Row:
    """How many have no score at the visit, and what stands for them."""
    row: Row = {"limit": "missing scores", "value": float(judging.lacking), "unit": "people"}
    try:
        made = judging.imputations
    except ModelError as error:
        return row | {"reason": str(error)}
    said = f"{made.n_imputations} completed data sets, missing at random"
    return row | {"words": said, "source": "the primary analysis's model"}
