"""Words follow from the interval, the margin and the scale's direction."""

from __future__ import annotations

import pytest

from ipt_outcomes.estimate.conclusions import conclusion, favours

NAN = float("nan")


@pytest.mark.parametrize(
    ("estimate", "direction", "arm"),
    [
        (-2.0, "higher_is_worse", "ipt"),
        (2.0, "higher_is_worse", "cbt"),
        (-2.0, "higher_is_better", "cbt"),
        (2.0, "higher_is_better", "ipt"),
        (0.0, "higher_is_worse", None),
        (NAN, "higher_is_worse", None),
    ],
)
def test_favours(estimate: float, direction: str, arm: str | None) -> None:
    assert favours(estimate, direction, "ipt", "cbt") == arm  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lower", "upper", "direction", "margin", "words"),
    [
        (-5, -1, "higher_is_worse", None, "test arm better"),
        (1, 5, "higher_is_worse", None, "test arm worse"),
        (-1, 5, "higher_is_worse", None, "no difference shown"),
        (1, 5, "higher_is_better", None, "test arm better"),
        (-5, -1, "higher_is_better", None, "test arm worse"),
        (-1.0, 2.4, "higher_is_worse", 2.5, "non-inferior"),
        (-1.0, 2.5, "higher_is_worse", 2.5, "non-inferiority not shown"),
        (2.6, 4.0, "higher_is_worse", 2.5, "inferior"),
        (-2.4, 1.0, "higher_is_better", 2.5, "non-inferior"),
        (-2.6, 1.0, "higher_is_better", 2.5, "non-inferiority not shown"),
        (-4.0, -2.6, "higher_is_better", 2.5, "inferior"),
        (NAN, NAN, "higher_is_worse", None, None),
    ],
)
def test_conclusion(
    lower: float, upper: float, direction: str, margin: float | None, words: str | None
) -> None:
    assert conclusion(lower, upper, direction, margin) == words  # type: ignore[arg-type]
