"""Scoring an analyst's frame: columns, refusals that show no answer, and a real data set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.prepare.score import score

QIDS = [
    "onset", "middle", "late", "hypersom", "sad", "decappetite", "incappetite", "weightloss",
    "weightgain", "concen", "guilt", "suicide", "anhedonia", "fatigue", "retard", "agitation",
]  # fmt: skip


def phq9(*rows: list[float], index: list[str] | None = None) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[f"phq9_{n}" for n in range(1, 10)], index=index)


def test_what_comes_back() -> None:
    items = phq9([1.0] * 9, [1.0] * 8 + [np.nan], index=["first", "second"]).assign(other="text")
    found = score(items, "phq9")
    assert found.index.tolist() == ["first", "second"]
    assert found.columns.tolist() == ["total", "items_answered", "prorated", "severity_band"]
    assert found["total"].tolist() == [9.0, 9.0]
    assert found["items_answered"].tolist() == [9, 8]
    assert found["prorated"].tolist() == [False, True]
    assert found["severity_band"].tolist() == ["mild", "mild"]


def test_columns_are_taken_in_the_order_named_and_integers_may_be_missing() -> None:
    items = pd.DataFrame({f"q{n}": pd.array([n % 4, None], dtype="Int64") for n in range(1, 10)})
    found = score(items, "phq9", columns=[f"q{n}" for n in range(9, 0, -1)])
    assert found["total"].tolist()[0] == sum(n % 4 for n in range(1, 10))
    assert found["total"].isna().tolist() == [False, True]


@pytest.mark.parametrize("wrong", [4.0, -1.0, 1.5, np.inf])
def test_an_answer_out_of_range_is_refused_and_not_shown(wrong: float) -> None:
    items = phq9([1.0] * 9, [1.0] * 8 + [wrong])
    with pytest.raises(DataError) as refused:
        score(items, "phq9")
    message = str(refused.value)
    assert "column phq9_9" in message and "1 answers to item 9 of PHQ-9" in message
    assert str(wrong) not in message


def test_text_and_odd_steps_are_refused() -> None:
    with pytest.raises(DataError, match="phq9_9"):
        score(phq9([1.0] * 9).astype({"phq9_9": object}).replace({"phq9_9": {1.0: "x"}}), "phq9")
    audit = pd.DataFrame([[1.0] * 10], columns=[f"audit_{n}" for n in range(1, 11)])
    with pytest.raises(DataError, match="0 to 4 in steps of 2"):
        score(audit, "audit")


def test_columns_that_are_absent_too_few_or_of_a_scale_without_items() -> None:
    with pytest.raises(DataError, match="phq9_9 are not there"):
        score(phq9([1.0] * 9).drop(columns="phq9_9"), "phq9")
    with pytest.raises(DataError, match="has 9 items, `columns` names 2"):
        score(phq9([1.0] * 9), "phq9", columns=["phq9_1", "phq9_2"])
    with pytest.raises(DataError, match="no items of SAS-SR"):
        score(phq9([1.0] * 9), "sas_sr")
    with pytest.raises(KeyError, match="not a registered scale"):
        score(phq9([1.0] * 9), "phq99")


def test_the_qids_of_408_people(extra_data: Path) -> None:
    items = pd.read_csv(extra_data / "rogers_qids_ybocs_items.csv")
    found = score(items, "qids_sr16", columns=QIDS)
    # McNally et al. 2017, the R package MPsychoR.
    assert found["total"].mean() == pytest.approx(12.752, abs=5e-4)
    assert found["total"].std() == pytest.approx(5.351, abs=5e-4)
    assert (found["total"].min(), found["total"].max()) == (1, 25)
