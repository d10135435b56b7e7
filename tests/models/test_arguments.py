"""Arguments that are something else than asked for: refused in plain words, at every entry."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes import ModelError
from ipt_outcomes.models.arguments import finite_number, shown, shown_names

VISITS = "y ~ baseline * visit + arm * visit + us(visit | person)"
PEOPLE = "y ~ baseline + arm * week + (1 | person)"


class Frame:
    """A frame of another library, as polars has it."""

    def to_pandas(self) -> pd.DataFrame:
        return pd.DataFrame()


def test_only_names_and_numbers_are_shown() -> None:
    assert shown("reml") == "'reml'"
    assert shown(np.float64(0.5)) == "0.5"
    assert shown(None) == "None"
    for holding in (pd.Series([17.5]), np.array([17.5]), [17.5], {"x": 17.5}, Decimal("17.5")):
        assert "17.5" not in shown(holding)
    assert len(shown("x" * 500)) < 80
    assert shown_names(["a", "b"], 2, 3) == "'a', 'b'"
    assert shown_names(["p1", "p2"], 40, 6) == "2 names"


@pytest.mark.parametrize("value", ["3", None, np.nan, np.inf, pd.Series([1.0]), [1]])
def test_what_is_no_number(value: Any) -> None:
    with pytest.raises(ModelError, match="write a number"):
        finite_number("the centre", value)


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.array(3), Decimal(3)])
def test_what_is_one(value: Any) -> None:
    assert finite_number("the centre", value) == 3.0


@pytest.mark.parametrize("formula", [VISITS, PEOPLE])
@pytest.mark.parametrize(
    "data", [None, {"y": [1.0]}, [{"y": 1.0}], np.ones((3, 3)), "rows.csv", Frame()]
)
def test_data_must_be_a_frame(formula: str, data: Any, small_trial: pd.DataFrame) -> None:
    fitted = ipt.fit(formula, small_trial)
    calls: list[Callable[[], Any]] = [
        lambda: ipt.fit(formula, data),
        lambda: ipt.fit_many(formula, data, ["y"]),
        lambda: ipt.scaled_residuals(fitted, data),
        lambda: ipt.leverage(fitted, data),
    ]
    if formula == PEOPLE:
        calls.append(lambda: ipt.second_opinion(fitted, data))
    for call in calls:
        with pytest.raises(ModelError, match="the data must be a pandas DataFrame"):
            call()
    failed = ipt.attempt_fit(formula, data, method="reml", df="satterthwaite")
    assert "must be a pandas DataFrame" in failed.reason


def test_another_librarys_frame_is_told_its_own_way(small_trial: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=r"Frame: its method to_pandas\(\)"):
        ipt.fit(VISITS, Frame())
    several = pd.concat({"a": small_trial}, axis=1)
    with pytest.raises(ModelError, match="2 rows of column names"):
        ipt.fit(VISITS, several)


@pytest.mark.parametrize("data", [None, {"y": [1.0]}, [5], iter([{"y": 1.0}])])
def test_what_cannot_be_reduced(data: Any) -> None:
    with pytest.raises(ModelError, match="must be a pandas DataFrame"):
        ipt.reduce(VISITS, data)


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "rows.parquet").write_text("no")
    for name in ("rows.parquet", "none.parquet"):
        with pytest.raises(ModelError, match="cannot be read as a Parquet file"):
            ipt.reduce(VISITS, tmp_path / name)


@pytest.mark.parametrize("argument", ["weights", "cluster", "probability_weights"])
@pytest.mark.parametrize("kind", [pd.Series, np.array, list])
def test_a_column_is_named_not_given(argument: str, kind: Any, small_trial: pd.DataFrame) -> None:
    given = {argument: kind(small_trial["baseline"])}
    with pytest.raises(ModelError, match=f"{argument}= takes the name of a column"):
        ipt.fit(VISITS, small_trial, vcov="CR2", **given)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": 5}, "method 5: there are 'reml' and 'ml'"),
        ({"df": ["normal"]}, "df given as list: there are"),
        ({"vcov": pd.Series(["CR2"])}, "vcov given as Series: there are"),
        ({"information": 1}, "information 1: there are"),
        ({"fallback": "cs"}, "write a list"),
        ({"fallback": 3}, "write a list"),
        ({"fallback": [3]}, "fallback 3: there are"),
        ({"weights": "arm"}, "'arm' must be a column of numbers, and holds"),
    ],
)
def test_options(options: dict[str, Any], message: str, small_trial: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.fit(VISITS, small_trial, **options)


@pytest.mark.parametrize("formula", [None, 5, ["y ~ arm"], pd.Series(["y ~ arm"])])
def test_a_formula_is_text(formula: Any, small_trial: pd.DataFrame) -> None:
    for call in (
        lambda: ipt.fit(formula, small_trial),
        lambda: ipt.fit_many(formula, small_trial, ["y"]),
        lambda: ipt.reduce(formula, small_trial),
    ):
        with pytest.raises(ModelError, match="the formula is"):
            call()


@pytest.mark.parametrize("level", [95, 1, 0, -0.5, "0.95", None, np.nan, True, pd.Series([0.95])])
def test_a_level_is_a_share(level: Any, small_trial: pd.DataFrame) -> None:
    one, many = ipt.fit(VISITS, small_trial), ipt.fit_many(VISITS, small_trial, ["y"])
    for fitted in (one, many):
        for call in (ipt.contrast, ipt.marginal_means):
            with pytest.raises(ModelError, match="write a share between 0 and 1"):
                call(fitted, "arm", level=level)
    with pytest.raises(ModelError, match="write a share"):
        many.contrast("arm", level=level)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ([], "at given as list: write variables"),
        (["baseline"], "at given as list"),
        ("baseline", "at 'baseline': write variables"),
        ({"baseline": []}, "at gives no value for 'baseline'"),
        ({"arm": []}, "at gives no value for 'arm'"),
        ({"baseline": "high"}, "is text: write a number"),
        ({"baseline": None}, "is None: write a number"),
        ({"baseline": np.nan}, "is nan: write a number"),
        ({"arm": None}, "'arm' has no level None"),
        ({"arm": ["a", "a"]}, "at gives a value of 'arm' twice"),
        ({"baseline": [1, 1.0]}, "at gives a value of 'baseline' twice"),
        ({5: 5}, "5 is not a variable"),
        ({"arm": {"a", "b"}}, "a set for 'arm', which has no order"),
    ],
)
def test_what_at_may_be(at: Any, message: str, small_trial: pd.DataFrame) -> None:
    for fitted in (ipt.fit(VISITS, small_trial), ipt.fit_many(VISITS, small_trial, ["y"])):
        for call in (ipt.contrast, ipt.marginal_means):
            with pytest.raises(ModelError, match=message):
                call(fitted, "arm", at=at)


@pytest.mark.parametrize("values", [pd.Series([4, 8]), (4, 8), np.array([4, 8])])
def test_values_in_any_container(values: Any, small_trial: pd.DataFrame) -> None:
    fitted = ipt.fit(PEOPLE, small_trial)
    found = ipt.marginal_means(fitted, "arm", by="week", at={"week": values})
    expected = ipt.marginal_means(fitted, "arm", by="week", at={"week": [4, 8]})
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: ipt.marginal_means(f, 5), "variables 5: write the names"),
        (lambda f: ipt.marginal_means(f, pd.Series(["arm"])), "variables given as Series"),
        (lambda f: ipt.marginal_means(f, "arm", by=5), "by 5: write the names"),
        (lambda f: ipt.marginal_means(f, "arm", weights=[1]), "weights given as list: there"),
        (lambda f: ipt.contrast(f, ["arm"]), "write the name of one variable"),
        (lambda f: ipt.contrast(f, "arm", by="arm"), "named twice"),
        (lambda f: ipt.contrast(f, "arm", against=pd.Series(["a"])), "no level given as Series"),
        (lambda f: ipt.contrast(f, "arm", coefficients=5), "write a label and its combination"),
        (lambda f: ipt.contrast(f, "arm", coefficients={"c": 5}), "write a label"),
        (lambda f: ipt.contrast(f, "arm", coefficients={}), "has no combination"),
        (lambda f: ipt.contrast(f, "arm", coefficients={"c": {"a": "x"}}), "contrast 'c' is text"),
        (lambda f: ipt.contrast(f, "arm", coefficients={"c": {"z": 1}}), r"names \('z'\)"),
        (
            lambda f: ipt.contrast(
                f,
                "arm",
                coefficients=pd.DataFrame({"contrast": "c", "arm": ["a"], "coefficient": ["x"]}),
            ),
            "write a number",
        ),
        (lambda f: ipt.joint_test(f, 5), "write a term of the formula"),
        (lambda f: ipt.joint_test(f, ["arm"]), "write a term of the formula"),
    ],
)
def test_questions_to_a_fit(
    call: Callable[[Any], Any], message: str, small_trial: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=message):
        call(ipt.fit(VISITS, small_trial))


def test_names_and_levels_given_as_numpy_has_them(small_trial: pd.DataFrame) -> None:
    fitted = ipt.fit(VISITS, small_trial)
    pd.testing.assert_frame_equal(
        ipt.contrast(fitted, "arm", against=np.str_("a"), by=np.array(["visit"])),
        ipt.contrast(fitted, "arm", against="a", by="visit"),
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"levels": ["a"]}, "levels given as list"),
        ({"levels": {"arm": "ab"}}, "levels of 'arm': write a list"),
        ({"levels": {"arm": {"a", "b"}}}, "levels of 'arm': write a list"),
        ({"levels": {"arm": 5}}, "levels of 'arm': write a list"),
        ({"levels": {"arm": ["a", "b", "b"]}}, "levels of 'arm': one is named twice"),
        ({"levels": {"arm": []}}, "'arm' has no value in any row"),
        ({"levels": {"arm": ["a"]}}, "in 90 rows that is not among the 1 levels"),
        ({"centre": [1.0]}, "centre given as list"),
        ({"centre": {"baseline": "x"}}, "centre of 'baseline' is text"),
        ({"centre": {"baseline": np.nan}}, "centre of 'baseline' is nan"),
        ({"centre": {"dose": 1.0}}, "centre names 'dose', which the formula does not have"),
    ],
)
def test_what_reduce_is_told(
    options: dict[str, Any], message: str, small_trial: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.reduce(VISITS, small_trial, **options)
    with pytest.raises(ModelError, match="adds to another one"):
        ipt.reduce(VISITS, small_trial) + 5


def test_levels_are_a_list_of_any_kind(small_trial: pd.DataFrame) -> None:
    by_array = ipt.reduce(VISITS, small_trial, levels={"arm": np.array(["b", "a"])})
    by_list = ipt.reduce(VISITS, small_trial, levels={"arm": ["b", "a"]})
    pd.testing.assert_frame_equal(
        ipt.fit(VISITS, by_array).coefficients, ipt.fit(VISITS, by_list).coefficients
    )


def test_what_stands_in_the_place_of_the_data(small_trial: pd.DataFrame) -> None:
    for given in ("trial.csv", Path("trial.csv"), "person,y\np1,31337\n"):
        with pytest.raises(ModelError, match=r"are text: .* pd.read_csv\(...\)") as refused:
            ipt.fit(VISITS, given)  # type: ignore[arg-type]
        assert "31337" not in str(refused.value)
    with pytest.raises(ModelError, match=r"are None: pd.read_csv\(...\) reads one"):
        ipt.fit(VISITS, None)  # type: ignore[arg-type]
    for formula in (VISITS, PEOPLE):
        with pytest.raises(ModelError, match="the data have no rows"):
            ipt.fit(formula, small_trial.iloc[:0])


def test_what_to_do_with_words_in_the_outcome(small_trial: pd.DataFrame) -> None:
    scores = small_trial["y"]
    for column, message in (
        (scores.astype(str), "which reads as numbers in every row"),
        (scores.astype(object).where(scores.index > 1, "n/a"), "no number in 2 of 180 rows"),
        (scores.astype(str).where(scores.index > 1, "n/a"), "no number in 2 of 180 rows"),
        (small_trial["arm"], "a number in no row: is it the column"),
    ):
        with pytest.raises(ModelError, match=message):
            ipt.fit(VISITS, small_trial.assign(y=column))


def test_fewer_responses_than_rows(small_trial: pd.DataFrame) -> None:
    short = small_trial[["y"]].iloc[3:]
    with pytest.raises(ModelError, match=r"177 rows and the data 180: .*no dropna\(\)"):
        ipt.fit_many(VISITS, small_trial, short)
    whole = ipt.fit_many(VISITS, small_trial, short.reindex(small_trial.index))
    assert whole.fits["n_observations"].tolist() == [177]


def test_what_the_fixed_part_cannot_be(small_trial: pd.DataFrame) -> None:
    for wrong in ("arm $ week", "arm **", "arm %"):
        with pytest.raises(ModelError, match="cannot be read") as refused:
            ipt.fit(f"y ~ {wrong} + (1 | person)", small_trial)
        assert str(refused.value).isprintable()
