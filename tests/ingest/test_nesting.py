"""How a column lies in the arms: what is a cluster of them, and what only looks so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.ingest.nesting import Nesting, is_suspect, is_to_be_asked, nesting


def of(values: Sequence[object], arms: Sequence[object]) -> Nesting | None:
    return nesting(pd.Series(list(values), dtype="str"), pd.Series(list(arms), dtype="str"))


def suspect(values: Sequence[object], arms: Sequence[object]) -> bool:
    found = of(values, arms)
    return found is not None and is_suspect(found)


VILLAGES = [f"v{person // 20}" for person in range(800)]
OF_VILLAGES = ["care" if person // 20 % 2 else "cbt" for person in range(800)]


def test_forty_villages_in_two_arms_are_clusters() -> None:
    found = of(VILLAGES, OF_VILLAGES)
    assert found is not None and is_suspect(found)
    assert (found.pattern, found.levels, found.mixed) == ("nested", 40, 0)
    assert (found.arms, found.by_arm) == (("care", "cbt"), (20, 20))
    assert (found.smallest, found.largest, found.people) == (20, 20, 800)
    # Each village of twenty lies in one of two arms by chance with probability 2 x 2^-20.
    assert found.chance == pytest.approx(2.0 ** (-19 * 40), rel=1e-6)


def test_a_village_with_a_slip_of_the_pen_is_one_still() -> None:
    slipped = [*OF_VILLAGES[:-1], "cbt" if OF_VILLAGES[-1] == "care" else "care"]
    found = of(VILLAGES, slipped)
    assert found is not None and is_suspect(found)
    assert (found.pattern, found.levels, found.mixed) == ("nested", 40, 1)


def test_therapists_of_one_arm_alone_are_partial() -> None:
    arms = ["waitlist", "cbt"] * 60
    values = [None if arm == "waitlist" else f"t{n % 6}" for n, arm in enumerate(arms)]
    found = nesting(pd.Series(values, dtype="str"), pd.Series(arms))
    assert found is not None
    assert (found.pattern, found.arms, found.people) == ("partial", ("cbt",), 60)


@pytest.mark.parametrize(
    ("column", "values", "asked"),
    [
        ("therapy_group", "123456", True),
        ("room", "abcdef", True),
        # Numbers whose column is not called like a cluster may be sessions attended.
        ("attended", "123456", False),
        # As many values as there are arms: yes and no.
        ("began", "ab", False),
    ],
)
def test_an_unmapped_column_of_one_arm_is_asked_about(
    column: str, values: str, asked: bool
) -> None:
    arms = pd.Series(["waitlist", "cbt"] * 60)
    cells = [values[n // 2 % len(values)] if arm == "cbt" else None for n, arm in enumerate(arms)]
    found = nesting(pd.Series(cells, dtype="str"), arms)
    assert found is not None and found.covered == 1
    assert is_to_be_asked(found, column, pd.Series(cells, dtype="str")) is asked
    # Reasons for leaving, which few have, are no groups.
    seldom = pd.Series([cell if n % 3 else None for n, cell in enumerate(cells)], dtype="str")
    fewer = nesting(seldom, arms)
    assert fewer is None or not is_to_be_asked(fewer, column, seldom)


def test_therapists_of_two_arms_beside_a_waitlist_are_nested() -> None:
    arms = ["waitlist", "cbt", "ipt"] * 60
    values = [None if arm == "waitlist" else f"{arm}{n // 3 % 4}" for n, arm in enumerate(arms)]
    found = nesting(pd.Series(values, dtype="str"), pd.Series(arms))
    assert found is not None and is_suspect(found)
    assert (found.pattern, found.levels, found.arms) == ("nested", 8, ("cbt", "ipt"))


def test_sites_with_people_of_both_arms_are_crossed() -> None:
    sites = [f"s{n % 5}" for n in range(200)]
    found = of(sites, ["cbt" if n // 5 % 2 else "tau" for n in range(200)])
    assert found is not None and not is_suspect(found)
    assert (found.pattern, found.mixed) == ("crossed", 5)


RNG = np.random.default_rng(20)
ARMS = [str(arm) for arm in RNG.permutation(["cbt", "tau"] * 60)]


@pytest.mark.parametrize(
    "values",
    [
        [str(age) for age in RNG.integers(18, 71, 120)],
        [f"D{number:03d}" for number in range(120)],
        ["1" if arm == "cbt" else "0" for arm in ARMS],
        [f"{score:.1f}" for score in RNG.normal(20, 6, 120)],
        ["yes"] * 120,
    ],
    ids=["ages", "identifiers", "the arm again", "scores", "one value"],
)
def test_what_only_looks_so_is_no_cluster(values: list[str]) -> None:
    assert not suspect(values, ARMS)


def test_a_tiny_trial_gives_no_suspicion_that_chance_would_give() -> None:
    """Four pairs, each in one arm: two in sixteen by chance."""
    found = of("aabbccdd", ["x", "x", "y", "y", "x", "x", "y", "y"])
    assert found is not None and found.pattern == "nested"
    assert found.chance == pytest.approx(1 / 16)
    assert not is_suspect(found)


def test_nobody_and_nothing_shared_have_no_pattern() -> None:
    assert of([], []) is None
    assert nesting(pd.Series([None, None], dtype="str"), pd.Series(["x", "y"])) is None
    # Two in seven share a value: the others' says who they are.
    assert of("aabcdef", "xxyxyxy") is None
