"""A plan's tables of other studies: metafor's numbers, and the trial's own as the database's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.plan.plan import Plan

from .planned import THREE, TRIAL, means, scores, studies_plan
from .reference import numbers

INDIRECT = """  - name: others
    file: studies.csv
    source: made up
    outcome: phq9
    test: cbt
    comparison: waitlist
    where: {condition_arm1: cbt}

indirect:
  - {name: beside, first: ours, second: others}
"""
OF_CBT = (
    means("Fourth", "12,0 7,0 40 15,0 7,0 40", arms="cbt wl"),
    means("Fifth", "13,0 8,0 50 15,0 8,0 50", arms="cbt wl"),
)


def precalculated(frame: pd.DataFrame) -> list[str]:
    """Rows of effects that were made before, a row of the file each."""
    return [
        f'"1";"S{study:g}";"ipt";"wl";"msd";"i{place}";"post";'
        + "NA;" * 10
        + f"{y!r};{float(np.sqrt(v))!r}".replace(".", ",")
        for place, (study, y, v) in enumerate(
            zip(frame["study"], map(float, frame["y"]), map(float, frame["v"]), strict=True)
        )
    ]


def tables(plan: Plan, outcomes: pd.DataFrame = TRIAL) -> dict[str, pd.DataFrame]:
    return ipt.evidence_tables(plan, outcomes)


def others(found: dict[str, pd.DataFrame]) -> pd.Series:
    pooled = found["evidence_pooled"]
    return pooled[pooled["pooled_of"] == "other studies"].iloc[0]


def test_one_effect_a_study_from_the_file_to_the_table_as_metafor(tmp_path: Path) -> None:
    bcg = numbers("bcg")
    found = tables(studies_plan(tmp_path, *precalculated(bcg)))
    table = numbers("one_effect")
    chosen = (table["set"] == "bcg") & (table["method"] == "REML") & (table["test"] == "knha")
    wanted, row = table[chosen].squeeze(), others(found)
    for name in ("estimate", "se", "p_value", "ci_lower", "ci_upper", "prediction_lower",
                 "prediction_upper", "tau2", "tau2_lower", "tau2_upper", "i2", "q"):  # fmt: skip
        assert row[name] == pytest.approx(wanted[name], rel=1e-8), name
    left = found["evidence_left_out"]
    reference = numbers("leave_one_out")
    assert left["estimate"].to_numpy() == pytest.approx(reference["estimate"].to_numpy(), rel=1e-7)
    assert (row["studies"], row["effects"]) == (13, 13) and pd.isna(row["people"])
    # Of effects that were made before, people are not known: Egger's own predictor.
    small = found["evidence_small_studies"].set_index("term")
    assert set(small["predictor"]) == {"se"} and set(small["status"]) == {"ok"}
    direct = ipt.small_study_test(bcg, effect="y", variance="v")
    assert small.loc["slope", "p_value"] == pytest.approx(direct["p_value"][0], rel=1e-9)


def test_correlated_effects_as_metafor_and_club_sandwich(tmp_path: Path) -> None:
    rows = precalculated(numbers("assink").query("study <= 5"))
    found = tables(studies_plan(tmp_path, *rows, several="correlated", rho="0.6"))
    table = numbers("correlated")
    wanted = table[(table["label"] == "few") & (table["rho"] == 0.6)].squeeze()
    row = others(found)
    for name in ("estimate", "se", "df", "p_value", "ci_lower", "ci_upper", "tau2", "omega2"):
        assert row[name] == pytest.approx(wanted[name], rel=1e-6), name
    assert (row["studies"], row["effects"]) == (5, 21)
    shown = found["evidence_studies"]
    assert (shown["row"] == "study").sum() == 21
    assert shown["weight_percent"].sum() == pytest.approx(100.0)


def test_one_effect_of_several_is_the_one_that_is_shown(tmp_path: Path) -> None:
    second = means("Elkin", "12,0 10,6 61 15,0 10,5 62", more="bdi-1 post")
    for several, g in (("first", 0.430444753748), ("lowest", 0.282601872492)):
        found = tables(studies_plan(tmp_path, *THREE, second, several=several))
        shown = found["evidence_studies"].set_index("study")
        assert shown.loc["Elkin", "estimate"] == pytest.approx(g, abs=1e-9)
        assert others(found)["effects"] == 3
    found = tables(studies_plan(tmp_path, *THREE, second, several="aggregate", rho="0.6"))
    shown = found["evidence_studies"].set_index("study")
    assert shown.loc["Elkin", "estimate"] == pytest.approx((0.430444753748 + 0.282601872492) / 2)
    assert shown.loc["Elkin", "n_test"] == 61 and shown.loc["Elkin", "made_from"] == "means"
    # With weights of one effect a study, the pooled effect is the rows' weighted mean.
    rows = found["evidence_studies"].query("row == 'study'")
    mean = (rows["weight_percent"] * rows["estimate"]).sum() / 100.0
    assert others(found)["estimate"] == pytest.approx(mean, rel=1e-9)


def test_the_trial_by_hand_among_the_studies(tmp_path: Path) -> None:
    found = tables(studies_plan(tmp_path, *THREE))
    shown = found["evidence_studies"]
    trial = shown[shown["row"] == "trial"].iloc[0]
    # Means 10 and 15, variances 4 and 13: d = 5 / sqrt(8.5), J = 1 - 3 / 15.
    d = 5.0 / np.sqrt(8.5)
    assert trial["estimate"] == pytest.approx(0.8 * d)
    assert trial["se"] == pytest.approx(np.sqrt(6.0 / 9.0 + d**2 / 12.0))
    assert (trial["n_test"], trial["n_comparison"], trial["label"]) == (3, 3, "This trial")
    studies = shown[shown["row"].isin(["study", "trial"])]
    assert studies["estimate"].is_monotonic_increasing
    assert np.isnan(trial["weight_percent"])
    pooled = found["evidence_pooled"].set_index("pooled_of")
    assert pooled.loc["with this trial", "studies"] == 4
    assert pooled.loc["other studies", "people"] == 123 + 58 + 85
    assert pooled["few_studies"].all()
    assert set(found["evidence_small_studies"]["status"]) == {"fewer than 10 studies"}
    assert found["evidence_small_studies"]["p_value"].isna().all()


def test_a_trial_that_cannot_be_set_among_them(tmp_path: Path) -> None:
    plan = studies_plan(tmp_path, *THREE)
    for outcomes in (
        scores(ipt=[8.0, 9.0], waitlist=[3.0]),
        scores(ipt=[8.0, 8.0], waitlist=[3.0, 4.0]),
    ):
        found = tables(plan, outcomes)
        assert "trial" not in set(found["evidence_studies"]["row"])
        assert list(found["evidence_pooled"]["pooled_of"]) == ["other studies"]


def test_a_trial_of_another_kind_is_not_pooled_with_them(tmp_path: Path) -> None:
    found = tables(studies_plan(tmp_path, *THREE, studies="observational"))
    assert list(found["evidence_pooled"]["pooled_of"]) == ["other studies"]
    shown = found["evidence_studies"].set_index("row")["comparison_is"]
    assert shown["trial"] == "randomised" and set(shown["study"]) == {"observational"}


def test_the_trials_own_row_is_the_ledgers_of_raw_means(tmp_path: Path) -> None:
    """The effect sizes by definition have it too: raw means, SD at the visit, approximate."""
    from ipt_outcomes.estimate.ledger.intervals import correction

    found = tables(studies_plan(tmp_path, *THREE))["evidence_studies"].set_index("row")
    assert found.loc["trial", "estimate"] / (5.0 / np.sqrt(8.5)) == pytest.approx(
        correction("approximate", 4.0)
    )


def test_an_indirect_comparison_is_two_poolings_apart(tmp_path: Path) -> None:
    found = tables(studies_plan(tmp_path, *THREE, *OF_CBT, more=INDIRECT))
    pooled = found["evidence_pooled"].set_index(["evidence", "pooled_of"])
    one, other = (pooled.loc[(name, "other studies")] for name in ("ours", "others"))
    row = pooled.loc[("beside", "indirect")]
    assert row["estimate"] == pytest.approx(one["estimate"] - other["estimate"])
    assert row["se"] == pytest.approx(np.hypot(one["se"], other["se"]))
    assert (row["comparison_is"], row["test"], row["comparison"]) == ("indirect", "ipt", "cbt")
    shown = found["evidence_studies"].query("evidence == 'beside'")
    assert list(shown["row"]) == ["pooled", "pooled", "indirect", "trial"]
    kinds = shown.set_index("row")["comparison_is"]
    assert kinds["indirect"] == "indirect" and kinds["trial"] == "randomised"


def test_sets_that_share_a_study_are_not_independent(tmp_path: Path) -> None:
    shared = means("Elkin", "12,0 7,0 40 13,2 7,8 62", arms="cbt wl")
    found = tables(studies_plan(tmp_path, *THREE, *OF_CBT, shared, more=INDIRECT))
    row = found["evidence_pooled"].query("evidence == 'beside'").iloc[0]
    assert np.isnan(row["estimate"]) and row["status"] == "1 study stands in both sets"
    assert "indirect" not in set(found["evidence_studies"]["row"])


def test_without_the_key_there_are_tables_without_rows(beat_the_blues: Plan) -> None:
    found = tables(beat_the_blues)
    assert {len(table) for table in found.values()} == {0} and len(found) == 4
