"""Hedges' g as the Metapsy database has it, from whatever a row gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .reference import numbers


def one(**row: Any) -> pd.DataFrame:
    return pd.DataFrame([row])


def means(**other: Any) -> dict[str, Any]:
    given = {"mean_arm1": 9.8, "sd_arm1": 7.9, "n_arm1": 61}
    return given | {"mean_arm2": 13.2, "sd_arm2": 7.8, "n_arm2": 62} | other


def changes(**other: Any) -> dict[str, Any]:
    given = {"mean_change_arm1": -9.0, "sd_change_arm1": 6.0, "n_change_arm1": 30}
    return given | {"mean_change_arm2": -5.0, "sd_change_arm2": 7.0, "n_change_arm2": 28} | other


def events(**other: Any) -> dict[str, Any]:
    given = {"event_arm1": 30, "totaln_arm1": 80, "event_arm2": 20, "totaln_arm2": 85}
    return given | {"outcome_type": "response"} | other


def test_the_databases_own_numbers() -> None:
    """Elkin et al. 1989 (interpersonal therapy against placebo), and rows of the database."""
    table = numbers("database_effects")
    found = ipt.study_effects(table.drop(columns=["g", "g_se"]))
    assert found["g"].to_numpy() == pytest.approx(table["g"].to_numpy(), abs=1e-9)
    known = table["g_se"].notna()
    assert found["g_se"][known].to_numpy() == pytest.approx(table["g_se"][known].to_numpy(), 1e-12)
    assert list(found["favours"]) == ["arm 1"] * 5 + ["arm 2"]
    assert set(found["source"]) == {"means"} and set(found["status"]) == {"ok"}
    assert set(found["comparison_kind"]) == {"randomised"}


def test_higher_may_be_better_for_all_or_some() -> None:
    rows = pd.DataFrame([means(good="lower"), means(good="higher")])
    assert list(ipt.study_effects(rows, better="higher")["favours"]) == ["arm 2", "arm 2"]
    found = ipt.study_effects(rows, better="good")
    assert list(found["favours"]) == ["arm 1", "arm 2"]
    assert found["g"][0] == -found["g"][1]
    same = ipt.study_effects(one(**means(mean_arm2=9.8)))
    assert same["g"][0] == 0 and same["favours"][0] == "neither"


def test_the_standard_error_is_that_of_d_or_is_corrected() -> None:
    plain, less = (
        ipt.study_effects(one(**means()), variance=name) for name in ("database", "corrected")
    )
    factor = 1 - 3 / (4 * 121 - 1)
    d = plain["g"][0] / factor
    assert plain["g_variance"][0] == pytest.approx(123 / (61 * 62) + d**2 / 246, rel=1e-14)
    assert less["g_se"][0] == pytest.approx(factor * plain["g_se"][0], rel=1e-14)


def test_change_scores_and_what_they_are() -> None:
    found = ipt.study_effects(one(**changes()))
    pooled = np.sqrt((29 * 36 + 27 * 49) / 56)
    assert found["g"][0] == pytest.approx((1 - 3 / (4 * 56 - 1)) * 4.0 / pooled, rel=1e-14)
    assert found["source"][0] == "change scores"
    gains = changes(mean_change_arm1=9.0, mean_change_arm2=5.0)
    turned = ipt.study_effects(one(**gains), change="before minus after")
    assert turned["g"][0] == found["g"][0]
    assert ipt.study_effects(one(**gains))["favours"][0] == "arm 2"


def test_events_as_metafors_odds_ratio() -> None:
    table = numbers("events")
    found = ipt.study_effects(table, event="good")
    people = table["totaln_arm1"] + table["totaln_arm2"]
    # Half an event more in each of the four cells where one is empty.
    people += 2.0 * (table["event_arm1"].isin([0]) | (table["event_arm1"] == table["totaln_arm1"]))
    factor = 1 - 3 / (4 * (people - 2) - 1)
    assert found["g"].to_numpy() == pytest.approx((factor * table["d"]).to_numpy(), rel=1e-12)
    assert found["g_variance"].to_numpy() == pytest.approx(table["d_variance"].to_numpy(), 1e-12)
    known = table["log_rr"].notna()
    for name in ("log_rr", "log_rr_se"):
        assert found[name][known].to_numpy() == pytest.approx(table[name][known].to_numpy(), 1e-12)


def test_an_arm_without_events_has_half_a_one_in_the_risk_ratio() -> None:
    found = ipt.study_effects(numbers("events"), event="good").loc[3]
    assert found["log_rr"] == pytest.approx(np.log(0.5 / 25.5) - np.log(4.5 / 24.5), rel=1e-14)
    se = np.sqrt(1 / 0.5 + 1 / 4.5 - 1 / 25.5 - 1 / 24.5)
    assert found["log_rr_se"] == pytest.approx(se, rel=1e-14)
    everybody = ipt.study_effects(one(**events(event_arm1=80, event_arm2=85)))
    assert np.isnan(everybody["log_rr"][0]) and np.isnan(everybody["log_rr_se"][0])


def test_whether_an_event_is_good() -> None:
    good = ipt.study_effects(one(**events()))
    bad = ipt.study_effects(one(**events(outcome_type="deterioration")))
    assert good["favours"][0] == "arm 1" and bad["favours"][0] == "arm 2"
    assert good["g"][0] == -bad["g"][0]
    assert good["log_rr"][0] == bad["log_rr"][0]
    with pytest.raises(ipt.ModelError, match="good or bad is not known"):
        ipt.study_effects(one(**events(outcome_type="admission")))
    said = ipt.study_effects(one(**events(outcome_type="admission")), event="bad")
    assert said["favours"][0] == "arm 2"
    column = pd.DataFrame([events(is_a="bad"), means(is_a=None), events(is_a="good")])
    assert list(ipt.study_effects(column, event="is_a")["favours"]) == ["arm 2", "arm 1", "arm 1"]
    with pytest.raises(ipt.ModelError, match="row 3"):
        ipt.study_effects(column.replace("good", "so so"), event="is_a")
    # Of a row whose means are there the events are not asked.
    both = means(**events(outcome_type="msd"))
    assert ipt.study_effects(one(**both))["source"][0] == "means"


def test_the_first_source_counts_and_given_effects_stay() -> None:
    rows = pd.DataFrame(
        [
            means() | changes() | {"precalc_g": 9.0, "precalc_g_se": 0.1},
            {"precalc_g": -0.4, "precalc_g_se": 0.2, ".g": 9.0, ".g_se": 0.3},
            {".g": 0.7, ".g_se": 0.3},
            {"precalc_log_rr": 0.5, "precalc_log_rr_se": 0.2},
            {"mean_arm1": 3.0},
        ]
    )
    found = ipt.study_effects(rows, better="higher")
    assert list(found["source"][:3]) == ["means", "precalculated", "database"]
    assert list(found["g"][1:3]) == [-0.4, 0.7]
    assert found["g_se"][1] == pytest.approx(0.2)
    assert list(found["status"]) == ["ok"] * 3 + ["no effect size data"] * 2
    assert found["source"][3:].isna().all() and found["favours"][3:].isna().all()
    assert found["log_rr"][3] == 0.5 and found["log_rr_se"][3] == 0.2
    assert found["n_1"].isna().tolist() == [False, True, True, True, True]


def test_the_frame_is_kept_and_not_changed() -> None:
    rows = pd.DataFrame([means(study="a"), means(study="b")], index=[7, 9])
    before = rows.copy()
    found = ipt.study_effects(rows)
    pd.testing.assert_frame_equal(rows, before)
    assert list(found.index) == [7, 9]
    assert list(found["study"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (means(sd_arm1=0.0), "standard deviation is above zero"),
        (means(sd_arm2=-1.0), "standard deviation is above zero"),
        (means(n_arm1=1), "at least two people"),
        (means(mean_arm1="9,8"), "no numbers"),
        (means(mean_arm1=np.inf), "infinite in row 1"),
        (changes(sd_change_arm1=0.0), "sd_change_arm1 and sd_change_arm2"),
        (events(event_arm1=81), "no more events than people"),
        (events(event_arm2=-1), "not negative"),
        ({"precalc_g": 0.3, "precalc_g_se": 0.0}, "standard error is above zero"),
        ({"precalc_log_rr": 0.3, "precalc_log_rr_se": -1.0}, "standard error is above zero"),
    ],
)
def test_impossible_numbers(row: dict[str, Any], match: str) -> None:
    with pytest.raises(ipt.ModelError, match=match):
        ipt.study_effects(one(**row))


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"better": "up"}, "better 'up'"),
        ({"better": None}, "better None"),
        ({"change": "gain"}, "change 'gain'"),
        ({"variance": "J"}, "variance 'J'"),
        ({"added": 0}, "added must be above zero"),
        ({"comparison_kind": "direct"}, "comparison_kind 'direct'"),
    ],
)
def test_choices(options: dict[str, Any], match: str) -> None:
    with pytest.raises(ipt.ModelError, match=match):
        ipt.study_effects(one(**means()), **options)


def test_no_rows() -> None:
    with pytest.raises(ipt.ModelError, match="no rows"):
        ipt.study_effects(pd.DataFrame({"mean_arm1": []}))


def summaries() -> pd.DataFrame:
    return pd.DataFrame(
        {"arm": ["IPT", "placebo"], "mean": [9.8, 13.2], "sd": [7.9, 7.8], "n": [61, 62]}
    )


def test_a_trial_is_a_row_among_the_studies() -> None:
    row = ipt.trial_as_study(summaries(), study="TDCRP", arm_1="IPT", arm_2="placebo")
    found = ipt.study_effects(row)
    assert found["g"][0] == pytest.approx(0.430444753748, abs=1e-9)
    turned = ipt.trial_as_study(summaries(), study="TDCRP", arm_1="placebo", arm_2="IPT")
    assert ipt.study_effects(turned)["g"][0] == pytest.approx(-0.430444753748, abs=1e-9)
    others = pd.DataFrame([means(study="other", comparison_kind="randomised")])
    both = ipt.study_effects(pd.concat([others, row], ignore_index=True))
    pooled = ipt.pool_studies(both, effect="g", se="g_se")
    assert pooled["k_studies"][0] == 2 and pooled["comparison_kind"][0] == "randomised"


def test_a_trials_summaries_are_one_row_an_arm() -> None:
    twice = pd.concat([summaries(), summaries()])
    for frame, match in ((twice, "has 2 rows"), (summaries().iloc[:1], "has 0 rows")):
        with pytest.raises(ipt.ModelError, match=match):
            ipt.trial_as_study(frame, study="T", arm_1="IPT", arm_2="placebo")
    with pytest.raises(ipt.ModelError, match="name two arms"):
        ipt.trial_as_study(summaries(), study="T", arm_1="IPT", arm_2="IPT")
    with pytest.raises(ipt.ModelError, match="comparison_kind 'indirect'"):
        ipt.trial_as_study(
            summaries(), study="T", arm_1="IPT", arm_2="placebo", comparison_kind="indirect"
        )
    with pytest.raises(ipt.ModelError, match="no such column"):
        ipt.trial_as_study(summaries(), study="T", arm_1="IPT", arm_2="placebo", sd="SD")
