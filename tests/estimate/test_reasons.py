"""Why a contrast has no number, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.estimate.reasons import told_apart_from

ROWS = pd.DataFrame(
    {
        "arm": ["ipt", "ipt", "tau", "tau", "cbt"],
        "stratum": ["a", "b", "c", "c", "a"],
        "episode_length": ["short", "short", "long", "long", "long"],
        "age": [30.0, 30.0, 40.0, 40.0, 50.0],
        "drug": ["yes", "no", "yes", "no", "no"],
    }
)


@pytest.mark.parametrize(
    ("arms", "covariates", "reason"),
    [
        (("ipt", "tau"), ("stratum", "drug"), "arm cannot be told from stratum"),
        (("ipt", "tau"), ("stratum", "episode_length", "age"),
         "arm cannot be told from stratum and episode length"),
        # A number that differs between arms is no category; a third arm's people do not count.
        (("ipt", "tau"), ("age", "drug"), "the model's columns do not tell these arms apart"),
        (("ipt", "cbt"), ("stratum",), "the model's columns do not tell these arms apart"),
        (("ipt", "tau"), (), "the model's columns do not tell these arms apart"),
        (("ipt", "tau"), ("not_there",), "the model's columns do not tell these arms apart"),
    ],
)  # fmt: skip
def test_which_variable_the_arms_are(
    arms: tuple[str, ...], covariates: tuple[str, ...], reason: str
) -> None:
    assert told_apart_from(ROWS, arms, covariates) == reason
    coded = ROWS.assign(
        arm=ROWS["arm"].astype("category"), stratum=ROWS["stratum"].astype("category")
    )
    assert told_apart_from(coded, arms, covariates) == reason
