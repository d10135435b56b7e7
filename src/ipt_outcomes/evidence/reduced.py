"""The effects as they are pooled: a row each, where one a study is taken from several.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.evidence.effects import EffectColumns, checked_effects
from ipt_outcomes.evidence.one_each import one_each, rows_by
from ipt_outcomes.evidence.request import CORRELATED
from ipt_outcomes.phrases import listed

_COLUMNS = EffectColumns("g", "g_se", None, "study")


def reduced(effects: pd.DataFrame, several: str | None, rho: float | None) -> pd.DataFrame:
    """The rows that stand for their studies: `effects`, those of a rule, or a mean a study.

    Of means n_1 and n_2 are the most people behind one of the effects: ASSUME: the effects are of
    the same people.
    """
    if several in (None, CORRELATED) or not effects["study"].duplicated().any():
        return effects
    given = checked_effects(effects, _COLUMNS)
    if several != "aggregate":
        return effects.iloc[rows_by(given, several)]
    means = one_each(given, several, rho)
    by_study = effects.groupby("study", sort=False)
    sources = by_study["source"].agg(lambda found: listed(sorted(set(found))))
    most = by_study[["n_1", "n_2"]].max()
    labels = list(means.labels)
    return pd.DataFrame(
        {
            "study": pd.Series(labels, dtype="str"),
            "g": means.y,
            "g_se": np.sqrt(means.v),
            "n_1": most["n_1"].reindex(labels).to_numpy(),
            "n_2": most["n_2"].reindex(labels).to_numpy(),
            "source": pd.Series(sources.reindex(labels).to_numpy(), dtype="str"),
            "comparison_kind": means.kind,
        }
    )


def labelled(effects: pd.DataFrame) -> pd.DataFrame:
    """With a column label: the study, and of several rows what tells them apart."""
    label = effects["study"].astype("str")
    for name in ("instrument", "multi_arm1", "multi_arm2", "time", "rating"):
        if name in effects and label.duplicated().any():
            more = effects[name].astype("str").where(effects[name].notna(), "")
            differs = more.groupby(label).transform("nunique") > 1
            label = label.where(~differs | (more == ""), label + ", " + more)
    number = label.groupby(label).cumcount() + 1
    repeated = label.duplicated(keep=False)
    return effects.assign(label=label.where(~repeated, label + " (" + number.astype("str") + ")"))
