"""Numbers needed to treat as Altman writes them."""

from __future__ import annotations

import pytest

from ipt_outcomes.estimate.clinical.number_needed import number_needed_in_words
from ipt_outcomes.estimate.clinical.risk_rows import found, needed_row


@pytest.mark.parametrize(
    ("difference", "good", "written"),
    [
        # Altman 1998: a risk difference of 10% with limits of -5% and 25%.
        ((0.10, -0.05, 0.25), True, "NNTB 10.0 (95% CI NNTB 4.0 to ∞ to NNTH 20.0)"),
        ((-0.10, -0.25, 0.05), True, "NNTH 10.0 (95% CI NNTB 20.0 to ∞ to NNTH 4.0)"),
        ((-0.10, -0.25, 0.05), False, "NNTB 10.0 (95% CI NNTB 4.0 to ∞ to NNTH 20.0)"),
        ((0.20, 0.10, 0.40), True, "NNTB 5.0 (95% CI NNTB 2.5 to NNTB 10.0)"),
        ((0.20, 0.10, 0.40), False, "NNTH 5.0 (95% CI NNTH 2.5 to NNTH 10.0)"),
        ((-0.20, -0.40, -0.10), True, "NNTH 5.0 (95% CI NNTH 2.5 to NNTH 10.0)"),
        ((0.00, -0.10, 0.10), True, "∞ (95% CI NNTB 10.0 to ∞ to NNTH 10.0)"),
        ((0.20, 0.00, 0.40), True, "NNTB 5.0 (95% CI NNTB 2.5 to ∞)"),
        ((-0.20, -0.40, 0.00), True, "NNTH 5.0 (95% CI NNTH 2.5 to ∞)"),
        ((0.25, float("nan"), float("nan")), True, "NNTB 4.0"),
        ((float("nan"),) * 3, True, ""),
    ],
)
def test_in_words(difference: tuple[float, float, float], good: bool, written: str) -> None:
    assert number_needed_in_words(*difference, good=good) == written


def test_the_level_is_said() -> None:
    assert "(90% CI" in number_needed_in_words(0.2, 0.1, 0.4, level=0.9)


@pytest.mark.parametrize(
    ("difference", "limits"),
    [
        ((0.2, 0.1, 0.4), (2.5, 10)),
        ((-0.2, -0.4, -0.1), (-10, -2.5)),
        ((0.1, -0.05, 0.25), (-20, 4)),
        # Of a limit that is zero, the infinity on the side of the other.
        ((0.2, 0.0, 0.4), (2.5, float("inf"))),
        ((-0.2, -0.4, 0.0), (float("-inf"), -2.5)),
    ],
)
def test_the_limits_in_numbers(
    difference: tuple[float, float, float], limits: tuple[float, float]
) -> None:
    row = needed_row(found(*difference))
    assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(limits)
