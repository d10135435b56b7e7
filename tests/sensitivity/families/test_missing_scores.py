"""The contrasts under assumptions about the people who were not assessed at the endpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.planned import PlannedOutcome

Make = Callable[..., ipt.Plan]
BDI = {"name": "bdi", "label": "BDI", "scale": "bdi_ii", "role": "primary"}
AT_8 = [BDI | {"endpoint": "month_8"}]
ARMS = [
    {"name": "tau", "label": "Usual care", "role": "control"},
    {"name": "ccbt", "label": "CBT", "role": "treatment"},
]


@pytest.fixture(scope="module")
def make(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The trial's plan, with other keys; without covariates, arms are compared alike by both."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "data").symlink_to(root / "data")

    def made(mmrm: dict[str, Any] | None = None, **changes: Any) -> ipt.Plan:
        content = yaml.safe_load((root / "config/trials/beat_the_blues.yaml").read_text())
        content |= {"outcomes": AT_8, "arms": ARMS, "stratification": []}
        content["models"] = {"mmrm": {"covariance": "us"} | (mmrm or {}), "growth": None}
        path = folder / "beat_the_blues.yaml"
        path.write_text(yaml.safe_dump(content | changes))
        return ipt.read_plan(path)

    return made


@pytest.fixture(scope="module")
def study(make: Make) -> dict[str, pd.DataFrame]:
    read = ipt.read_study(make())
    return {"participants": read.participants, "scores": read.scores}


def found(plan: ipt.Plan, study: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The family's rows by choice."""
    rows = ipt.scenarios(plan, study)
    return rows[rows["family"] == "missing_scores"].set_index("choice")


@pytest.fixture(scope="module")
def rows(make: Make, study: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return found(make(missing={"imputations": 400}), study)


def test_the_plan_s_choice_comes_first_and_48_people_are_imputed(rows: pd.DataFrame) -> None:
    assert list(rows.index) == ["planned", "mar", "j2r", "cr", "cir", "lmcf"]
    assert rows["planned"].tolist() == [True] + [False] * 5
    assert rows["units"].unique().tolist() == [100]
    assert rows["units_used"].tolist() == [52] + [100] * 5
    assert rows["units_changed"].tolist() == [0] + [48] * 5
    assert rows["participants"].tolist() == [97] + [100] * 5
    assert set(rows["status"]) == {"ok"}


def test_missing_at_random_is_what_the_model_says(rows: pd.DataFrame) -> None:
    """Within three Monte Carlo errors and a hundredth of the standard error."""
    planned, mar = rows.loc["planned"], rows.loc["mar"]
    # With 48 of 100 missing, some 40% of the variance is between imputations.
    monte_carlo = mar["se"] * np.sqrt(0.5 / 400)
    assert abs(mar["estimate"] - planned["estimate"]) < 3 * monte_carlo + 0.01 * planned["se"]
    assert mar["se"] == pytest.approx(planned["se"], rel=0.1)


@pytest.mark.parametrize("strategy", ["j2r", "cr", "cir", "lmcf"])
def test_strategies_are_those_of_conditional_means(
    rows: pd.DataFrame, make: Make, study: dict[str, pd.DataFrame], strategy: str
) -> None:
    """Deterministic, and by other code: what infinitely many imputations would give."""
    plan = make()
    outcome = ImputedOutcome(PlannedOutcome(plan, study, plan.outcomes[0]))
    (other,) = ipt.conditional_mean(
        "score ~ baseline * visit + arm * visit + us(visit | participant)",
        outcome.rows, participant="participant", visit="visit", arm="arm", reference="tau",
        strategies=strategy, at="month_8",
    ).to_dict("records")  # fmt: skip
    own = rows.loc[strategy]
    # Draws of the parameters move an estimate by more than the scores' own.
    assert abs(own["estimate"] - other["estimate"]) < 0.15 * own["se"]
    # Rubin's rules are wider than the jackknife for what borrows from the reference arm.
    assert strategy == "lmcf" or own["se"] > 0.95 * other["se"]


def test_how_far_another_seed_would_move_it_is_said(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    assert (
        "1,000 imputations: another seed moves an estimate by about 0.0"
        in (found(make(), study).loc["mar", "assumes"])
    )
    few = found(make(missing={"imputations": 10}), study).loc["mar", "assumes"]
    assert "10 imputations: another seed moves an estimate by about 0." in few
    assert "So much is missing that more are wanted: `missing: {imputations: " in few
    # With another covariance each takes longer.
    assert "100 imputations:" in found(make({"covariance": "toeph"}), study).loc["mar", "assumes"]


def test_the_reference_pulls_arms_together(rows: pd.DataFrame) -> None:
    estimates = rows["estimate"].abs()
    assert estimates["j2r"] < estimates["cir"] and estimates["j2r"] < estimates["mar"]


def test_the_same_bits_twice_and_others_with_another_seed(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    few = {"imputations": 10}
    once, again = (found(make(missing=few), study) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)
    other = found(make(missing=few, seed=5), study)
    assert other.loc["mar", "estimate"] != once.loc["mar", "estimate"]
    assert other.loc["planned", "estimate"] == once.loc["planned", "estimate"]


def test_no_reference_without_a_control(make: Make, study: dict[str, pd.DataFrame]) -> None:
    arms = [ARMS[0] | {"role": "active_comparator"}, ARMS[1]]
    assert list(found(make(arms=arms), study).index) == ["planned", "mar", "lmcf"]
    named = found(make(arms=arms, missing={"reference": "tau"}), study)
    assert "j2r" in named.index and "people of the arm tau" in named.loc["j2r", "assumes"]


def test_non_inferiority_is_asked_of_those_who_left_the_test_arm(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    contrasts = [
        {
            "test": "ccbt",
            "comparison": "tau",
            "hypothesis": "non-inferiority",
            "margin": 3.0,
            "outcomes": ["bdi"],
        }
    ]
    rows = found(make(contrasts=contrasts), study)
    pulled = ["j2r", "cr", "cir"]
    assert rows.loc[pulled, "conclusion"].isna().all()
    assert all("favours non-inferiority" in said for said in rows.loc[pulled, "assumes"])
    assert rows.loc["worse", "label"] == "test arm's leavers 3 points worse"
    # Who left the test arm: 21 of 52; each counts 3 points worse, higher scores being worse.
    left = 21 / 52 * 3
    moved = rows.loc["worse", "estimate"] - rows.loc["mar", "estimate"]
    assert moved == pytest.approx(left, abs=0.3) and pd.notna(rows.loc["worse", "conclusion"])


@pytest.mark.parametrize("mmrm", [{"baseline": "free"}, {"baseline": "constrained"}])
def test_none_where_the_baseline_is_an_outcome(
    make: Make, study: dict[str, pd.DataFrame], mmrm: dict[str, Any]
) -> None:
    assert found(make(mmrm), study).empty


def test_secondary_outcomes_where_the_plan_asks(make: Make, study: dict[str, pd.DataFrame]) -> None:
    second = AT_8[0] | {"name": "again", "role": "secondary"}
    for asked, outcomes in (("primary", ["bdi"]), ("all", ["bdi", "again"])):
        plan = make(outcomes=[*AT_8, second], missing={"imputations": 10, "outcomes": asked})
        assert list(found(plan, study)["outcome"].unique()) == outcomes


def test_nothing_to_choose_where_everybody_was_assessed(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    scores = study["scores"]
    at_8 = scores[(scores["visit"] == "month_8") & scores["value"].notna()]
    people = study["participants"]
    there = people[people["participant"].isin(at_8["participant"])]
    complete = {
        "participants": there,
        "scores": scores[scores["participant"].isin(there["participant"])],
    }
    assert found(make(), complete).empty


def test_what_cannot_be_made_says_why(make: Make, study: dict[str, pd.DataFrame]) -> None:
    """Therapists of their own in both arms: who jumps has no therapist there."""
    people = study["participants"].assign(
        who_treats=[f"{arm}{at % 6}" for at, arm in enumerate(study["participants"]["arm"])]
    )
    plan = make(
        clusters=[{"name": "who_treats", "column": "t", "kind": "therapist"}],
        missing={"imputations": 10},
    )
    rows = found(plan, study | {"participants": people})
    assert rows.loc["mar", "status"] in {"ok", "singular"}
    assert rows.loc["j2r", "status"] == "not estimable" and pd.isna(rows.loc["j2r", "estimate"])
    assert "Not computed: strategies: " in rows.loc["j2r", "assumes"]
