"""Random terms that the data do not tell apart: the message says what to do with these terms."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit


def test_a_slope_of_text_is_none(beat_the_blues: pd.DataFrame) -> None:
    months = beat_the_blues.assign(month=beat_the_blues["month"].astype(str))
    with pytest.raises(ModelError, match=r"month is text .* no slope") as refused:
        fit("bdi ~ bdi_pre + (1 + month | subject)", months)
    assert "[" not in str(refused.value)


def test_intercepts_alone_are_not_told_of_slopes(beat_the_blues: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="An effect needs levels with two rows or more") as refused:
        fit("bdi ~ bdi_pre + (1 | subject)", beat_the_blues[beat_the_blues["month"] == 2])
    assert "||" not in str(refused.value) and "slope" not in str(refused.value)


def test_slopes_may_be_without_a_correlation(beat_the_blues: pd.DataFrame) -> None:
    two = beat_the_blues[beat_the_blues["month"].isin([2, 3])]
    two = two.assign(m=two["month"].astype(float))
    with pytest.raises(ModelError, match=r"slope levels with three.* or use \|\|"):
        fit("bdi ~ bdi_pre + m + (1 + m | subject)", two)


def test_a_factor_that_is_fixed_too(beat_the_blues: pd.DataFrame) -> None:
    message = r"treatment is in the fixed part too, .* nothing for \(1 \| treatment\)"
    with pytest.raises(ModelError, match=message):
        fit("bdi ~ treatment + bdi_pre + (1 | treatment)", beat_the_blues)
