"""The formula grammar."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes import fit
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, RandomTerm, parse_formula


def test_residual_covariance() -> None:
    parsed = parse_formula("y ~ arm * visit + (a + b):c + us(visit | arm / person)")
    assert parsed.response == "y"
    assert parsed.fixed == "arm * visit + (a + b):c"
    assert parsed.covariance == CovarianceTerm("us", "visit", "person", "arm")
    assert parsed.random == ()
    assert str(parsed.covariance) == "us(visit | arm / person)"


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("(1 | g)", [RandomTerm((), True, ("g",))]),
        ("(0 + x | g)", [RandomTerm(("x",), False, ("g",))]),
        ("(x - 1 | g)", [RandomTerm(("x",), False, ("g",))]),
        ("(x | g)", [RandomTerm(("x",), True, ("g",))]),
        ("(1 + x || g)", [RandomTerm(("x",), True, ("g",), correlated=False)]),
        ("(1 | a/b)", [RandomTerm((), True, ("a",)), RandomTerm((), True, ("a", "b"))]),
        ("(1 | a:b)", [RandomTerm((), True, ("a", "b"))]),
    ],
)
def test_random_terms(term: str, expected: list[RandomTerm]) -> None:
    parsed = parse_formula(f"y ~ arm + {term}")
    assert list(parsed.random) == expected
    assert parsed.fixed == "arm"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y = x", "with one ~"),
        ("y ~ x", "neither a residual covariance"),
        ("log(y) ~ x + (1 | g)", "not an expression"),
        ("y ~ x + us(v | g) + cs(v | g)", "several residual covariances"),
        ("y ~ x + vs(v | g)", "no covariance is called 'vs'"),
        ("y ~ x + us(v | a / b / c)", "expected visit"),
        ("y ~ x + (1 | g", "parentheses do not match"),
        ("y ~ x + + (1 | g)", "term is missing"),
        ("y ~ x + (0 | g)", "nothing that varies"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        parse_formula(text)


@pytest.mark.parametrize("name", ["0", "1"])
@pytest.mark.parametrize(
    "formula", ["y ~ arm * `{}` + (1 | id)", "y ~ C(`{}`) + (1 | id)", "y ~ arm + (1 + `{}` | id)"]
)
def test_a_column_that_a_formula_takes_for_the_intercept_is_refused(
    formula: str, name: str
) -> None:
    rows = pd.DataFrame({"id": [1, 1, 2, 2, 3, 3], "arm": list("aabbaa"), name: [0, 1] * 3})
    rows["y"] = [1.0, 2.5, 0.3, 2.0, 1.1, 1.9]
    with pytest.raises(ModelError, match=f"`{name}` cannot be the name of a column"):
        fit(formula.format(name), rows)
