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
        ("y ~ x, z + us(v | g)", "a comma stands in 'x, z'; terms are joined by"),
        ("y ~ x + us(v, g)", r"write \|, not a comma: us\(v \| g\)"),
        ("y ~ x + (1, g)", r"write \|, not a comma: \(1 \| g\)"),
        ("y ~ pre scr + (1 | g)", "A name with a space goes into backticks, `pre scr`"),
        ("y ~ x + (1 | my group)", "backticks, `my group`"),
        ("y ~ x + us(week 4 | g)", "backticks, `week 4`"),
        ("bdi ~ bdi-II + (1 | g)", "A name with a minus sign goes into backticks, `bdi-II`"),
        ("y ~ phq-9 * x + (1 | g)", "backticks, `phq-9`"),
        ("phq-9 ~ x + (1 | g)", "if a column is called so, write it in backticks, `phq-9`"),
        ("my score ~ x + (1 | g)", "backticks, `my score`"),
        ("y ~ I(x^2) + (1 | g)", r"inside I\(\) the power is \*\*"),
        ("y ~ factor(x) + (1 | g)", r"calls factor\(\): here C\(\) makes a factor"),
        ("y ~ C(x, Treatment(2)) + (1 | g)", r"calls Treatment\(\): here C\(\)"),
        ("y ~ np.log(x) + (1 | g)", r"write log\(\) without the name of a package"),
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


@pytest.mark.parametrize(
    "fixed",
    [
        "a * b - b",
        "a - 1",
        "-1 + a",
        "a + b - a:b",
        "I(a - 20) + C(b)",
        "I(a-b)",
        "log(a, 2)",
        "(a + b) ^ 2",
        "a %in% b",
        "`my var` + `a-b`",
        "`a, b` + c",
    ],
)
def test_what_is_no_slip(fixed: str) -> None:
    assert parse_formula(f"y ~ {fixed} + (1 + week - 1 | g)").fixed == fixed
