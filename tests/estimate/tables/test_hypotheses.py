"""The plan's hypotheses, alone and in families."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

import ipt_outcomes as ipt
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.tables.hypotheses import ALONE, NOT_SHOWN, SHOWN, hypotheses

from ...demo_plan import real_plan

OUTCOMES = [
    {"name": "early", "label": "BDI, early", "scale": "bdi_ii", "role": "primary"},
    {"name": "late", "label": "BDI, late", "scale": "bdi_ii", "role": "primary"},
    {"name": "third", "label": "BDI, third", "scale": "bdi_ii", "role": "secondary"},
]
ENDPOINTS = ("month_2", "month_8", "month_3")


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plans")
    (made / "data").symlink_to(root / "data")
    return made


def planned(folder: Path, root: Path, **changes: Any) -> ipt.Plan:
    content = real_plan(root)
    outcomes = [each | {"endpoint": at} for each, at in zip(OUTCOMES, ENDPOINTS, strict=True)]
    content |= {"outcomes": outcomes, "alpha": 0.2}
    content["models"] = {"mmrm": {"covariance": "us"}, "growth": None}
    path = folder / "beat_the_blues.yaml"
    path.write_text(yaml.safe_dump(content | changes))
    return ipt.read_plan(path)


def made(plan: ipt.Plan) -> pd.DataFrame:
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(each, tables) for each in ipt.planned_analyses(plan)]
    return hypotheses(Given(plan, results, outcomes)).set_index("outcome")


def test_alone_each_is_what_its_interval_says(folder: Path, root: Path) -> None:
    found = made(planned(folder, root))
    assert list(found.index) == ["early", "late", "third"]
    assert found["holds"].tolist() == [SHOWN, NOT_SHOWN, NOT_SHOWN]
    assert found[["family", "p_adjusted"]].isna().all(axis=None)
    assert found["comparison_is"].eq("randomised").all()
    two_sided = 2 * stats.t.sf(np.abs(found["estimate"] / found["se"]), found["df"])
    np.testing.assert_allclose(found["p_value"], two_sided)


def test_within_a_family_only_what_its_adjusted_p_value_allows(folder: Path, root: Path) -> None:
    family = {"name": "both", "method": "holm", "outcomes": ["early", "late", "third"]}
    found = made(planned(folder, root, multiplicity=[family]))
    p = found["p_value"].to_numpy()
    order = np.argsort(p)
    holm = np.maximum.accumulate(p[order] * np.array([3, 2, 1]))
    np.testing.assert_allclose(found["p_adjusted"].to_numpy()[order], np.minimum(holm, 1))
    # .08 alone is below .2; three times that is not.
    assert found["holds"].tolist() == [ALONE, NOT_SHOWN, NOT_SHOWN]
    assert set(found["family"]) == {"both"} and set(found["adjustment"]) == {"holm"}


def test_the_ledger_has_the_adjusted_p_value_beside_its_difference(
    folder: Path, root: Path
) -> None:
    family = {"name": "both", "method": "holm", "outcomes": ["early", "late", "third"]}
    plan = planned(folder, root, multiplicity=[family])
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(each, tables) for each in ipt.planned_analyses(plan)]
    given = Given(plan, results, outcomes)
    known = given.table("hypotheses").set_index("outcome")["p_adjusted"]
    ledger = given.table("effect_sizes")
    about = ledger["endpoint"] & (ledger["numerator"] == "adjusted difference")
    about &= ledger["analysis_role"] == "primary"
    assert ledger.loc[~about, "p_adjusted"].isna().all()
    own = ledger[about]
    np.testing.assert_array_equal(own["p_adjusted"], known.loc[own["outcome"]])


def test_a_sequence_goes_in_the_order_of_its_outcomes(folder: Path, root: Path) -> None:
    family = {"name": "steps", "method": "fixed-sequence", "outcomes": ["late", "early"]}
    found = made(planned(folder, root, multiplicity=[family]))
    p = found["p_value"]
    assert found.loc["late", "p_adjusted"] == p["late"]
    assert found.loc["early", "p_adjusted"] == max(p["late"], p["early"])
    assert found.loc["early", "holds"] == ALONE
    assert np.isnan(found.loc["third", "p_adjusted"])
    assert pd.isna(found.loc["third", "family"])


def test_without_outcomes_a_family_is_the_primary_ones(folder: Path, root: Path) -> None:
    found = made(planned(folder, root, multiplicity=[{"name": "main", "method": "hochberg"}]))
    assert found["family"].notna().tolist() == [True, True, False]


def test_non_inferiority_by_its_margin(folder: Path, root: Path) -> None:
    contrasts = [
        {"test": "ccbt", "comparison": "tau", "hypothesis": "non-inferiority", "margin": 3.0,
         "outcomes": ["early"]},
        {"test": "ccbt", "comparison": "tau", "hypothesis": "superiority", "outcomes": ["late"]},
    ]  # fmt: skip
    family = {"name": "one", "method": "max-t", "outcomes": ["early"]}
    found = made(planned(folder, root, contrasts=contrasts, multiplicity=[family]))
    row = found.loc["early"]
    one_sided = stats.t.cdf((row["estimate"] - 3.0) / row["se"], row["df"])
    assert row["p_value"] == pytest.approx(2 * one_sided)
    assert row["p_adjusted"] == pytest.approx(row["p_value"], abs=1e-5)
    assert row["holds"] == SHOWN and row["conclusion"] == "non-inferior"
    assert row["margin_effect_size"] == pytest.approx(3.0 / 10.864, rel=0.02)
    assert np.isnan(row["margin_units"])


def test_equivalence_by_both_margins(folder: Path, root: Path) -> None:
    contrasts = [
        {"test": "ccbt", "comparison": "tau", "hypothesis": "equivalence", "margin": 12.0,
         "outcomes": ["early"]},
        {"test": "ccbt", "comparison": "tau", "hypothesis": "equivalence", "margin": 2.0,
         "outcomes": ["late"]},
    ]  # fmt: skip
    family = {"name": "one", "method": "max-t", "outcomes": ["early"]}
    found = made(planned(folder, root, contrasts=contrasts, multiplicity=[family]))
    early, late = found.loc["early"], found.loc["late"]
    sides = [
        stats.t.cdf((sign * early["estimate"] - 12.0) / early["se"], early["df"])
        for sign in (1, -1)
    ]
    assert early["p_value"] == pytest.approx(2 * max(sides))
    assert early["p_adjusted"] == pytest.approx(early["p_value"], abs=1e-5)
    assert early["holds"] == SHOWN and early["conclusion"] == "equivalent"
    assert late["conclusion"] == "equivalence not shown" and late["holds"] == "not shown"
    assert late["p_value"] > 0.05


@pytest.mark.parametrize(
    ("families", "said"),
    [
        ([{"name": "a", "method": "bonferroni"}], "Use one of: holm, hochberg"),
        ([{"name": "a", "method": "holm", "outcomes": ["bdi"]}], "is not one of the plan's"),
        ([{"name": "a", "method": "max-t"}], "max-t needs the joint distribution"),
        ([{"name": "a", "method": "holm"}, {"name": "a", "method": "fdr"}], "has this name"),
        (
            [
                {"name": "a", "method": "holm", "outcomes": ["early"]},
                {"name": "b", "method": "fdr", "outcomes": ["early"]},
            ],
            "is in two families",
        ),
    ],
)
def test_what_a_plan_may_not_say(folder: Path, root: Path, families: Any, said: str) -> None:
    with pytest.raises(ipt.PlanError, match=said):
        planned(folder, root, multiplicity=families)
