"""What counts as a maximum."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import fit


@pytest.fixture(scope="module")
def thin() -> pd.DataFrame:
    """Two arms; one person of each comes to the last two visits, and is fitted exactly there."""
    rng = np.random.default_rng(7)
    rows = pd.DataFrame(
        [(who, "ab"[who % 2], visit) for who in range(12) for visit in range(4)],
        columns=["id", "arm", "visit"],
    )
    rows["y"] = rng.normal(size=len(rows)) + np.repeat(rng.normal(size=12), 4)
    rows["visit"] = pd.Categorical(rows["visit"])
    return rows[(rows["visit"].cat.codes < 2) | (rows["id"] < 2)]


@pytest.mark.filterwarnings("error")
def test_a_saddle_is_no_maximum(thin: pd.DataFrame) -> None:
    """At a correlation of zero the gradient vanishes, and the likelihood grows to either side.

    With residuals of zero at both visits, minus twice the log-likelihood has the term
    log(1 - rho^2) for each of the two people, which falls without end. The search that leaves the
    saddle takes long steps, of which nobody needs to hear.
    """
    found = fit("y ~ arm * visit + ad(visit | id)", thin, method="ml")
    assert found.status == "not converged"
