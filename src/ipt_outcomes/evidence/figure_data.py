"""What a forest plot and a small-study plot show, as tables: nothing is drawn here.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from ipt_outcomes.evidence.columns import NOT_SAID, words_of
from ipt_outcomes.evidence.effects import EffectColumns, Effects, checked_effects
from ipt_outcomes.evidence.pooled_table import BETWEEN
from ipt_outcomes.models.arguments import confidence_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

_FOREST = (
    "place", "kind", "group", "label", "study", "estimate", "ci_lower", "ci_upper",
    "weight_percent", "comparison_kind", "is_trial",
)  # fmt: skip
_POINTS = 101


def forest_data(
    frame: pd.DataFrame,
    pooled: pd.DataFrame,
    *,
    effect: str,
    se: str | None = None,
    variance: str | None = None,
    study: str = "study",
    label: str | None = None,
    by: str | None = None,
    trial: str | None = None,
    trial_is_pooled: bool = True,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rows of a forest plot: the effects, the trial among them, pooled effects, prediction.

    Args:
        frame: a row an effect, as given to `pool_studies`, or with the trial added.
        pooled: what `pool_studies` returned, without moderators.
        effect, se, variance, study: columns of frame.
        label: column of the words beside a row; None: the study's name.
        by: the column of subgroups, where pooled has them.
        trial: the name, in the column study, of the trial at hand.
        trial_is_pooled: whether it is one of the studies in pooled; if not it has no weight.
        level: of the effects' normal intervals.

    Returns:
        One row a line of the plot, in order of `place` (from 1, top to bottom): kind ("study",
        "pooled", "prediction"), group ("all" without subgroups), label, study (missing but for
        studies), estimate, ci_lower, ci_upper (of "prediction" the prediction interval about the
        estimate), weight_percent (of a study within its group: 1 / (v + tau^2 + omega^2), shares
        of 100; an area to draw by, and the weight in pooling with one effect a study),
        comparison_kind, is_trial. Studies of a group stand in order of estimate, then the group's
        pooled and prediction rows.

    Raises:
        ModelError: as `pool_studies` of frame; pooled has moderators, or other groups than frame;
            no study is called `trial`.
    """
    level = confidence_level(level)
    given = _effects(frame, EffectColumns(effect, se, variance, study))
    names = words_of(frame, study, "study").to_numpy()
    if trial is not None and trial not in set(names):
        raise ModelError(f"no study is called {trial!r}: trial= is a name in the column {study!r}")
    summaries = pooled[pooled["group"] != BETWEEN]
    if (summaries["term"] != "intercept").any():
        raise ModelError("a forest plot is of pooled effects: pool without moderators")
    groups = np.full(len(frame), "all", dtype=object)
    if by is not None:
        groups = words_of(frame, by, "by").to_numpy(dtype=object)
    if set(groups) != set(summaries["group"]):
        raise ModelError("pooled and frame have different subgroups: give both the same by=")
    words = names if label is None else words_of(frame, label, "label").to_numpy()
    kinds = np.full(len(frame), NOT_SAID, dtype=object)
    if "comparison_kind" in frame:
        kinds = words_of(frame, "comparison_kind", "comparison_kind").to_numpy(dtype=object)
    margin = float(special.ndtri((1.0 + level) / 2.0)) * np.sqrt(given.v)
    rows: list[dict[str, Any]] = []
    for _, summary in summaries.iterrows():
        inside = np.flatnonzero(groups == summary["group"])
        spread = float(np.nansum([summary["tau2"], summary["omega2"]]))
        weight = 1.0 / (given.v[inside] + spread)
        if not trial_is_pooled:
            weight[names[inside] == trial] = np.nan
        weight *= 100.0 / np.nansum(weight)
        for place in np.argsort(given.y[inside], kind="stable"):
            row = inside[place]
            rows.append(
                {
                    "kind": "study",
                    "group": summary["group"],
                    "label": words[row],
                    "study": names[row],
                    "estimate": given.y[row],
                    "ci_lower": given.y[row] - margin[row],
                    "ci_upper": given.y[row] + margin[row],
                    "weight_percent": weight[place],
                    "comparison_kind": kinds[row],
                    "is_trial": names[row] == trial,
                }
            )
        rows += _summary(summary)
    table = pd.DataFrame(rows).assign(place=np.arange(1, len(rows) + 1))
    return table.reindex(columns=list(_FOREST))


def _effects(frame: pd.DataFrame, columns: EffectColumns) -> Effects:
    # The trial may stand among studies of another kind of comparison: a figure pools nothing.
    return checked_effects(frame.drop(columns="comparison_kind", errors="ignore"), columns)


def _summary(summary: pd.Series) -> list[dict[str, Any]]:
    shared = {
        "group": summary["group"],
        "estimate": summary["estimate"],
        "comparison_kind": summary["comparison_kind"],
        "is_trial": False,
    }
    rows = [
        shared
        | {
            "kind": "pooled",
            "label": "pooled",
            "ci_lower": summary["ci_lower"],
            "ci_upper": summary["ci_upper"],
        }
    ]
    if np.isfinite(summary["prediction_lower"]):
        rows.append(
            shared
            | {
                "kind": "prediction",
                "label": "prediction",
                "ci_lower": summary["prediction_lower"],
                "ci_upper": summary["prediction_upper"],
            }
        )
    return rows


def small_study_data(
    frame: pd.DataFrame,
    pooled: pd.DataFrame,
    *,
    effect: str,
    se: str | None = None,
    variance: str | None = None,
    study: str = "study",
    trial: str | None = None,
    filled: pd.DataFrame | None = None,
    test: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Points and lines of a small-study (funnel) plot: effects against their standard errors.

    Args:
        frame, effect, se, variance, study, trial: as in `forest_data`.
        pooled: one row of `pool_studies`, whose estimate is the funnel's centre.
        filled: the second table of `trim_and_fill`.
        test: what `small_study_test` returned with predictor="se", for its line.
        level: of the funnel.

    Returns:
        One row a point: kind ("study", "filled", "centre", "funnel lower", "funnel upper",
        "regression"), study (missing for lines), estimate (the plot's x), se (its y), is_trial.
        The funnel, from se 0 to the largest, is centre +- normal quantile times se: where effects
        of one true effect would lie; it holds no tau^2.

    Raises:
        ModelError: as `pool_studies` of frame; pooled has not exactly one row; no study is called
            `trial`; the test is of sample sizes.
    """
    level = confidence_level(level)
    given = _effects(frame, EffectColumns(effect, se, variance, study))
    names = words_of(frame, study, "study").to_numpy()
    if trial is not None and trial not in set(names):
        raise ModelError(f"no study is called {trial!r}: trial= is a name in the column {study!r}")
    if len(pooled) != 1:
        raise ModelError(f"pooled has {len(pooled)} rows: the funnel has one centre; give one row")
    spread = np.sqrt(given.v)
    centre = float(pooled["estimate"].iloc[0])
    parts = [_points("study", given.y, spread, names, names == trial)]
    top = float(spread.max())
    if filled is not None:
        y, own = (filled[name].to_numpy(dtype=np.float64) for name in ("effect", "se"))
        parts.append(_points("filled", y, own, filled["study"].to_numpy(), np.zeros(len(y), bool)))
        top = max([top, *own])
    line = np.linspace(0.0, top, _POINTS)
    margin = float(special.ndtri((1.0 + level) / 2.0)) * line
    parts.append(_line("centre", np.full(_POINTS, centre), line))
    parts.append(_line("funnel lower", centre - margin, line))
    parts.append(_line("funnel upper", centre + margin, line))
    if test is not None:
        if (test["predictor"] != "se").any():
            raise ModelError("the axis is the standard error: give the test of predictor='se'")
        by_term = test.set_index("term")["estimate"]
        parts.append(_line("regression", by_term["limit"] + by_term["slope"] * line, line))
    return pd.concat(parts, ignore_index=True)


def _points(kind: str, y: Array, se: Array, names: Any, is_trial: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind,
            "study": pd.Series(names, dtype="str"),
            "estimate": y,
            "se": se,
            "is_trial": np.asarray(is_trial, dtype=bool),
        }
    )


def _line(kind: str, y: Array, se: Array) -> pd.DataFrame:
    return _points(kind, y, se, [None] * len(y), np.zeros(len(y), bool))
