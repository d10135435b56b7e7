"""The recipe of the columns: the same numbers and names as formulaic's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from formulaic import Formula

from ipt_outcomes import ModelError
from ipt_outcomes.models.design.fixed import describe_fixed, fixed_variables, level_codes
from ipt_outcomes.models.design.typed_columns import TypedColumns

FORMULAS = [
    "1",
    "0 + x",
    "arm - 1",
    "x * visit + arm * visit",
    "0 + arm:visit + x",
    "arm:visit + log(x):C(arm)",
    "C(arm, contr.treatment('b')) * x",
    "I(x**2) + x",
    "I(x * z):arm",
    "I(x > 2)",
    "I(arm == 'b')",
    "x:arm",
    "2:x",
    "exp(x) + 1",
    "`x` * arm",
    "arm + C(arm)",
    "(arm + visit)**2",
    "arm:x:visit",
    "arm:visit:x - 1",
    "x + x:arm + arm",
    "x * z * arm * visit",
    "visit * arm - arm",
    "arm / visit",
    "C(arm):C(visit)",
    "drug * arm",
]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "arm": pd.Categorical(rng.choice(list("abc"), 40)),
            "visit": pd.Categorical(rng.choice([1, 2, 4], 40)),
            "drug": pd.Categorical(rng.choice([False, True], 40)),
            "x": rng.uniform(1, 5, 40),
            "z": rng.normal(size=40),
        }
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_columns_and_names_are_formulaics(formula: str, rows: pd.DataFrame) -> None:
    fixed = describe_fixed(formula, TypedColumns.of(rows), fixed_variables(formula)[0])
    expected = Formula(formula).get_model_matrix(rows, context={}, na_action="ignore")
    assert fixed.coding is not None
    values, names = fixed.matrix(rows)
    assert list(names) == list(expected.model_spec.column_names)
    np.testing.assert_allclose(values, np.asarray(expected, dtype=float), rtol=1e-14)


def test_levels_are_told_apart_by_their_type() -> None:
    for levels, name in (((1, 2), "visit[T.2]"), ((1.0, 2.0), "visit[T.2.0]")):
        frame = pd.DataFrame({"visit": pd.Categorical(levels)})
        assert (
            describe_fixed("visit", TypedColumns.of(frame), ("visit",)).matrix(frame)[1][1] == name
        )


def _arm(values: list[str] | pd.Categorical) -> TypedColumns:
    return TypedColumns.of(pd.DataFrame({"arm": values}))


def test_a_value_that_is_no_level_is_refused_without_being_shown() -> None:
    with pytest.raises(ModelError, match="in 1 rows that is not among the 2 levels") as caught:
        level_codes(_arm(["a", "secret", "b"]), "arm", ("a", "b"))
    assert "secret" not in str(caught.value)


def test_codes_of_a_categorical_with_other_categories() -> None:
    column = _arm(pd.Categorical(["b", "a", "b"], ["b", "unused", "a"]))
    np.testing.assert_array_equal(level_codes(column, "arm", ("a", "b")), [1, 0, 1])


@pytest.mark.parametrize("formula", ["log(x - 20) + arm", "exp(400 * x) * arm", "log(log(x))"])
def test_a_function_is_judged_on_the_data_alone(formula: str) -> None:
    """On the small frame that the recipe is made on, these have no finite value."""
    rows = pd.DataFrame({"x": [21.5, 25.0, 30.0], "arm": pd.Categorical(["a", "b", "a"])})
    scaled = rows.assign(x=rows["x"] / 20.0) if "exp" in formula else rows
    with np.errstate(all="raise"):
        fixed = describe_fixed(formula, TypedColumns.of(scaled), fixed_variables(formula)[0])
        values, _ = fixed.matrix(scaled)
    expected = Formula(formula).get_model_matrix(scaled, output="numpy")
    np.testing.assert_allclose(values, np.asarray(expected), rtol=1e-14)
