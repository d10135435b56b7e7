"""A response of a batch beside a fit of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes import fit

from .conftest import ManyTrials


def alone(trials: ManyTrials, formula: str, response: int, options: dict[str, Any]) -> Any:
    return fit(f"y {formula}", trials.rows.assign(y=trials.scores[:, response]), **options)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Labels equal, numbers to 1e-8; estimates to 1e-8 of themselves or of their standard error."""
    found = found.drop(columns=["response", "status"]).reset_index(drop=True)
    expected = expected.drop(columns="status", errors="ignore")
    assert list(found.columns) == list(expected.columns)
    for name in expected:
        if expected[name].dtype != np.float64:
            assert list(found[name]) == list(expected[name])
        elif name in ("estimate", "ci_lower", "ci_upper"):
            size = np.maximum(expected[name].abs(), expected["se"])
            scaled = (found[name] - expected[name]) / size
            np.testing.assert_allclose(scaled, 0.0 * expected[name], atol=1e-8, err_msg=name)
        elif name == "statistic":
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-8, atol=1e-8)
        else:
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-8)


def of(table: pd.DataFrame, response: int) -> pd.DataFrame:
    return table[table["response"] == f"response_{response + 1}"]
