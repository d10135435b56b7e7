"""Indirect comparisons, and labelled as such."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .reference import effects

NAMES = {"test": "IPT", "comparison": "CBT", "through": "waiting list"}


def row(estimate: float, se: float, df: float = np.inf) -> pd.DataFrame:
    return pd.DataFrame({"estimate": [estimate], "se": [se], "df": [df]})


def test_bucher() -> None:
    """Differences of independent estimates; the worked numbers by hand."""
    found = ipt.indirect_comparison(row(0.60, 0.12), row(0.45, 0.16), **NAMES).iloc[0]
    assert found["estimate"] == pytest.approx(0.15)
    assert found["se"] == pytest.approx(0.20)
    assert found["ci_lower"] == pytest.approx(0.15 - 1.959963984540054 * 0.2)
    assert np.isinf(found["df"])
    assert found["comparison_kind"] == "indirect"
    assert (found["test"], found["comparison"]) == ("IPT", "CBT")


def test_degrees_of_freedom_by_welch() -> None:
    equal = ipt.indirect_comparison(row(0.6, 0.2, 10), row(0.3, 0.2, 10), **NAMES).iloc[0]
    assert equal["df"] == pytest.approx(20)
    one = ipt.indirect_comparison(row(0.6, 0.2, 10), row(0.3, 0.2), **NAMES).iloc[0]
    assert one["df"] == pytest.approx(0.08**2 / (0.2**4 / 10))
    pooled = [ipt.pool_studies(effects(of), effect="y", variance="v") for of in ("five", "equal")]
    whole = ipt.indirect_comparison(*pooled, **NAMES).iloc[0]
    swapped = ipt.indirect_comparison(*pooled[::-1], **NAMES).iloc[0]
    assert whole["estimate"] == -swapped["estimate"]
    assert 4 < whole["df"] < 10


def test_refusals() -> None:
    good = row(0.6, 0.2)
    with pytest.raises(ipt.ModelError, match="three treatments"):
        ipt.indirect_comparison(good, good, test="IPT", comparison="IPT", through="wl")
    for bad, match in (
        (row(0.6, 0.0), "above zero"),
        (row(0.6, 0.1, 0), "above zero"),
        (row(np.nan, 0.1), "write a number"),
        (pd.concat([good, good]), "has 2 rows"),
        (good.drop(columns="df"), "without df"),
    ):
        with pytest.raises(ipt.ModelError, match=match):
            ipt.indirect_comparison(bad, good, **NAMES)
