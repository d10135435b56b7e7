"""Which rows depend on one another, and that nothing depends on their order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.random_effects.blocks import block_design, blocks, free_rows
from ipt_outcomes.models.random_effects.terms import RandomPart, random_part


def part(random: str, frame: pd.DataFrame) -> RandomPart:
    return random_part(parse_formula(f"y ~ 1 + {random}").random, TypedColumns.of(frame))


def members(random: str, frame: pd.DataFrame) -> set[frozenset[int]]:
    found = blocks(part(random, frame))
    return {frozenset(rows.tolist()) for shape in found for rows in shape.rows}


FRAME = pd.DataFrame(
    {
        "person": [1, 1, 2, 2, 3, 3, 4, 4],
        "therapist": ["a", "a", "a", "a", "b", "b", None, None],
        "rater": ["r", "s", "r", "s", "t", "t", "u", "u"],
        "treated": [1.0] * 6 + [0.0] * 2,
        "week": [0.0, 4.0] * 4,
    }
)


def test_one_factor_makes_a_block_of_each_level() -> None:
    assert members("(1 + week | person)", FRAME) == {
        frozenset({0, 1}),
        frozenset({2, 3}),
        frozenset({4, 5}),
        frozenset({6, 7}),
    }


def test_a_therapist_joins_people_and_a_waitlist_stays_apart() -> None:
    assert members("(1 | person) + (0 + treated | therapist)", FRAME) == {
        frozenset({0, 1, 2, 3}),
        frozenset({4, 5}),
        frozenset({6, 7}),
    }


def test_crossed_factors_join_what_a_chain_of_levels_connects() -> None:
    chained = FRAME.assign(rater=["r", "s", "s", "t", "t", "r", "u", "u"])
    assert members("(1 | person) + (1 | rater)", chained) == {
        frozenset(range(6)),
        frozenset({6, 7}),
    }


def test_many_shared_rows_still_connect() -> None:
    """256 rows with the same two levels: an edge counted in eight bits would vanish."""
    crossed = pd.DataFrame({"person": [1] * 256 + [2], "rater": [1] * 257})
    assert members("(1 | person) + (1 | rater)", crossed) == {frozenset(range(257))}


def test_rows_without_random_effects_are_in_no_block() -> None:
    alone = part("(0 + treated | therapist)", FRAME)
    assert free_rows(alone).tolist() == [6, 7]
    assert members("(0 + treated | therapist)", FRAME) == {
        frozenset({0, 1, 2, 3}),
        frozenset({4, 5}),
    }


def test_block_designs_hold_every_value_once() -> None:
    found = part("(1 + week | person) + (0 + treated | therapist)", FRAME)
    total = sum(float(np.square(block_design(found, shape)).sum()) for shape in blocks(found))
    expected = sum(float(np.square(component.values).sum()) for component in found.components)
    np.testing.assert_allclose(total, expected)
