"""Small data on which the engine once gave a wrong number, or a right-looking one.

tests/reference/past_failures.R has R's numbers; failures of random models are in fuzz/named.py.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes import contrast, fit, joint_test

FOLDER = Path(__file__).parents[1] / "reference" / "past_failures"
FACTORS = ("id", "arm", "visit", "site")


def rows(case: str) -> pd.DataFrame:
    data = pd.read_csv(FOLDER / f"{case}.csv")
    # In the order of their numbers, where they have some.
    return data.assign(
        **{
            name: pd.Categorical(data[name], sorted(data[name].unique()))
            for name in FACTORS
            if name in data
        }
    )


@pytest.fixture(scope="module")
def right() -> dict[tuple[str, str], float]:
    table = pd.read_csv(FOLDER.with_name("past_failures_values.csv"))
    return {
        (case, quantity): value
        for case, quantity, value in table.itertuples(index=False, name=None)
    }


def test_more_contrasts_than_the_sandwich_has_rank_for() -> None:
    """It was F = 3.8e14, "ok"; clubSandwich's Wald_test stops with an error."""
    found = fit("y ~ arm * visit + (1 | site/id)", rows("few_sites"), vcov="CR2")
    assert joint_test(found, "arm:visit")["status"].item() == "not estimable"


@pytest.mark.parametrize("covariance", ["(1 | id)", "cs(visit | id)"])
def test_df_where_one_person_is_an_arm(
    covariance: str, right: dict[tuple[str, str], float]
) -> None:
    """They were 1.7e-14 and infinite; contrasts with that person's arm have no variance at all."""
    found = fit(f"y ~ arm * visit + {covariance}", rows("one_person_alone"), vcov="CR2")
    table = contrast(found, "arm")
    assert table["df"][0] == pytest.approx(right["one_person_alone", "df"], rel=1e-6)
    assert table["status"].tolist() == ["ok", *["variance not estimable"] * 2]


@pytest.mark.parametrize("case", ["two_df", "three_contrasts"])
def test_kenward_roger_at_two_degrees_of_freedom(
    case: str, right: dict[tuple[str, str], float]
) -> None:
    """A division by zero, and F = -1.4e-15 with p NaN and status "ok"."""
    row = joint_test(fit("y ~ arm + visit + (1 | id)", rows(case)), "arm").iloc[0]
    assert row["status"] == "ok"
    assert row["statistic"] == pytest.approx(right[case, "F"], rel=1e-5)
    assert row["df2"] == pytest.approx(right[case, "df2"], rel=1e-5)
    assert row["p_value"] == pytest.approx(right[case, "p"], rel=1e-5)


def test_the_higher_of_several_maxima(right: dict[tuple[str, str], float]) -> None:
    """The search ended at -338.6162, converged."""
    formula = "y ~ arm * week + (1 | site) + (1 + week | id)"
    expected = right["several_maxima", "minus_2_log_likelihood"]
    found = fit(formula, rows("several_maxima"))
    assert found.minus_2_log_likelihood == pytest.approx(expected, abs=1e-5)


def test_a_negative_variance_has_no_standard_error() -> None:
    """Kenward and Roger's adjustment takes all of it: NaN it was, and "ok"."""
    found = fit("y ~ arm * week + base + toeph(visit | id)", rows("negative_variance"))
    assert (found.coefficients["status"] == "variance not estimable").all()


def test_a_sandwich_has_the_weights(right: dict[tuple[str, str], float]) -> None:
    """nlme's varFixed(~ 1/w), and clubSandwich."""
    found = fit("y ~ arm * week + (1 | id)", rows("weights"), weights="w", vcov="CR2")
    for row in found.coefficients.to_dict("records"):
        assert row["se"] == pytest.approx(right["weights", f"se {row['term']}"], rel=1e-6)
