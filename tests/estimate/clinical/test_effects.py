"""Arms compared: against R's Epi, by clusters, and beside completed scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import NAMES, long_of

REFERENCE = pd.read_csv(Path(__file__).parents[2] / "reference" / "two_by_two.csv")
GIVEN = NAMES | {"clinical": (22.0, 4.0), "reliability": 0.75, "cutoff": 10.0}
RECOVERED, UNCHANGED, HARMED = (20.0, 5.0), (20.0, 20.0), (8.0, 20.0)


def judged(*scores: tuple[float, float]) -> pd.DataFrame:
    pre, post = zip(*scores, strict=True)
    return ipt.clinical_change(long_of(pre, post), **GIVEN)


def people_of(change: pd.DataFrame, *arms: str) -> pd.DataFrame:
    return pd.DataFrame({"participant": change["participant"], "arm": list(arms)})


@pytest.mark.parametrize("row", REFERENCE.to_dict("records"), ids=lambda row: f"{row['x1']}")
def test_two_arms_as_epi_has_them(row: dict[str, Any]) -> None:
    x1, n1, x0, n0 = (int(row[name]) for name in ("x1", "n1", "x0", "n0"))
    change = judged(
        *[RECOVERED] * x1, *[UNCHANGED] * (n1 - x1), *[RECOVERED] * x0, *[UNCHANGED] * (n0 - x0)
    )
    people = people_of(change, *["ipt"] * n1, *["tau"] * n0)
    table = ipt.clinical_effects(change, people, arm="arm", against="tau", events="recovered")
    found = table.set_index("measure").drop(index="risk")
    for measure, name in (
        ("risk difference", "difference"), ("risk ratio", "ratio"), ("odds ratio", "odds"),
    ):  # fmt: skip
        for column, suffix in (("estimate", ""), ("ci_lower", "_lower"), ("ci_upper", "_upper")):
            assert found.loc[measure, column] == pytest.approx(row[name + suffix], rel=1e-8)
    assert found.loc["risk ratio", "n_test":"events_comparison"].tolist() == [n1, x1, n0, x0]
    assert found.loc["number needed to treat", "estimate"] == pytest.approx(1 / row["difference"])
    # Wilson's interval, written out.
    risk = table.iloc[0]
    z2, p = 1.959963984540054**2, x1 / n1
    centre = (p + z2 / (2 * n1)) / (1 + z2 / n1)
    half = np.sqrt(z2 * (p * (1 - p) / n1 + z2 / (4 * n1**2))) / (1 + z2 / n1)
    assert (risk["test"], risk["estimate"]) == ("ipt", pytest.approx(p))
    assert [risk["ci_lower"], risk["ci_upper"]] == pytest.approx([centre - half, centre + half])


def test_arms_without_events() -> None:
    change = judged(*[UNCHANGED] * 6, *[RECOVERED] * 2, *[UNCHANGED] * 4)
    people = people_of(change, *["ipt"] * 6, *["tau"] * 6)
    table = ipt.clinical_effects(change, people, arm="arm", against="tau")
    found = table[table["event"] == "recovered"].set_index("measure")
    assert found.loc["risk difference", ["estimate", "status"]].tolist() == [
        pytest.approx(-1 / 3), "ok",
    ]  # fmt: skip
    assert found.loc[["risk ratio", "odds ratio"], "status"].tolist() == ["not estimable"] * 2
    assert found.loc[["risk ratio", "odds ratio"], "estimate"].isna().all()
    assert str(found.loc["number needed to treat", "in_words"]).startswith("NNTH 3.0 (95% CI NNTB")


def test_fewer_harmed_is_a_benefit() -> None:
    change = judged(*[UNCHANGED] * 40, *[HARMED] * 10, *[UNCHANGED] * 20, *[HARMED] * 30)
    people = people_of(change, *["ipt"] * 50, *["tau"] * 50)
    table = ipt.clinical_effects(
        change, people, arm="arm", against="tau", events=["harmed", "deteriorated or harmed"]
    )
    needed = table[table["measure"] == "number needed to treat"]
    assert needed["estimate"].tolist() == [pytest.approx(-2.5)] * 2
    assert needed["in_words"].str.startswith("NNTB 2.5 (95% CI NNTB ").all()
    assert "∞" not in needed["in_words"].iloc[0]


def test_three_arms_and_those_who_left() -> None:
    lost = (20.0, float("nan"))
    change = judged(RECOVERED, UNCHANGED, lost, RECOVERED, UNCHANGED, RECOVERED, lost, lost)
    people = people_of(change, *["a"] * 3, *["b"] * 3, *["c"] * 2)
    people = pd.concat([people, pd.DataFrame({"participant": ["never seen"], "arm": ["a"]})])
    table = ipt.clinical_effects(change, people, arm="arm", against="b", events="recovered")
    difference = table[table["measure"] == "risk difference"].set_index("test")
    assert difference.loc["a", ["n_test", "events_test", "n_comparison"]].tolist() == [2, 1, 3]
    assert difference.loc["c", ["n_test", "status"]].tolist() == [0, "not estimable"]
    counts = ipt.clinical_counts(change, people, arm="arm").groupby("arm").first()
    assert counts["n_people"].tolist() == [4, 3, 2]
    assert counts["n_missing"].tolist() == [2, 0, 2]
    assert counts["share"].isna().tolist() == [False, False, True]


def test_people_of_a_cluster_are_not_independent() -> None:
    """Twins who fare alike: as many pairs as half the people, and Wald's interval over pairs."""
    fates = [RECOVERED] * 12 + [UNCHANGED] * 18 + [RECOVERED] * 6 + [UNCHANGED] * 24
    change = judged(*fates)
    people = people_of(change, *["ipt"] * 30, *["tau"] * 30).assign(pair=np.arange(60) // 2)
    asked: dict[str, Any] = {"arm": "arm", "against": "tau", "events": "recovered"}
    table = ipt.clinical_effects(change, people, **asked, cluster="pair").set_index("measure")
    row = table.loc["risk difference"]
    # 15 pairs an arm; C / (C - 1) = 30 / 29; t with 14 df
    variance = 30 / 29 * (0.4 * 0.6 / 15 + 0.2 * 0.8 / 15)
    half = 2.144786688 * np.sqrt(variance)
    assert [row["ci_lower"], row["ci_upper"]] == pytest.approx([0.2 - half, 0.2 + half])
    assert row["ci_method"] == "t, sums over clusters"
    log_se = np.sqrt(30 / 29 * (0.6 / 0.4 / 15 + 0.8 / 0.2 / 15))
    ratio = table.loc["risk ratio"]
    assert ratio["ci_upper"] == pytest.approx(2 * np.exp(2.144786688 * log_se))
    odds = table.loc["odds ratio"]
    odds_se = np.sqrt(30 / 29 * (1 / (0.4 * 0.6) + 1 / (0.2 * 0.8)) / 15)
    assert odds["estimate"] == pytest.approx(8 / 3)
    assert odds["ci_lower"] == pytest.approx(8 / 3 * np.exp(-2.144786688 * odds_se))
    risk = table.loc["risk"].set_index("test").loc["tau"]
    logit_se = np.sqrt(30 / 29 / (0.2 * 0.8 * 15))
    expected = 1 / (1 + np.exp(np.log(4) + 2.144786688 * logit_se))
    assert risk["ci_lower"] == pytest.approx(expected)
    alone = people.assign(pair=None)
    free = ipt.clinical_effects(change, alone, **asked, cluster="pair").set_index("measure")
    width = [
        each.loc["risk difference", "ci_upper"] - each.loc["risk difference", "ci_lower"]
        for each in (table, free)
    ]
    assert width[0] > 1.4 * width[1]


def test_clusters_that_fare_alike_are_no_surer_than_independent_people() -> None:
    """One of fifteen failed with each of four therapists: an interval of 0.93 to 0.94."""
    one_of_each = [*[RECOVERED] * 14, UNCHANGED] * 4
    two_of_each = [*[RECOVERED] * 13, UNCHANGED, UNCHANGED] * 4
    change = judged(*one_of_each, *two_of_each)
    people = people_of(change, *["ipt"] * 60, *["tau"] * 60).assign(by=np.arange(120) // 15)
    table = ipt.clinical_effects(
        change, people, arm="arm", against="tau", events="recovered", cluster="by"
    ).set_index("measure")
    p, q = 14 / 15, 13 / 15
    # t with the 3 df of four therapists.
    half = 3.182446305 * np.sqrt(p * (1 - p) / 60 + q * (1 - q) / 60)
    row = table.loc["risk difference"]
    assert [row["ci_lower"], row["ci_upper"]] == pytest.approx([1 / 15 - half, 1 / 15 + half])


def test_where_everybody_of_an_arm_recovered_clusters_tell_nothing_of_chance() -> None:
    """63 of 63 against 59 of 63 had the difference 6.3 (5.6 to 7.1)."""
    change = judged(*[RECOVERED] * 20, *[*[RECOVERED] * 4, UNCHANGED] * 4)
    people = people_of(change, *["ipt"] * 20, *["tau"] * 20).assign(by=np.arange(40) // 5)
    table = ipt.clinical_effects(
        change, people, arm="arm", against="tau", events="recovered", cluster="by"
    ).set_index("measure")
    for measure in ("risk difference", "risk ratio", "number needed to treat"):
        row = table.loc[measure]
        assert row["status"] == "variance not estimable" and np.isnan(row["ci_lower"])
    assert table.loc["risk difference", "estimate"] == pytest.approx(0.2)
    assert table.loc["number needed to treat", "in_words"] == "NNTB 5.0"


def test_one_cluster_an_arm_tells_nothing_of_chance() -> None:
    change = judged(*[RECOVERED] * 5, *[UNCHANGED] * 5, *[RECOVERED] * 2, *[UNCHANGED] * 8)
    people = people_of(change, *["ipt"] * 10, *["tau"] * 10)
    table = ipt.clinical_effects(
        change, people.assign(site=people["arm"]), arm="arm", against="tau", cluster="site",
        events="recovered",
    )  # fmt: skip
    assert (table["status"] == "variance not estimable").all()
    assert table["ci_lower"].isna().all()
    assert table.loc[2, "estimate"] == pytest.approx(0.3)
    assert table["in_words"].dropna().tolist() == ["NNTB 3.3"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"against": "waitlist"},
            "against 'waitlist': there is no such arm; there are 'ipt', 'tau'",
        ),
        ({"events": "cured"}, "events 'cured': there are 'recovered', "),
        ({"arm": "group"}, "arm 'group': the people have no such column"),
        ({"cluster": "site"}, "cluster 'site': the people have no such column"),
        ({"imputations": "many"}, "imputations take what impute"),
        ({"level": 95}, "level 95"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, Any], message: str) -> None:
    change = judged(RECOVERED, UNCHANGED, RECOVERED, UNCHANGED)
    people = people_of(change, "ipt", "ipt", "tau", "tau")
    with pytest.raises(ModelError, match=message):
        ipt.clinical_effects(change, people, **{"arm": "arm"} | asked)


def test_people_who_are_not_those_judged() -> None:
    change = judged(RECOVERED, UNCHANGED, RECOVERED, UNCHANGED)
    people = people_of(change, "ipt", "ipt", "tau", "tau")
    wrong = [
        (people.iloc[:2], "2 of 4 judged people are not among the people"),
        (pd.concat([people, people]), "8 rows of 4 people: give one row a person"),
        (people.assign(arm=["ipt", None, "tau", "tau"]), "arm 'arm' is missing for 1 people"),
        (people.assign(arm="ipt"), "everybody is in one, and nothing can be compared"),
        (people.assign(participant=[None, *people["participant"][1:]]), "missing in 1 rows"),
    ]
    for frame, message in wrong:
        with pytest.raises(ModelError, match=message):
            ipt.clinical_effects(change, frame, arm="arm")
    with pytest.raises(ModelError, match="columns of people=, which was not given"):
        ipt.clinical_counts(change, arm="arm")
    with pytest.raises(ModelError, match="2 ways of judging"):
        both = pd.concat([change, change.assign(cutoff=9.0)])
        ipt.clinical_effects(both, people, arm="arm")
    with pytest.raises(ModelError, match="give what clinical_change"):
        ipt.clinical_counts(change[["participant", "category"]])
