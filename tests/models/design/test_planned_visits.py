"""The order of the visits is said by the data or refused, wherever they come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import (
    ModelError,
    attempt_fit,
    fit,
    fit_many,
    read_reduction,
    reduce,
    scaled_residuals,
)
from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.models.design.planned_visits import says_its_order

WEEKS = ["week_4", "week_8", "week_12"]
ORDERED = [name for name in OF_VISITS if STRUCTURES[name].ordered]
UNORDERED = [name for name in OF_VISITS if not STRUCTURES[name].ordered]
FIXED = "y ~ arm * visit"


def trial() -> pd.DataFrame:
    """Text visits that the alphabet turns round; scores that drift from visit to visit."""
    rng = np.random.default_rng(8)
    n = 40
    scores = np.cumsum(rng.normal(0, 3, (n, 3)), axis=1) + rng.normal(0, 1, (n, 3))
    return pd.DataFrame(
        {
            "person": np.repeat(np.arange(n), 3),
            "arm": np.repeat(np.where(np.arange(n) % 2, "ipt", "wl"), 3),
            "visit": np.tile(WEEKS, n),
            "week": np.tile([4, 8, 12], n),
            "y": scores.ravel(),
        }
    ).loc[lambda frame: rng.uniform(size=len(frame)) < 0.85]


TEXT = trial()
INORDER = TEXT.assign(visit=pd.Categorical(TEXT["visit"], WEEKS))


def formula(name: str, visit: str = "visit") -> str:
    return f"y ~ arm * {visit} + {name}({visit} | person)"


ENTRIES: dict[str, Callable[[str, pd.DataFrame], object]] = {
    "fit": fit,
    "fit by rows": lambda text, rows: fit(text, rows, vcov="CR2"),
    "fit_many": lambda text, rows: fit_many(text, rows, rows[["y"]]),
    "fit_many, one by one": lambda text, rows: fit_many(
        text.replace("| person", "| arm / person"), rows, rows[["y"]]
    ),
    "reduce": lambda text, rows: fit(text, reduce(text, rows)),
    "beside a random term": lambda text, rows: fit(
        f"{text} + (1 | site)", rows.assign(site=rows["person"] % 5)
    ),
}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("name", ORDERED)
def test_text_is_refused_where_the_order_matters(entry: str, name: str) -> None:
    with pytest.raises(
        ModelError, match=rf"term {name}\(visit .*{name} depends on the order .* Categorical"
    ):
        ENTRIES[entry](formula(name), TEXT)


@pytest.mark.parametrize("name", UNORDERED)
def test_text_will_do_where_it_does_not(name: str) -> None:
    by_text, in_order = fit(formula(name), TEXT), fit(formula(name), INORDER)
    assert by_text.minus_2_log_likelihood == pytest.approx(
        in_order.minus_2_log_likelihood, rel=1e-10
    )


@pytest.mark.parametrize("name", OF_VISITS)
def test_numbers_and_categories_give_one_order(name: str) -> None:
    """Whatever the order of the rows; a Categorical need not be an ordered one."""
    expected = fit(formula(name), INORDER).minus_2_log_likelihood
    backwards = TEXT.iloc[::-1]
    for column in (
        pd.Categorical(backwards["visit"], WEEKS),
        pd.Categorical(backwards["visit"], WEEKS, ordered=True),
        backwards["week"],
        backwards["week"].astype(float),
        backwards["week"].astype("Int64"),
        backwards["week"].astype(object),
    ):
        rows = backwards.assign(visit=column)
        text = f"y ~ arm * C(visit) + {name}(visit | person)"
        assert fit(text, rows).minus_2_log_likelihood == pytest.approx(expected, rel=1e-10)


def test_false_comes_before_true() -> None:
    rows = TEXT[TEXT["week"] < 12].assign(late=lambda frame: frame["week"] == 8)
    fitted = fit(formula("ar1h", "late"), rows)
    assert list(fitted.covariance.index) == ["False", "True"]


def test_the_alphabet_was_another_model() -> None:
    """What made it worth refusing."""
    alphabet = TEXT.assign(visit=pd.Categorical(TEXT["visit"], sorted(WEEKS), ordered=True))
    turned, right = fit(formula("ar1"), alphabet), fit(formula("ar1"), INORDER)
    assert abs(turned.minus_2_log_likelihood - right.minus_2_log_likelihood) > 5


@pytest.mark.parametrize("entry", ENTRIES)
def test_categories_of_the_alphabet_are_refused_as_text(entry: str) -> None:
    rows = TEXT.assign(visit=TEXT["visit"].astype("category"))
    with pytest.raises(ModelError, match="not by the numbers in it"):
        ENTRIES[entry](formula("ar1"), rows)


def test_the_refusal_writes_the_line_to_paste() -> None:
    rows = TEXT.assign(visit=TEXT["visit"].astype("category"))
    with pytest.raises(ModelError) as refused:
        fit(formula("ar1"), rows)
    line = "pd.Categorical(data['visit'], ['week_4', 'week_8', 'week_12'])"
    assert line in str(refused.value)
    assert fit(formula("us"), rows).notes[0].startswith("the levels of 'visit' are in the alphab")
    assert fit(formula("us"), INORDER).notes == ()


def test_visits_whose_labels_do_not_say_the_order_are_left_to_the_user() -> None:
    names = {"week_4": "pre", "week_8": "m2", "week_12": "m10"}
    rows = TEXT.assign(visit=TEXT["visit"].map(names).astype("category"))
    with pytest.raises(ModelError, match="in their order") as refused:
        fit(formula("ar1"), rows)
    assert "pd.Categorical(data" not in str(refused.value)


def test_a_fallback_that_depends_on_the_order_is_refused_before_it_is_needed() -> None:
    assert fit(formula("us"), TEXT, fallback=("csh", "cs")).status == "ok"
    with pytest.raises(ModelError, match="toeph depends on the order"):
        fit(formula("us"), TEXT, fallback=("toeph",))
    failed = attempt_fit(
        formula("us"), TEXT, method="reml", df="satterthwaite", fallback=("toeph",)
    )
    assert failed.status == "failed"


def test_sums_remember_whether_the_order_was_said(tmp_path: Path) -> None:
    """They may be fitted with another family than they were made with."""
    levels = {"visit": WEEKS, "arm": ["ipt", "wl"]}
    expected = fit(formula("ar1"), INORDER).minus_2_log_likelihood
    stated, silent = reduce(formula("us"), TEXT, levels=levels), reduce(formula("us"), TEXT)
    for number, sums in enumerate((stated, silent)):
        sums.save(tmp_path / f"{number}.json")
        for again in (sums, read_reduction(tmp_path / f"{number}.json")):
            assert fit(formula("us"), again).status == "ok"
            if sums is silent:
                with pytest.raises(ModelError, match=r"ar1 depends on the order.*levels="):
                    fit(formula("ar1"), again)
            else:
                found = fit(formula("ar1"), again).minus_2_log_likelihood
                assert found == pytest.approx(expected, rel=1e-10)


def test_one_of_two_sums_may_say_the_order() -> None:
    half = TEXT["person"] < 20
    centre = {"y": 0.0}
    alphabet = sorted(WEEKS)
    silent = reduce(formula("us"), TEXT[half], centre=centre)
    said = reduce(
        formula("us"), TEXT[~half], centre=centre, levels={"visit": alphabet, "arm": ["ipt", "wl"]}
    )
    with pytest.raises(ModelError, match="depends on the order"):
        fit(formula("ar1"), silent)
    for sums in (silent + said, said + silent):
        assert fit(formula("ar1"), sums).n_subjects == 40


def test_scaled_residuals_depend_on_the_order_too() -> None:
    assert len(scaled_residuals(fit(formula("us"), INORDER), INORDER)) == len(TEXT)
    with pytest.raises(ModelError, match="a scaled residual depends on the order"):
        scaled_residuals(fit(formula("us"), TEXT), TEXT)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", "b"], False),
        (["a", None], False),
        ([1, "a"], False),
        ([1, 2.5], True),
        ([2.0, None], True),
        ([True, False], True),
    ],
)
def test_which_columns_have_an_order(values: list[object], expected: bool) -> None:
    assert says_its_order(pd.Series(values, dtype=object)) == expected
    assert says_its_order(pd.Series(values, dtype=object).astype("category"))


def test_a_visit_whose_scores_were_all_left_out_is_not_lost_in_silence() -> None:
    """Scores are there, a covariate is not: that is no visit that nobody came to."""
    rows = INORDER.assign(mood=np.where(INORDER["visit"] == "week_8", np.nan, INORDER["y"] % 3))
    text = "y ~ arm * visit + mood + ar1(visit | person)"
    for fitted in (
        lambda: fit(text, rows),
        lambda: fit(text, rows, vcov="CR2"),
        lambda: fit_many(text, rows, rows[["y"]]),
    ):
        with pytest.raises(ModelError, match="a complete row at visit week_8, but there"):
            fitted()
