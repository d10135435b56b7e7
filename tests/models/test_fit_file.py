"""Saved fits: the same bytes twice, the same contrasts to the last bit, nothing of any person."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, joint_test, marginal_means, read_fit

FORMULAS = [
    "bdi ~ bdi_pre * month + treatment * month + us(month | subject)",
    "bdi ~ bdi_pre * month + treatment * month + cs(month | treatment / subject)",
    "bdi ~ bdi_pre * month + treatment * month + (1 | subject)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_contrasts_of_a_read_fit_are_the_same_bits(
    formula: str, beat_the_blues: pd.DataFrame, tmp_path: Path
) -> None:
    fitted = fit(formula, beat_the_blues)
    fitted.save(tmp_path / "fit.json")
    again = read_fit(tmp_path / "fit.json")
    for one, two in (
        (fitted.coefficients, again.coefficients),
        (fitted.covariance, again.covariance),
        (marginal_means(fitted, "treatment"), marginal_means(again, "treatment")),
        (
            contrast(fitted, "treatment", against="TAU", by="month"),
            contrast(again, "treatment", against="TAU", by="month"),
        ),
        (joint_test(fitted, "treatment:month"), joint_test(again, "treatment:month")),
    ):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert (again.aic, again.bic, again.status) == (fitted.aic, fitted.bic, fitted.status)
    again.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "fit.json").read_bytes()


def test_refuses_another_file(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"some": "thing"}))
    with pytest.raises(ModelError, match="not a saved fit of the format"):
        read_fit(path)
    path.write_text("term,estimate\n")
    with pytest.raises(ModelError, match="not JSON"):
        read_fit(path)
