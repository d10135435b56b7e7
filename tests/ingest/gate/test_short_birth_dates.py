"""Birth dates of six digits, the form of most of them on paper, and study numbers of six."""

from __future__ import annotations

import datetime

import pytest

from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look

BORN = [datetime.date(1931 + 5 * n, 1 + 5 * n % 12, 1 + 7 * n % 28) for n in range(13)]


@pytest.mark.parametrize("kind", ["identifier", "text"])
@pytest.mark.parametrize("form", ["%d%m%y", "%m%d%y", "%y%m%d", "%d-%m-%y", "%y-%m-%d", "%m%d%Y"])
def test_birth_dates(look: Look, form: str, kind: str) -> None:
    """As participants' identifiers they came in, whatever their number."""
    (problem,) = look("code", [born.strftime(form) for born in BORN], Role(kind))
    assert "full date" in problem.rule


@pytest.mark.parametrize(
    "identifiers",
    [
        [f"{site:02d}{group:02d}{n:02d}" for site in range(1, 29) for group in (1, 2, 12)
         for n in range(1, 30)],
        [f"{site:02d}-{group:02d}-{n:02d}" for site in (1, 2, 30) for group in (1, 2)
         for n in range(1, 40)],
        [f"{100_101 + n}" for n in range(60)],
        [f"{310_731 * n % 1_000_003:06d}" for n in range(1, 60)],
    ],
    ids=["site, group and number", "the same with hyphens", "in a row", "at random"],
)  # fmt: skip
def test_study_numbers(look: Look, identifiers: list[str]) -> None:
    assert look("code", identifiers, Role("identifier")) == ()
