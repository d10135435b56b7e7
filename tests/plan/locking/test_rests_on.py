"""What stands beside a changed result, and tables that are not called after their key."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.named_before import named_before_data
from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.locking.touches import exploratory
from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.columns import STANDING

from ...locked_plan import Change, amended_then, locked_then

JOINT = ("joint_contrasts", "joint_tests", "joint_correlations")
INDICES = ("personalized_advantage", "advantage_benefits", "advantage_predictors")
STUDIES = (
    "evidence_studies", "evidence_pooled", "evidence_small_studies", "evidence_left_out",
)  # fmt: skip


def several(plan: dict[str, Any]) -> None:
    """Two models of two outcomes, one of them the family's; and two indices."""
    plan["joint"] = [
        {"name": "both", "outcomes": ["phq9", "hrsd17"], "claim": "all"},
        {"name": "social", "outcomes": ["iip32", "sas_sr"], "claim": "any"},
    ]
    plan["multiplicity"] = [{"name": "two", "method": "holm", "outcomes": ["phq9", "hrsd17"]}]
    other = plan["personalized_advantage"][0] | {"name": "by_age", "predictors": ["age"]}
    plan["personalized_advantage"].append(other)


def stamps(plan: ipt.Plan, name: str, column: str, entries: tuple[str, ...]) -> dict[str, str]:
    """By entry, what its row is."""
    frame = pd.DataFrame({column: entries})
    if "outcome" in TABLES[name].columns:
        frame["outcome"] = "phq9"
    found = with_standing(plan, {name: frame})[name]
    return dict(zip(found[column], found[STANDING], strict=True))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p["joint"][0].update(claim="any"),
        lambda p: p["outcomes"][1].update(endpoint="week_12"),
        lambda p: p["scores"][0]["scales"]["phq9"].update(missing_items="complete"),
        lambda p: p["contrasts"][2].update(margin=4),
        lambda p: p.update(
            analyses=[{"name": "late", "kind": "mmrm", "role": "primary", "outcomes": ["phq9"]}]
        ),
    ],
    ids=["its claim", "an endpoint", "how one is scored", "a margin", "another primary analysis"],
)
def test_all_of_a_joint_model_is_exploratory_with_one_of_its_outcomes(change: Change) -> None:
    plan = locked_then(change, of=several)
    for name in JOINT:
        found = with_standing(plan, {name: pd.DataFrame({"joint": ["both", "social"]})})[name]
        assert list(found[STANDING]) == ["exploratory", "planned"], name


def test_a_contrast_that_is_gone_changes_the_claim_of_those_that_are_left() -> None:
    plan = locked_then(lambda p: p["contrasts"].pop(3), of=several)
    for name in JOINT:
        assert set(stamps(plan, name, "joint", ("both", "social")).values()) == {"exploratory"}


def test_how_an_outcome_is_scored_bears_on_its_familys_hypotheses() -> None:
    change: Change = lambda p: p["scores"][0]["scales"]["phq9"].update(  # noqa: E731
        missing_items="complete"
    )
    touched = exploratory(locked_then(change, of=several))
    assert touched.outcomes == {"phq9"}
    assert touched.hypotheses == {"phq9", "hrsd17"}


@pytest.mark.parametrize("name", INDICES)
def test_every_table_of_an_index_is_stamped_with_it(name: str) -> None:
    both = ("ipt_or_cbt", "by_age")
    for change, expected in (
        (lambda p: p["personalized_advantage"][0].update(predictors=["age"]), {"ipt_or_cbt"}),
        (lambda p: p["personalized_advantage"][0].update(label="Another label"), set()),
        (lambda p: p["personalized_advantage"].reverse(), set()),
        (lambda p: p.update(seed=1), set(both)),
        # Another outcome's score at the baseline is among the first one's predictors.
        (lambda p: p["outcomes"][1].update(scale="gad7"), {"ipt_or_cbt"}),
        (lambda p: p["outcomes"][1].update(endpoint="week_12"), set()),
    ):
        found = stamps(locked_then(change, of=several), name, "index", both)
        assert {entry for entry, is_ in found.items() if is_ == "exploratory"} == expected


def test_the_seed_of_a_bootstrap_makes_its_intervals_exploratory() -> None:
    drawn: Change = lambda p: p.update(effect_size={"bootstrap": 499})  # noqa: E731
    frame = pd.DataFrame({"outcome": ["phq9", "phq9"], "shown": [True, False]})
    for of, expected in ((drawn, ["exploratory", "planned"]), (several, ["planned", "planned"])):
        plan = locked_then(lambda p: p.update(seed=1), of=of)
        found = with_standing(plan, {"effect_sizes": frame})["effect_sizes"]
        assert list(found[STANDING]) == expected


@pytest.mark.parametrize("name", STUDIES)
def test_an_indirect_comparison_is_exploratory_with_its_studies(name: str) -> None:
    entries = ("ipt_or_waitlist", "cbt_or_waitlist", "ipt_or_cbt", "ipt_or_cbt_by_waitlist")
    for change, expected in (
        (lambda p: p["evidence"][1].update(rho=0.2), {entries[1], entries[3]}),
        (lambda p: p["evidence"][2].update(without={"study": "a study"}), {entries[2]}),
        (lambda p: p["indirect"][0].update(second="ipt_or_cbt"), {entries[3]}),
        (lambda p: p["evidence"].reverse(), set()),
    ):
        found = stamps(locked_then(change), name, "evidence", entries)
        assert {entry for entry, is_ in found.items() if is_ == "exploratory"} == expected


def test_what_is_called_planned_after_there_were_data_is_not_believed() -> None:
    def called_planned(plan: dict[str, Any]) -> None:
        for key in ("moderators", "personalized_advantage"):
            for entry in plan[key]:
                entry["planned"] = True

    plan = locked_then(called_planned)
    area, severity = plan.moderators
    assert (area.planned, severity.planned) == (True, True)
    assert named_before_data(plan, area) and not named_before_data(plan, severity)
    assert not named_before_data(plan, plan.personalized_advantage[0])
    # An amendment while there are no data is in time.
    in_time = amended_then(plan, lambda _: None, day="2026-05-06", data=False)
    assert all(named_before_data(in_time, each) for each in in_time.moderators)
    late = amended_then(plan, lambda _: None, day="2026-05-06", data=True)
    assert not named_before_data(late, late.moderators[1])
    plan._lock = None
    assert named_before_data(plan, plan.moderators[1])
