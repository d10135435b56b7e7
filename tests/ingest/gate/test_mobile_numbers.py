"""Mobile numbers as a spreadsheet leaves them, without the 0 in front, and numbers of a study."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ipt_outcomes.ingest.gate.gate import NUMBER_OTHERWISE
from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look

N = 12
NUMBERS = [1_234_567 + 654_321 * n % 8_000_000 for n in range(N)]
GERMAN = [f"{(151, 160, 176, 179)[n % 4]}{number}" for n, number in enumerate(NUMBERS)]


@pytest.mark.parametrize(
    "cells",
    [
        GERMAN,
        [f"49{number}" for number in GERMAN],
        # The first is no social security number, and so none is.
        ["612001234", *(f"{6 + n % 2}{n * 3 % 10}{number}" for n, number in enumerate(NUMBERS))],
    ],
)
def test_mobile_numbers(look: Look, cells: Sequence[str]) -> None:
    (problem,) = look("id", list(cells), Role("identifier"))
    assert problem.remedy == NUMBER_OTHERWISE
    assert "telephone number" in problem.rule


@pytest.mark.parametrize(
    "cells",
    [
        [f"{610_000_001 + n + n % 3 * 10_000_000}" for n in range(N)],
        [f"1510{n:06d}" for n in range(N)],
        [f"{1_600_000_000 + 98_765_432 * n}" for n in range(N)],
    ],
)
def test_a_study_s_numbers(look: Look, cells: Sequence[str]) -> None:
    assert look("id", list(cells), Role("identifier")) == ()
