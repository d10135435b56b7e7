"""`compare_clinical_methods`: what each method makes of the same people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.categories import CATEGORIES
from ipt_outcomes.estimate.clinical.change import ALL_METHODS, clinical_change
from ipt_outcomes.estimate.clinical.points import MID
from ipt_outcomes.estimate.clinical.reliable import JACOBSON_TRUAX
from ipt_outcomes.models.arguments import names_listed, one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import FAILED, OK


def compare_clinical_methods(
    scores: pd.DataFrame, *, methods: Sequence[str] | None = None, **options: Any
) -> pd.DataFrame:
    """Counts of the categories by each method, side by side, since they disagree.

    Which one counts is for the analysis plan to say, before the scores are seen.

    Args:
        scores: long, as `clinical_change` takes them.
        methods: which, in this order; None is all, the minimal important difference only where
            `mid` is given.
        options: all other arguments of `clinical_change` but the method.

    Returns:
        One row a method: method; n, people with a category; recovered, improved, unchanged,
        deteriorated, harmed, counts (missing where there is no cutoff, or the method failed);
        cutoff; agreement, the share of these people who have the same category by
        "jacobson-truax" (missing where that is not among the methods); status ("ok", "failed") and
        reason.

    Raises:
        ModelError: no such method, or every method failed.
    """
    if "method" in options:
        raise ModelError("method= is one; methods= lists those to compare")
    default = [name for name in ALL_METHODS if name != MID or options.get("mid") is not None]
    wanted = list(dict.fromkeys(names_listed("methods", methods) or default))
    for name in wanted:
        one_of("methods", name, ALL_METHODS)
    changes: dict[str, pd.DataFrame] = {}
    reasons: dict[str, str] = {}
    for name in wanted:
        try:
            changes[name] = clinical_change(scores, method=name, **options)
        except ModelError as error:
            reasons[name] = str(error)
    if not changes:
        raise ModelError(reasons[wanted[0]])
    standard = changes.get(JACOBSON_TRUAX)
    rows = [
        _row(name, changes[name], standard) if name in changes else _failed(name, reasons[name])
        for name in wanted
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(["n", *CATEGORIES], "Int64"))


def _row(method: str, change: pd.DataFrame, standard: pd.DataFrame | None) -> dict[str, Any]:
    seen = change["category"].notna()
    counts = change["category"].value_counts()
    agreement = np.nan
    if standard is not None and seen.any():
        same = change["category"].astype(object) == standard["category"].astype(object)
        agreement = float(same[seen].mean())
    return {
        "method": method,
        "n": int(seen.sum()),
        **{name: int(counts[name]) if name in counts else None for name in CATEGORIES},
        "cutoff": float(change["cutoff"].iloc[0]),
        "agreement": agreement,
        "status": OK,
        "reason": None,
    }


def _failed(method: str, reason: str) -> dict[str, Any]:
    return {
        "method": method,
        "n": None,
        **dict.fromkeys(CATEGORIES),
        "cutoff": np.nan,
        "agreement": np.nan,
        "status": FAILED,
        "reason": reason,
    }
