"""Random terms on a frame: columns, levels, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.random_effects.terms import RandomPart, random_part


def part(random: str, frame: pd.DataFrame) -> RandomPart:
    return random_part(parse_formula(f"y ~ 1 + {random}").random, TypedColumns.of(frame))


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person": ["a", "a", "a", "b", "b", "b", "c", "c", "c"],
            "therapist": ["t1"] * 3 + ["t2"] * 3 + [None] * 3,
            "treated": [1.0] * 6 + [0.0] * 3,
            "in_group": [True] * 6 + [False] * 3,
            "week": [0.0, 4.0, 8.0] * 3,
            "year": [2020.0, 2021.0, 2022.0] * 3,
        }
    )


def test_internal_columns_are_orthonormal_and_lead_back(frame: pd.DataFrame) -> None:
    (component,) = part("(1 + year | person)", frame).components
    assert component.names == ("(Intercept)", "year")
    np.testing.assert_allclose(component.values.T @ component.values / 9, np.eye(2), atol=1e-9)
    user = component.values @ component.transform
    np.testing.assert_allclose(user, np.column_stack([np.ones(9), frame["year"]]), rtol=1e-9)
    np.testing.assert_allclose(component.transform, np.triu(component.transform))


def test_double_bar_makes_components_of_one_column(frame: pd.DataFrame) -> None:
    found = part("(1 + week || person)", frame)
    assert [component.names for component in found.components] == [("(Intercept)",), ("week",)]
    assert [component.factor for component in found.components] == [0, 0]


def test_a_slash_makes_two_factors(frame: pd.DataFrame) -> None:
    frame["person"] = ["1", "1", "2"] * 3  # numbered anew under every therapist
    frame["therapist"] = ["x"] * 3 + ["y"] * 3 + ["z"] * 3
    found = part("(1 | therapist / person)", frame)
    assert [component.group for component in found.components] == ["therapist", "therapist:person"]
    assert found.n_levels == (3, 6)


def test_a_missing_group_with_a_zero_design_has_no_level(frame: pd.DataFrame) -> None:
    found = part("(0 + treated | therapist)", frame)
    assert found.n_levels == (2,)
    assert found.codes[0].tolist() == [0, 0, 0, 1, 1, 1, -1, -1, -1]


def test_true_and_false_count_as_one_and_zero(frame: pd.DataFrame) -> None:
    numbers, flags = (part(f"(0 + {name} | therapist)", frame) for name in ("treated", "in_group"))
    np.testing.assert_array_equal(numbers.components[0].values, flags.components[0].values)


def test_a_missing_group_elsewhere_is_refused_with_the_remedy(frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=r"therapist is missing in 3 rows") as refusal:
        part("(1 | therapist)", frame)
    assert "(0 + treated | therapist)" in str(refusal.value)


def test_half_of_a_combined_group_missing_is_missing(frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=r"therapist:person is missing in 3 rows"):
        part("(1 | therapist:person)", frame)


def test_a_column_of_zeros_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="nothing is zero in every row"):
        part("(0 + nothing | person)", frame.assign(nothing=0.0))


def test_dependent_columns_are_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="linearly dependent"):
        part("(1 + week + double | person)", frame.assign(double=2 * frame["week"] + 1))
