"""What cannot be pooled is refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .reference import effects


def refused(frame: Any, match: str, **options: Any) -> None:
    given = {"effect": "y", "variance": "v"} | options
    with pytest.raises(ipt.ModelError, match=match):
        ipt.pool_studies(frame, **given)


@pytest.mark.parametrize(
    ("column", "value", "match"),
    [
        ("v", 0.0, "'v' is not above zero in row 2"),
        ("v", -0.1, "'v' is not above zero in row 2"),
        ("v", np.nan, "missing in row 2 of 5 rows"),
        ("v", np.inf, "infinite in row 2"),
        ("v", 1e-20, "differ by more than a millionfold"),
        ("y", np.nan, "missing in row 2 of 5 rows"),
        ("y", -np.inf, "infinite in row 2"),
    ],
)
def test_a_number_that_is_none(column: str, value: float, match: str) -> None:
    frame = effects("five")
    frame.loc[1, column] = value
    refused(frame, match)


def test_columns() -> None:
    frame = effects("five")
    refused(frame.assign(y=frame["y"].astype(str)), "no numbers")
    refused(frame.assign(y=[True, False, True, True, False]), "no numbers")
    refused(frame, "no such column", effect="g")
    refused(frame, "no such column", study="trial")
    refused(frame.assign(study=[None, "a", "b", "c", "d"]), "missing in row 1")
    refused(frame.assign(study=["", "a", "b", "c", " "]), "missing in rows 1 and 5")
    refused(pd.concat([frame, frame[["y"]]], axis=1), "2 columns have that name")
    refused(frame, "se= or variance=", se="v")
    refused(frame, "se= or variance=", variance=None)
    refused(frame, "takes the name of a column", variance=frame["v"])


def test_tables() -> None:
    frame = effects("five")
    refused(frame.iloc[:0], "no rows")
    refused(frame.iloc[:1], "1 study: there is nothing to pool")
    refused(None, "pandas DataFrame")
    refused(frame.to_dict("list"), "pandas DataFrame")


def test_a_study_twice_needs_a_rule() -> None:
    frame = effects("five").assign(study=["a", "a", "b", "c", "a"])
    refused(frame, r"1 study of 3 have several effects \(a: 3\)")
    refused(frame, "needs rho=", several="correlated")
    refused(frame, "needs rho=", several="aggregate")
    refused(frame, "below 1", several="correlated", rho=1.0)
    refused(frame, "at least 0", several="correlated", rho=-0.2)
    refused(frame, "write a number", several="correlated", rho="high")
    refused(frame, "rho= goes with", rho=0.5)
    refused(frame, "rho= goes with", rho=0.5, several="first")
    refused(frame, "REML and CR2", several="correlated", rho=0.5, method="dl")
    refused(frame, "REML and CR2", several="correlated", rho=0.5, interval="normal")
    refused(frame.assign(study="a"), "1 study", several="correlated", rho=0.5)


@pytest.mark.parametrize(
    "options",
    [
        {"method": "fixed"}, {"interval": "hksj"}, {"prediction": "k-2"}, {"several": "last"},
        {"level": 95}, {"level": "0.95"},
    ],
)  # fmt: skip
def test_choices(options: dict[str, Any]) -> None:
    refused(effects("five"), str(next(iter(options))), **options)


def test_moderators() -> None:
    frame = effects("five").assign(z=[1.0, 2, 3, 4, 5], same=1.0, word="a")
    refused(frame, "no such column", moderators="w")
    refused(frame, "cannot be told apart", moderators="same")
    refused(frame, "same in all rows", moderators="word")
    refused(frame.assign(z2=2 * frame["z"]), "cannot be told apart", moderators=["z", "z2"])
    refused(frame.assign(z=[1, 2, np.nan, 4, 5]), "'z' is missing in row 3", moderators="z")
    refused(frame.iloc[:2], "2 studies and 2 coefficients", moderators="z")
    refused(frame, "give one of them", moderators="z", by="word")
    refused(frame, "no subgroups", by="word")


def test_effects_that_are_all_the_same() -> None:
    frame = effects("five").assign(y=0.4)
    found = ipt.pool_studies(frame, effect="y", variance="v").iloc[0]
    assert found["estimate"] == pytest.approx(0.4)
    assert found["tau2"] == 0 and found["q"] == pytest.approx(0, abs=1e-20)
