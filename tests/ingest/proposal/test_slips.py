"""A visit is not lost for a cell that is no number, nor for a word that is not understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.ingest.proposal.propose import Proposal
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted
from .one_file import PEOPLE, arm, csv

New = Callable[..., Proposal]
Decided = Callable[..., ipt.Plan]


@pytest.mark.parametrize("header", ["phq9", "wellness"])
@pytest.mark.parametrize("cell", ["refused", "1O", "~8", "12*"])
def test_a_cell_that_is_no_number_is_found_by_check(
    new: New, tmp_path: Path, header: str, cell: str
) -> None:
    rows = [[n, arm(n), cell if n == 4 else n, n, n + 1] for n in PEOPLE]
    columns = ",".join(f"{header}_{visit}" for visit in ("pre", "week_8", "week_24"))
    plan = accepted(tmp_path / "mine.yaml", new(all=csv(f"id,arm,{columns}", rows)).text)
    assert [visit.name for visit in plan.visits] == ["baseline", "week_8", "week_24"]
    (problem,) = check_study(plan).problems
    assert (problem.line, problem.column, problem.rule) == (5, f"{header}_pre", "not a number")


def test_words_beside_a_few_numbers_are_no_scores(new: New) -> None:
    rows = [[n, arm(n), n, n, 3 if n == 4 else f"word {n}"] for n in PEOPLE]
    text = new(all=csv("id,arm,phq9_pre,phq9_post,phq9_week_24", rows)).text
    assert "Not mapped, so not read: phq9_week_24" in text.replace('"', "")


def test_a_scale_s_column_of_no_known_visit_is_said_to_be_unread(new: New) -> None:
    rows = [[n, arm(n), n, n, n] for n in PEOPLE]
    found = new(all=csv("id,arm,phq9_pre,phq9_post,phq9_kontrola", rows))
    assert found.notes == (
        "all.csv: phq9_kontrola has the name of a scale, and its visit is not understood: it is "
        "not read. Map it in the plan, or give it a name such as week_8",
    )


@pytest.mark.parametrize(
    "words",
    [
        ("linha de base", "semana 8", "6 meses"),
        ("prima", "settimana 8", "6 mesi"),
        ("linea base", "semana 8", "mes 6"),
    ],
)
def test_visits_in_portuguese_italian_and_spanish(decided: Decided, words: tuple[str, ...]) -> None:
    columns = ",".join(f"phq9_{word}" for word in words)
    plan = decided(all=csv(f"id,arm,{columns}", [[n, arm(n), n, n, n] for n in PEOPLE]))
    assert [(visit.name, visit.week) for visit in plan.visits] == [
        ("baseline", 0), ("week_8", 8), ("month_6", 26.1)
    ]  # fmt: skip
