"""The arms, from a file's words or from the labels of its codes."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.proposal.arms import LONGEST_LABEL, guess_arms


def test_labels_of_codes_give_name_label_and_role() -> None:
    arms = guess_arms([("1", 10), ("2", 9)], {"1": "IPT", "2": "Wait list (12 weeks)", "3": "CBT"})
    assert [(arm.name, arm.label, arm.role, arm.code) for arm in arms] == [
        ("wait_list", "Wait list (12 weeks)", "control", "2"),
        ("ipt", "IPT", "treatment", "1"),
    ]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("IPT-A plus TAU", "treatment"),
        ("Treatment as usual (TAU)", "control"),
        ("Enhanced usual care", "control"),
        ("Delayed IPT", "control"),
        ("Interpersonal psychotherapy, groups", "treatment"),
        ("Active treatment", "treatment"),
    ],
)
def test_the_role_by_a_word_of_the_label(label: str, role: str) -> None:
    arms = guess_arms([("1", 5), ("2", 5)], {"1": label, "2": "placebo"})
    assert {arm.code: arm.role for arm in arms}["1"] == role


def test_two_arms_of_one_word_keep_their_own() -> None:
    arms = guess_arms([("0", 5), ("1", 5), ("2", 5)], {"0": "WL", "1": "IPT", "2": "IPT group"})
    assert [arm.name for arm in arms] == ["wl", "ipt", "ipt_group"]


def test_a_label_that_says_nothing_is_to_be_decided() -> None:
    arms = guess_arms([("1", 5), ("2", 5)], {"1": "Blue", "2": "x" * 500})
    assert [(arm.name, arm.role) for arm in arms] == [("blue", None), ("x" * 40, None)]
    assert len(arms[1].label) == LONGEST_LABEL


def test_events_that_name_the_arm() -> None:
    arms = guess_arms([("baseline_arm_1", 5), ("baseline_arm_2", 5)])
    assert [(arm.name, arm.label) for arm in arms] == [("arm_1", "Arm 1"), ("arm_2", "Arm 2")]
    labelled = guess_arms([("Baseline (Arm 1: IPT)", 5), ("Baseline (Arm 2: Waitlist)", 5)])
    assert [(arm.name, arm.role) for arm in labelled] == [
        ("waitlist", "control"),
        ("ipt", "treatment"),
    ]
