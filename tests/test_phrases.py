"""Lists of words, and visits within sentences."""

from __future__ import annotations

import pytest

from ipt_outcomes.phrases import at, listed, people_between, running


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, x", "b"], "a, x; and b"),
        (["a", "b, x", "c"], "a; b, x; and c"),
        (["work and home", "c"], "work and home; and c"),
        (["a, x"], "a, x"),
    ],
)
def test_words_that_hold_a_comma_or_the_last_word_stand_apart(words: list[str], said: str) -> None:
    assert listed(words) == said


def test_another_last_word_is_looked_for_instead() -> None:
    assert listed(["now or never", "b"], "or") == "now or never; or b"
    assert listed(["work and home", "b"], "or") == "work and home or b"


def test_a_visit_that_says_when_it_is_has_no_at() -> None:
    assert at("Week 16") == "at Week 16"
    assert at("Baseline", "Week 16") == "at Baseline and Week 16"
    assert at("After treatment") == "after treatment"
    assert at("Before treatment", "Week 16") == "before treatment and at Week 16"
    assert at("End of treatment") == "at End of treatment"
    assert running("Before treatment") == "before treatment"
    assert running("Baseline") == "Baseline"


def test_between_two_numbers_that_are_the_same_there_is_one() -> None:
    assert people_between(4, 1200) == "4 to 1,200 people"
    assert people_between(6, 6) == "6 people" and people_between(1, 1) == "1 person"
