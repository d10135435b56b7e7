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

from ...demo_plan import real_plan

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
        content = real_plan(root)
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
    return ipt.scenarios(plan, study, families=["missing_scores"]).set_index("choice")


@pytest.fixture(scope="module")
def rows(make: Make, study: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return found(make(missing={"imputations": 400}), study)


EVERY = [
    "planned", "mar", "weighted", "j2r", "j2r_jackknife", "cr", "cir", "lmcf", "worse", "selection",
]  # fmt: skip


def test_the_plan_s_choice_comes_first_and_48_people_are_imputed(rows: pd.DataFrame) -> None:
    assert list(rows.index) == EVERY
    assert rows["planned"].tolist() == [name == "planned" for name in EVERY]
    assert rows["units"].unique().tolist() == [100]
    observed = rows.index.isin(["planned", "weighted"])
    # The mixed model uses whoever has a score at some visit, the weights those at the endpoint.
    assert rows.loc[["planned", "weighted"], "units_used"].tolist() == [97, 52]
    assert set(rows.loc[observed, "units_changed"]) == {0}
    assert set(rows.loc[~observed, "units_used"]) == {100}
    assert set(rows.loc[~observed, "units_changed"]) == {48}
    people = rows["participants"]
    assert people["planned"] == 97 and people["weighted"] == 52
    assert set(people[~observed]) == {100}
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
    few = found(make(missing={"imputations": 10}), study)
    said = few.loc["mar", "assumes"]
    assert "10 imputations: another seed moves an estimate by about 0." in said
    assert "That is too few for how much is missing: write `missing: {imputations: " in said
    assert few.loc["mar", "label"] == "missing at random, imputed (too few imputations)"
    assert few.loc["weighted", "label"] == "missing at random, by weights"
    # With another covariance each takes longer.
    said = found(make({"covariance": "toeph"}), study).loc["mar", "assumes"]
    assert "100 imputations:" in said


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
    without = ["planned", "mar", "weighted", "lmcf", "worse", "selection"]
    assert list(found(make(arms=arms), study).index) == without
    named = found(make(arms=arms, missing={"reference": "tau"}), study)
    assert "j2r" in named.index and "been in the arm tau" in named.loc["j2r", "assumes"]


@pytest.mark.parametrize("hypothesis", ["non-inferiority", "equivalence"])
def test_a_claim_with_a_margin_is_asked_of_those_who_left_the_test_arm(
    make: Make, study: dict[str, pd.DataFrame], hypothesis: str
) -> None:
    contrasts = [
        {
            "test": "ccbt",
            "comparison": "tau",
            "hypothesis": hypothesis,
            "margin": 3.0,
            "outcomes": ["bdi"],
        }
    ]
    rows = found(make(contrasts=contrasts), study)
    pulled = ["j2r", "cr", "cir"]
    assert rows.loc[pulled, "conclusion"].isna().all()
    assert all("favours a claim that they are" in said for said in rows.loc[pulled, "assumes"])
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
    # No rows without numbers: a sentence for each reason.
    assert list(rows.index) == ["planned", "mar", "weighted", "lmcf", "worse", "selection"]
    said = rows.loc["planned", "assumes"]
    assert (
        "Not computed: “jump to reference”, “copy reference” and “copy increments in reference” "
        "(the reference arm has its own therapists, and what one of them would have added" in said
    )
    assert (
        "Not computed: “jump to reference, by conditional means” (its standard error comes from "
        "leaving out one person at a time, and people of the same therapist are not" in said
    )
    assert "of people of the same therapist." in rows.loc["weighted", "assumes"]


def reference(root: Path) -> pd.DataFrame:
    table = pd.read_csv(root / "tests/reference/missing/at_endpoint.csv")
    return table.set_index("method")


NUMBERS = ["estimate", "se", "df"]


def test_weights_and_single_scores_are_those_of_r(
    make: Make, study: dict[str, pd.DataFrame], root: Path
) -> None:
    plan = make(missing={"imputations": 10, "also": ["completers", "locf"]})
    rows, theirs = found(plan, study), reference(root)
    assert list(rows.index) == [*EVERY, "completers", "locf"]
    for name in ("weighted", "completers", "locf"):
        ours = rows.loc[name, NUMBERS].to_numpy(float)
        np.testing.assert_allclose(ours, theirs.loc[name, NUMBERS].to_numpy(float), rtol=1e-6)
    assert rows.loc["completers", "units_used"] == 52 and rows.loc["locf", "units_used"] == 97
    assert rows.loc["locf", "units_changed"] == 45
    assert all(
        "never the primary analysis" in rows.loc[name, "assumes"] for name in plan.missing.also
    )
    weights = theirs.loc["weighted"]
    assert (
        f"weights go from {weights['low']:.2f} to {weights['high']:.2f} (mean "
        in rows.loc["weighted", "assumes"]
    )
    assert (
        f"52 people tell as much as {weights['effective']:.0f} who count alike"
        in rows.loc["weighted", "assumes"]
    )


def test_with_clusters_weights_have_their_sandwich(
    make: Make, study: dict[str, pd.DataFrame], root: Path
) -> None:
    people = study["participants"]
    eighth = people["participant"].astype(int) % 8
    people = people.assign(group=[f"{a}{n}" for a, n in zip(people["arm"], eighth, strict=True)])
    plan = make(
        clusters=[{"name": "group", "column": "g", "kind": "therapy_group"}],
        missing={"imputations": 10},
    )
    ours = found(plan, study | {"participants": people}).loc["weighted"]
    theirs = reference(root).loc["weighted_clusters"]
    np.testing.assert_allclose(
        ours[NUMBERS].to_numpy(float), theirs[NUMBERS].to_numpy(float), rtol=1e-6
    )


def test_clusters_that_link_a_whole_arm_leave_no_standard_error(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    people = study["participants"]
    own = people["participant"].astype(int) % 6
    one = (people["arm"] == "ccbt").to_numpy()
    people = people.assign(group=[None if a else f"g{n}" for a, n in zip(one, own, strict=True)])
    people["group"] = people["group"].where(~one, "only")
    plan = make(
        clusters=[{"name": "group", "column": "g", "kind": "therapy_group"}],
        missing={"imputations": 10},
    )
    said = found(plan, study | {"participants": people}).loc["planned", "assumes"]
    assert "“missing at random, by weights” (the therapy groups link all people of ccbt" in said


def test_jump_to_reference_by_conditional_means_is_the_narrower_one(rows: pd.DataFrame) -> None:
    rubin, jackknife = rows.loc["j2r"], rows.loc["j2r_jackknife"]
    assert jackknife["se"] < 0.95 * rubin["se"]
    assert abs(rubin["estimate"] - jackknife["estimate"]) < 0.15 * rubin["se"]
    assert "Its interval is narrower" in jackknife["assumes"]


def test_leaving_that_depends_on_the_unseen_score_makes_leavers_worse(
    make: Make, study: dict[str, pd.DataFrame], rows: pd.DataFrame
) -> None:
    """Twice the odds for half an SD of the baseline, in points of a scale whose high is worse."""
    baseline = study["scores"][study["scores"]["visit"] == "baseline"].set_index("participant")
    of = baseline["value"].groupby(study["participants"].set_index("participant")["arm"])
    half = np.sqrt((of.var() * (of.count() - 1)).sum() / (of.count() - 1).sum()) / 2
    assert f"score {half:.3g} points worse (half a standard" in rows.loc["selection", "assumes"]
    assert "had twice the odds of leaving before" in rows.loc["selection", "assumes"]
    plan = make(missing={"imputations": 400})
    outcome = ImputedOutcome(PlannedOutcome(plan, study, plan.outcomes[0]))
    under = outcome.at_random.under(ipt.selection(2 ** (1 / half)))
    direct = under.ancova("month_8")["estimate"].mean()
    assert rows.loc["selection", "estimate"] == pytest.approx(direct, rel=1e-9)
    assert "selection" not in found(make(missing={"leaving_odds": None}), study).index


def left_for(study: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Everybody with an even number leaves because of "no help", the others without a reason."""
    people = study["participants"]
    even = people["participant"].astype(int) % 2 == 0
    reason = pd.Series("no help", index=people.index, dtype="str").where(even)
    return study | {"participants": people.assign(withdrawal_reason=reason)}


def test_by_the_reason_for_leaving(make: Make, study: dict[str, pd.DataFrame]) -> None:
    content = {"file": "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv", "number_rows": "n"}
    mapped = make().participants.model_dump(mode="json", exclude_unset=True) | content
    mapped["columns"] = {"participant": "n", "arm": "treatment", "withdrawal_reason": "drug"}
    given = left_for(study)
    missing = {"imputations": 10, "reasons": {"no help": "j2r"}, "other_reasons": "lmcf"}
    plan = make(missing=missing, participants=mapped | {"covariates": {}})
    rows = found(plan, given)
    outcome = ImputedOutcome(PlannedOutcome(plan, given, plan.outcomes[0]))
    people = given["participants"].set_index("participant")["withdrawal_reason"]
    by_person = {who: "j2r" if why == "no help" else "lmcf" for who, why in people.items()}
    direct = outcome.contrasts(by_person).contrasts
    assert rows.loc["by_reason", "estimate"] == direct["estimate"].iloc[0]
    assert rows.loc["by_reason", "estimate"] != rows.loc["j2r", "estimate"]
    gone = outcome.leavers.index
    even = int((people[gone] == "no help").sum())
    assert (
        f"“no help” ({even} people): jump to reference; another reason, or none "
        f"({len(gone) - even} people): last mean carried forward."
        in rows.loc["by_reason", "assumes"]
    )


def test_where_only_the_reference_arm_was_left_a_sentence_says_so(
    make: Make, study: dict[str, pd.DataFrame]
) -> None:
    rows = found(make(outcomes=[BDI | {"endpoint": "month_2"}]), study)
    assert list(rows.index) == ["planned", "mar", "selection"]
    said = rows.loc["planned", "assumes"]
    assert "Only people of the arm tau left before the endpoint, for whom assumptions" in said
    assert "“missing at random, by weights” (nobody who left has a score after the base" in said


def test_who_came_back_did_not_leave(make: Make, study: dict[str, pd.DataFrame]) -> None:
    scores = study["scores"]
    at_8 = set(scores.loc[(scores["visit"] == "month_8") & scores["value"].notna(), "participant"])
    people = study["participants"]
    people = people[people["participant"].isin(at_8)]
    ids = sorted(at_8)[:7]
    lost = scores["participant"].isin(ids) & (scores["visit"] == "month_5")
    given = {"participants": people, "scores": scores[scores["participant"].isin(at_8) & ~lost]}
    rows = found(make(outcomes=[BDI | {"endpoint": "month_5"}]), given)
    assert list(rows.index) == ["planned", "mar"]
    assert "Nobody left for good before the endpoint" in rows.loc["planned", "assumes"]


def test_what_is_not_computed_is_called_by_its_label(
    make: Make, study: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More clusters than are drawn together: nothing can be imputed."""

    def refused(*_: Any, **__: Any) -> None:
        raise ipt.ModelError("too many clusters")

    monkeypatch.setattr("ipt_outcomes.sensitivity.imputed.impute", refused)
    monkeypatch.setattr("ipt_outcomes.sensitivity.assumptions._by_conditional_means", refused)
    rows = found(make(missing={"also": ["locf"]}), study)
    assert list(rows.index) == ["planned", "weighted", "locf"]
    assert rows.loc["planned", "assumes"].endswith(
        "Not computed: “missing at random, imputed”; “jump to reference”; “jump to reference, by "
        "conditional means”; “copy reference”; “copy increments in reference”; “last mean carried "
        "forward”; “test arm's leavers worse”; and “leaving depends on the unseen score” (too many "
        "clusters)."
    )
