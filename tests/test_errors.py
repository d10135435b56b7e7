"""Many problems are counted, and the first are shown."""

from __future__ import annotations

from ipt_outcomes.errors import MOST_SHOWN, DataError, Problem


def test_the_rest_is_counted() -> None:
    problems = [Problem("f.csv", line, "c", "rule", "remedy") for line in range(1000)]
    error = DataError(problems)
    assert len(error.problems) == 1000
    assert str(error).count("Rule:") == MOST_SHOWN
    assert str(error).endswith("and 960 more of 1000.")


def test_a_place_without_line_or_column() -> None:
    assert str(Problem("f.csv", None, None, "is empty", "Fill it.")).startswith("f.csv\n")
    assert "key arms.0" in str(Problem("p.yaml", 3, "arms.0", "r", "m", "key"))
