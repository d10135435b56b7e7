"""A number far from zero is estimated, or refused; never left out in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit
from ipt_outcomes.models.design.orthogonal import orthogonal_basis

FORMULAS = [
    "y ~ arm * week + (1 | id)",
    "y ~ arm * week + us(visit | id)",
    "y ~ arm * week + csh(visit | id)",
]


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"id": np.repeat(np.arange(40), 4), "week": np.tile([0, 4, 8, 12], 40)})
    rows["arm"] = np.where(rows["id"] % 2 == 0, "a", "b")
    rows["visit"] = pd.Categorical(rows["week"])
    own = rng.normal(size=40)[rows["id"]]
    rows["y"] = 20.0 - 0.3 * rows["week"] + 3.0 * own + 3.0 * rng.normal(size=len(rows))
    return rows


def at_ends(data: pd.DataFrame, formula: str, origin: float) -> np.ndarray:
    moved = data.assign(week=data["week"] + origin)
    weeks = {"week": [origin, origin + 12.0]}
    table = contrast(fit(formula, moved, df="residual"), "arm", by="week", at=weeks)
    assert (table["status"] == "ok").all()
    return table["estimate"].to_numpy()


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_number_of_any_origin_is_estimated_or_refused(trial: pd.DataFrame, formula: str) -> None:
    wanted = at_ends(trial, formula, 0.0)
    for origin in (4e4, 4e6):
        np.testing.assert_allclose(at_ends(trial, formula, origin), wanted, rtol=1e-5)
    for origin in (4.4e7, 1e8, 1e10, 1e12):
        with pytest.raises(ModelError, match="of 'week' are so nearly combinations"):
            at_ends(trial, formula, origin)


def test_a_square_hidden_behind_its_line_is_refused(trial: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="1 of its columns of 'week'"):
        at_ends(trial, "y ~ arm * week + I(week**2) + (1 | id)", 1e6)


def test_combinations_are_told_from_columns_that_only_come_near() -> None:
    """Sums, differences and other units, rounded as floating point rounds them, hide nothing."""
    rng = np.random.default_rng(1)
    one = np.ones(200)
    first, second = 1000.0 + 5.0 * rng.normal(size=(2, 200))
    far = 4e6 + rng.normal(size=200)
    made = [second - first, (first + second) / 3.0, first * 2.2046226, far - 4e6, 1e-3 * far]
    basis = orthogonal_basis(np.column_stack([one, first, second, far, *made]))
    assert basis.dropped == (4, 5, 6, 7, 8)
    assert basis.hidden == ()
    near = orthogonal_basis(np.column_stack([one, first, first + 1e-7 * second]))
    assert (near.dropped, near.hidden) == ((2,), (2,))
