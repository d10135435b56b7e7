"""Analysis sets and treatment received: what a plan may not say, and what it must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.enough_sessions import enough_sessions
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan

COMPLETERS = {"name": "completers", "label": "Completers", "of": "completers"}
RECEIVED = {"name": "r", "outcome": "phq9", "test": "ipt", "comparison": "waitlist", "sessions": 4}


def read(root: Path, folder: Path, **changes: Any) -> Plan:
    content = demo_plan(root) | {"protocol": None} | changes
    path = folder / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump({key: v for key, v in content.items() if v is not None}))
    return read_plan(path)


def refused(root: Path, folder: Path, **changes: Any) -> str:
    with pytest.raises(PlanError) as error:
        read(root, folder, **changes)
    return str(error.value)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ([{"of": "modified"}], "`modified` does not say by what"),
        ([{"of": "completers", "needs": "score"}], "this is asked by `modified` alone"),
        ([{"of": "completers", "sessions": 3}], "sessions are counted by `per_protocol` alone"),
        ([{"of": "per_protocol"}], "how many sessions are enough is not said"),
        ([{"of": "completers"}, {"of": "completers"}], "another set has this name"),
        ([{"of": "everyone"}], "intention_to_treat"),
    ],
)
def test_sets_that_do_not_say_who(
    root: Path, tmp_path: Path, sets: list[dict[str, Any]], said: str
) -> None:
    named = [{"name": "one", "label": f"Set {i}"} | each for i, each in enumerate(sets)]
    assert said in refused(root, tmp_path, analysis_sets=named)


def test_without_sessions_nobody_knows_who_came(root: Path, tmp_path: Path) -> None:
    sets = [
        {"name": "began", "label": "Began", "of": "modified", "needs": "treatment"},
        {"name": "pp", "label": "Per protocol", "of": "per_protocol", "sessions": 3},
    ]
    said = refused(root, tmp_path, sessions=None, analysis_sets=sets, treatment_received=[RECEIVED])
    assert said.count("the trial records no sessions") == 2
    assert "analysis_sets.0, analysis_sets.1" in said and "treatment_received.0" in said
    assert read(root, tmp_path, sessions=None, analysis_sets=[COMPLETERS]).sessions is None


def test_completers_as_a_set_are_not_completers_as_the_primary_analysis(
    root: Path, tmp_path: Path
) -> None:
    assert read(root, tmp_path, analysis_sets=[COMPLETERS]).analysis_sets[0].of == "completers"
    said = refused(root, tmp_path, analysis_sets=[COMPLETERS], primary="completers")
    assert "completers alone are no primary analysis" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"comparison": "cbt"}, "between two treatments chance moves two things at once"),
        ({"test": "waitlist", "comparison": "cbt"}, "a control arm has no treatment"),
        ({"comparison": "ipt"}, "the arm is compared with itself"),
        ({"outcome": "bdi"}, "'bdi' is not one of the plan's outcomes"),
        ({"test": "gp"}, "'gp' is not one of the plan's arms"),
        ({"sessions": None}, "how many sessions are enough is not said"),
    ],
)
def test_what_has_no_instrument(
    root: Path, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    entry = {key: value for key, value in (RECEIVED | changes).items() if value is not None}
    assert said in refused(root, tmp_path, treatment_received=[entry])


def test_two_entries_of_one_name_and_arms_that_nobody_drew(root: Path, tmp_path: Path) -> None:
    said = refused(root, tmp_path, treatment_received=[RECEIVED, dict(RECEIVED)])
    assert "another entry has this name" in said
    said = refused(root, tmp_path, treatment_received=[RECEIVED], allocation="observational")
    assert "chance is the instrument, and it did not draw the arms" in said
    read(root, tmp_path, treatment_received=[RECEIVED | {"missing": "complete_cases"}])


def test_the_protocol_says_how_many_sessions_are_enough(root: Path, tmp_path: Path) -> None:
    asked = {
        "analysis_sets": [{"name": "pp", "label": "Per protocol", "of": "per_protocol"}],
        "treatment_received": [{k: v for k, v in RECEIVED.items() if k != "sessions"}],
    }
    of_both = [{"arms": ["cbt", "ipt"], "per_protocol": 9}]
    plan = read(root, tmp_path, protocol=of_both, **asked)
    assert enough_sessions(plan, None) == {"cbt": 9, "ipt": 9}
    assert enough_sessions(plan, 4) == {"waitlist": 4, "cbt": 4, "ipt": 4}
    # Of CBT nothing is known: the set is refused, and IPT's effect is not.
    said = refused(root, tmp_path, protocol=[{"arms": ["ipt"], "per_protocol": 9}], **asked)
    assert "analysis_sets.0" in said and "treatment_received" not in said


@pytest.mark.parametrize(
    "changes",
    [
        {"baseline_p_values": True},
        {"Baseline P-values": ["age"]},
        {"table1_tests": True},
        {"tests_at_baseline": True},
        {"models": {"mmrm": {}, "baseline_tests": True}},
    ],
)
def test_tests_at_baseline_are_refused_with_the_reason(
    root: Path, tmp_path: Path, changes: dict[str, Any]
) -> None:
    said = refused(root, tmp_path, **changes)
    assert "differences between arms at baseline are not tested: chance drew the arms" in said
    assert "standardised mean differences" in said and "not a key" not in said


def test_the_reason_is_another_where_chance_did_not_draw(root: Path, tmp_path: Path) -> None:
    said = refused(root, tmp_path, baseline_p_values=True, allocation="observational")
    assert "grows small with the number of people" in said
