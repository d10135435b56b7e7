"""A proposed plan as somebody leaves it who takes every guess, and the first of several choices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.errors import PlanError
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

_MARKED = re.compile(r": ([^,{}\"?\n]+)\?(?=[,}]|$)", re.MULTILINE)
# In a list: `[12?, 60?]`.
_LISTED = re.compile(r"(?<=[\[ ])([-\d.]+)\?(?=[,\]])")
_WEEKS = re.compile(r"^(visit_weeks: .*)\?$")


def without_questions(text: str) -> str:
    """The plan's text with the first choice in the place of each that is to be decided."""
    lines = [
        line
        if line.lstrip().startswith("#")
        else _MARKED.sub(_first, _LISTED.sub(r"\1", _WEEKS.sub(r"\1", line)))
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"


def _without_marks(line: str) -> str:
    return _MARKED.sub(_first, _LISTED.sub(r"\1", _WEEKS.sub(r"\1", line)))


def _first(found: re.Match[str]) -> str:
    return f": {found[1].split(' or ')[0]}"


def accepted(path: Path, text: str) -> Plan:
    """The plan that `text` proposes, decided. As it was proposed it must have given no result."""
    path.write_text(text)
    try:
        proposed = read_plan(path)
    except PlanError as error:
        assert any("to decide" in problem.rule for problem in error.problems)
    else:
        refuses(proposed)
    path.write_text(without_questions(text))
    return read_plan(path)


def refuses(proposed: Plan) -> None:
    """The plan has questions, and nothing that leads to a conclusion takes it."""
    assert proposed.undecided
    with pytest.raises(PlanError, match="to decide"):
        read_study(proposed)
    with pytest.raises(PlanError, match="to decide"):
        planned_analysis(proposed, proposed.outcomes[0].name)
