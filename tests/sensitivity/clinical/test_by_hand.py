"""The stage's tables of a trial so small that every person is judged by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.report.clinical_words import limits_in_words

from ...demo_plan import real_plan

# 1.96 sqrt(2) 10 sqrt(1 - .91) = 8.3154 points; cutoff c = (5 x 30 + 10 x 10) / 15 = 16.67.
ASKED: dict[str, Any] = {
    "outcome": "bdi", "reliability": 0.91, "clinical": {"mean": 30, "sd": 10},
    "functional": {"mean": 10, "sd": 5}, "response": 50, "remission": 13,
    "minimal_important_difference": 5, "source": "made up for a test",
}  # fmt: skip
# Before, after, and what became of the person.
TAU = [
    (30, 21, "improved"), (30, 22, "unchanged"), (20, 29, "deteriorated"), (12, 24, "harmed"),
    (25, 24, "unchanged"), (28, 26, "unchanged"), (33, 30, "unchanged"), (27, None, None),
]  # fmt: skip
CCBT = [
    (30, 15, "recovered"), (26, 13, "recovered"), (34, 20, "improved"), (15, 6, "improved"),
    (22, 16, "unchanged"), (29, 27, "unchanged"), (24, 12, "recovered"), (31, None, None),
    (23, None, None),
]  # fmt: skip


def people_file(path: Path) -> None:
    arms = [("TAU", *each) for each in TAU] + [("BtheB", *each) for each in CCBT]
    rows = [
        {"subject": number, "treatment": arm, "bdi.pre": before, "bdi.2m": after}
        for number, (arm, before, after, _) in enumerate(arms, 1)
    ]
    frame = pd.DataFrame(rows).assign(drug="No", length="<6m").astype("object")
    frame.to_csv(path, index=False)


def made(folder: Path, root: Path, **changes: Any) -> tuple[ipt.Plan, dict[str, pd.DataFrame]]:
    content = real_plan(root)
    content["participants"] |= {"file": "people.csv"}
    del content["participants"]["covariates"]
    content["scores"][0] |= {"file": "people.csv"}
    content["scores"][0]["scales"] = {"bdi_ii": {"baseline": "bdi.pre", "month_2": "bdi.2m"}}
    content |= {
        "visits": content["visits"][:2], "stratification": [], "clinical_change": [ASKED],
        "missing": {"imputations": 20}, "models": {"ancova": {}},
    }  # fmt: skip
    people_file(folder / "people.csv")
    path = folder / "beat_the_blues.yaml"
    path.write_text(yaml.safe_dump(content | changes))
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    return plan, {"participants": study.participants, "scores": study.scores}


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return ipt.clinical_tables(*made(tmp_path_factory.mktemp("small"), root))


def value(limits: pd.DataFrame, limit: str) -> float:
    return float(limits.set_index("limit").loc[limit, "value"])


def test_the_limits(found: dict[str, pd.DataFrame]) -> None:
    limits = found["clinical_limits"]
    assert value(limits, "reliable change") == pytest.approx(8.3154, abs=1e-4)
    assert value(limits, "cutoff") == pytest.approx(250 / 15)
    assert value(limits, "missing scores") == 3
    sources = limits.set_index("limit")["source"]
    assert sources["reliability"] == "the plan: made up for a test"
    assert sources["cutoff"] == "made from the numbers above"


@pytest.mark.parametrize(("arm", "people"), [("tau", TAU), ("ccbt", CCBT)])
def test_the_counts_of_those_observed(
    found: dict[str, pd.DataFrame], arm: str, people: list[tuple[int, int | None, str | None]]
) -> None:
    counts = found["clinical_counts"]
    own = counts[(counts["arm"] == arm) & (counts["source"] == "observed")].set_index("category")
    expected = pd.Series([each[2] for each in people if each[2]]).value_counts()
    for category, count in own["people"].items():
        assert count == expected.get(category, 0)
    assert (own["n"] == 7).all() and not own["few"].any()
    assert own["share"].sum() == pytest.approx(1)


def test_with_the_dropouts_everyone_is_counted(found: dict[str, pd.DataFrame]) -> None:
    counts = found["clinical_counts"]
    imputed = counts[counts["source"] == "imputed"].groupby("arm")
    assert imputed["people"].sum().round(9).to_dict() == {"tau": 8, "ccbt": 9}
    seen = counts[counts["source"] == "observed"].set_index(["arm", "category"])["people"]
    whole = counts[counts["source"] == "imputed"].set_index(["arm", "category"])["people"]
    # Whoever was observed is in the category that was observed, in every data set.
    assert ((whole - seen) > -1e-9).all()
    assert (whole - seen).groupby("arm").sum().round(9).to_dict() == {"tau": 1, "ccbt": 2}


# Response: at least half of the score gone; remission: 13 or less, whatever it was before.
@pytest.mark.parametrize(
    ("event", "tau", "ccbt"),
    [
        ("response", 0, 4), ("remission", 0, 3), ("important improvement", 2, 6),
        ("recovered", 0, 3), ("reliable improvement", 1, 5), ("reliable deterioration", 2, 0),
        ("harmed", 1, 0), ("functional score", 0, 5),
    ],
)  # fmt: skip
def test_the_events(found: dict[str, pd.DataFrame], event: str, tau: int, ccbt: int) -> None:
    rows = found["clinical_effects"]
    rows = rows[(rows["event"] == event) & (rows["source"] == "observed")]
    risk = rows[rows["measure"] == "risk"].set_index("test")
    assert risk["events_test"].to_dict() == {"tau": tau, "ccbt": ccbt}
    difference = rows[rows["measure"] == "risk difference"].iloc[0]
    assert difference["estimate"] == pytest.approx((ccbt - tau) / 7)


def test_a_number_needed_whose_interval_has_no_difference_in_it(
    found: dict[str, pd.DataFrame],
) -> None:
    """Recovered: 3 of 7 against 0 of 7; Newcombe's limits of 3/7 are those of Wilson's shares."""
    rows = found["clinical_effects"]
    rows = rows[(rows["event"] == "recovered") & (rows["source"] == "observed")]
    by = rows.set_index("measure")
    lower, upper = by.loc["risk difference", ["ci_lower", "ci_upper"]]
    # Wilson's limits: 3 of 7 (0.1582 to 0.7495), 0 of 7 (0 to 0.3543).
    assert lower == pytest.approx(3 / 7 - ((3 / 7 - 0.1582) ** 2 + 0.3543**2) ** 0.5, abs=2e-4)
    assert upper == pytest.approx(3 / 7 + (0.7495 - 3 / 7), abs=2e-4)
    words = by.loc["number needed to treat", "in_words"]
    assert words == "NNTB 2.3 (95% CI NNTB 1.3 to ∞ to NNTH 58.4)"


def test_the_methods_are_side_by_side_and_say_why_one_is_not(
    found: dict[str, pd.DataFrame],
) -> None:
    methods = found["clinical_methods"]
    assert methods["method"].nunique() == 9
    truax = methods[methods["method"] == "jacobson-truax"].set_index("arm")
    assert truax.loc["ccbt", ["recovered", "improved", "unchanged"]].tolist() == [3, 2, 2]
    assert (truax["agreement"] == 1).all()
    slopes = methods[methods["method"] == "hierarchical-linear-model"]
    assert (slopes["status"] == "failed").all()
    assert slopes["reason"].str.contains("three times or more").all()


def test_few_people_are_marked(root: Path, tmp_path: Path) -> None:
    tables = ipt.clinical_tables(*made(tmp_path, root, few=8))
    for name in ("clinical_counts", "clinical_effects", "clinical_methods"):
        assert tables[name]["few"].all()


def test_without_a_cutoff_nobody_recovers(root: Path, tmp_path: Path) -> None:
    asked = {name: each for name, each in ASKED.items() if name != "functional"}
    tables = ipt.clinical_tables(
        *made(tmp_path, root, clinical_change=[asked | {"cutoff": "none"}])
    )
    counts = tables["clinical_counts"]
    assert set(counts["category"]) == {"improved", "unchanged", "deteriorated"}
    ccbt = counts[(counts["arm"] == "ccbt") & (counts["source"] == "observed")]
    assert ccbt.set_index("category")["people"]["improved"] == 5
    assert not {"recovered", "harmed"} & set(tables["clinical_effects"]["event"])
    cutoff = tables["clinical_limits"].set_index("limit").loc["cutoff"]
    assert pd.isna(cutoff["value"]) and "asks for none" in cutoff["reason"]


def test_where_everybody_has_both_scores_completed_ones_are_not_shown_beside_them(
    root: Path, tmp_path: Path
) -> None:
    plan, tables = made(tmp_path, root)
    given = tables["scores"].dropna(subset=["value"]).groupby("participant").size()
    stayed = set(given.index[given == 2])
    assert len(stayed) == 14
    kept = {
        name: frame[frame["participant"].isin(stayed)].reset_index(drop=True)
        for name, frame in tables.items()
    }
    found = ipt.clinical_tables(plan, kept)
    for name in ("clinical_effects", "clinical_counts"):
        assert set(found[name]["source"]) == {"observed"}
    (missing,) = (row for _, row in found["clinical_limits"].iterrows()
                  if row["limit"] == "missing scores")  # fmt: skip
    assert missing["value"] == 0
    assert (
        "Everybody has a score at this visit." in limits_in_words(plan, found["clinical_limits"])[0]
    )


def test_of_one_arm_there_are_shares_and_no_comparison(root: Path, tmp_path: Path) -> None:
    arms = [{"name": "ccbt", "label": "CBT", "role": "treatment"}]
    people = {"file": "people.csv", "columns": {"participant": "subject"}}
    plan, tables = made(
        tmp_path, root, arms=arms, participants=people, contrasts=[], models={"mmrm": {}}
    )
    found = ipt.clinical_tables(plan, tables)
    assert set(found["clinical_effects"]["measure"]) == {"risk"}
    assert set(found["clinical_counts"]["source"]) == {"observed"}
    reason = found["clinical_limits"].set_index("limit").loc["missing scores", "reason"]
    assert "takes several arms" in reason


def test_nothing_is_computed_that_the_plan_does_not_ask_for(root: Path, tmp_path: Path) -> None:
    found = ipt.clinical_tables(*made(tmp_path, root, clinical_change=[]))
    assert all(table.empty for table in found.values())
