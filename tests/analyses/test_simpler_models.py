"""Which of an analysis's models stands, by what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.analyses import analyse
from ipt_outcomes.models.fit_contents import CovarianceAttempt

FORMULAS = (
    "y ~ week + (1 + week + late | participant)",
    "y ~ week + (1 + week | participant)",
    "y ~ week + (1 | participant)",
)


@dataclass(frozen=True)
class Tried:
    """A fit, as far as the choice asks."""

    formula: str
    status: str
    attempts: tuple[CovarianceAttempt, ...] = ()


@pytest.mark.parametrize(
    ("formulas", "statuses", "tried", "chosen"),
    [
        (FORMULAS, ["ok"], 1, 0),
        (FORMULAS, ["singular", "ok"], 2, 1),
        # Two slopes at their boundary do not make an intercept the model.
        (FORMULAS, ["singular", "singular", "ok"], 2, 0),
        (FORMULAS, ["not converged", "singular", "ok"], 2, 1),
        (FORMULAS, ["not converged", "not converged", "ok"], 3, 2),
        (FORMULAS[1:], ["singular", "ok"], 1, 0),
        (FORMULAS[1:], ["not converged", "ok"], 2, 1),
    ],
)
def test_a_slope_stays_unless_it_cannot_be_fitted(
    monkeypatch: pytest.MonkeyPatch,
    formulas: tuple[str, ...],
    statuses: list[str],
    tried: int,
    chosen: int,
) -> None:
    asked: list[str] = []

    def attempt(formula: str, rows: pd.DataFrame, **_: Any) -> Tried:
        asked.append(formula)
        return Tried(formula, statuses[len(asked) - 1])

    monkeypatch.setattr(analyse, "attempt_fit", attempt)
    analysis: Any = SimpleNamespace(
        formula=formulas[0], simpler=formulas[1:], method="reml", df="satterthwaite",
        vcov="model", cluster=None, fallback=(), covariance_parameters={},
    )  # fmt: skip
    found = analyse.fitted_to(analysis, pd.DataFrame())
    assert len(asked) == tried
    assert found.formula == formulas[chosen]
    passed = [each.status for each in found.attempts[:-1]]  # type: ignore[union-attr]
    assert passed == statuses[:chosen]
