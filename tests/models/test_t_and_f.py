"""p-values and intervals against R's, and at infinite degrees of freedom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.t_and_f import T_COLUMNS, f_tail, t_statistics

MMRM = pd.read_csv(Path(__file__).parents[1] / "reference" / "mmrm.csv")


def test_p_values_are_those_of_r() -> None:
    estimate, se, df = (MMRM[name].to_numpy() for name in ("estimate", "se", "df"))
    found = t_statistics(estimate, se**2, df, 0.95)
    table = pd.DataFrame(found, columns=list(T_COLUMNS))
    np.testing.assert_allclose(table["statistic"], MMRM["t"], rtol=1e-8)
    np.testing.assert_allclose(table["p_value"], MMRM["p"], rtol=1e-6)


def test_infinite_degrees_of_freedom_are_the_normals() -> None:
    """Beside a t of three, and an F of seven."""
    found = t_statistics(np.array([2.0, 2.0]), np.ones(2), np.array([np.inf, 3.0]), 0.95)
    # R: 2 * pnorm(-2), qnorm(.975)
    np.testing.assert_allclose(
        found[0, 4:], [0.045500264, 2 - 1.959963985, 2 + 1.959963985], rtol=1e-6
    )
    # R: 2 * pt(-2, 3), qt(.975, 3)
    np.testing.assert_allclose(
        found[1, 4:], [0.139325969, 2 - 3.182446305, 2 + 3.182446305], rtol=1e-8
    )
    # R: pf(3, 2, 7, lower = FALSE), pchisq(6, 2, lower = FALSE)
    assert f_tail(3.0, 2, 7.0) == pytest.approx(0.114562216, rel=1e-8)
    assert f_tail(3.0, 2, np.inf) == pytest.approx(0.049787068, rel=1e-8)
