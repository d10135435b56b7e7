"""The methods side by side, and real trials."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import BLUES, NAMES, ROOT, long_of

CATEGORIES = ["recovered", "improved", "unchanged", "deteriorated", "harmed"]


def test_the_methods_disagree_on_beat_the_blues(blues_long: pd.DataFrame) -> None:
    """Norms as an illustration: BDI of the functional 5.0 (4.5), reliability .86."""
    found = ipt.compare_clinical_methods(blues_long, **BLUES, mid=5).set_index("method")
    assert found.index.tolist() == [
        "jacobson-truax", "gulliksen-lord-novick", "edwards-nunnally", "nunnally-kotsch",
        "hageman-arrindell", "hsu-linn-lord", "hierarchical-linear-model", "mid", "percentage",
    ]  # fmt: skip
    assert (found["status"] == "ok").all() and (found["n"] == 97).all()
    assert (found[CATEGORIES].sum(axis=1) == 97).all()
    for method in found.index:
        change = ipt.clinical_change(blues_long, **BLUES, method=method, mid=5)
        counts = change["category"].value_counts()
        assert found.loc[method, CATEGORIES].tolist() == [counts[name] for name in CATEGORIES]
    assert found.loc["jacobson-truax", "agreement"] == 1
    assert (found["agreement"].drop("jacobson-truax") < 0.97).all()
    # Whoever improves by Jacobson and Truax passes the narrower limits of Edwards and Nunnally
    # unless they were better than the mean before; so more do.
    improved = found[["recovered", "improved"]].sum(axis=1)
    assert improved["edwards-nunnally"] > improved["jacobson-truax"] > improved["hsu-linn-lord"]


def test_a_method_that_cannot_be_had_is_a_row_with_its_reason() -> None:
    draw = np.random.default_rng(5)
    pre = draw.normal(20, 5, 30)
    scores = long_of(pre, pre - draw.normal(5, 6, 30))
    found = ipt.compare_clinical_methods(scores, **NAMES, reliability=0.8).set_index("method")
    assert found.loc["hierarchical-linear-model", "status"] == "failed"
    assert "three times" in found.loc["hierarchical-linear-model", "reason"]
    assert found.loc["hierarchical-linear-model", ["n", *CATEGORIES]].isna().all()
    assert found.drop("hierarchical-linear-model")["status"].eq("ok").all()
    assert found[["recovered", "harmed"]].isna().all().all() and "mid" not in found.index
    assert found.loc["jacobson-truax", ["improved", "unchanged"]].notna().all()


def test_methods_that_are_listed() -> None:
    scores = long_of([20, 30, 25], [10, 12, 24])
    wanted = ["percentage", "gulliksen-lord-novick"]
    found = ipt.compare_clinical_methods(scores, **NAMES, reliability=0.8, methods=wanted)
    assert found["method"].tolist() == wanted and found["agreement"].isna().all()
    with pytest.raises(ModelError, match="methods 'JT': there are"):
        ipt.compare_clinical_methods(scores, **NAMES, reliability=0.8, methods=["JT"])
    with pytest.raises(ModelError, match="methods= lists those to compare"):
        ipt.compare_clinical_methods(scores, **NAMES, reliability=0.8, method="mid")
    with pytest.raises(ModelError, match="both excluded"):
        ipt.compare_clinical_methods(scores, **NAMES, reliability=2, methods=wanted[1:])


def test_where_more_weight_is_better() -> None:
    """Anorexia: a gain is an improvement. Girls of 16 who weigh 95 pounds stand for a cutoff."""
    wide = pd.read_csv(ROOT / "data/raw/anorexia/anorexia_cbt_ft_control.csv")
    wide = wide.assign(girl=range(len(wide)))
    long = wide.melt(["girl", "Treat"], ["Prewt", "Postwt"], "when", "pounds")
    found = ipt.clinical_change(
        long, participant="girl", time="when", score="pounds", pre="Prewt", post="Postwt",
        reliability=0.9, direction="higher", cutoff=95,
    )  # fmt: skip
    gained = (wide["Postwt"] - wide["Prewt"]).to_numpy()
    least = 1.959963985 * np.sqrt(2) * wide["Prewt"].std() * np.sqrt(0.1)
    up = found["category"].isin(["recovered", "improved"]).to_numpy()
    np.testing.assert_array_equal(up, gained >= least)
    down = found["category"].isin(["deteriorated", "harmed"]).to_numpy()
    np.testing.assert_array_equal(down, gained <= -least)
    recovered = (found["category"] == "recovered").to_numpy()
    np.testing.assert_array_equal(
        recovered, (gained >= least) & (wide["Prewt"] < 95) & (wide["Postwt"] >= 95)
    )
    counts = ipt.clinical_counts(found, wide, arm="Treat", participant="girl")
    shares = counts[counts["category"] == "recovered"].set_index("arm")["count"]
    assert shares["FT"] > shares["Cont"]
    effects = ipt.clinical_effects(
        found, wide, arm="Treat", participant="girl", against="Cont", events="recovered"
    )
    difference = effects[effects["measure"] == "risk difference"].set_index("test")
    assert difference.loc["FT", "ci_lower"] > 0
