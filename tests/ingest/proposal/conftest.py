"""Plans that are proposed for a file or two: as they were proposed, and with every guess taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ipt_outcomes.ingest.proposal.propose import Proposal, propose, propose_plan
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted

Proposed = Callable[..., Plan]
New = Callable[..., Proposal]


@pytest.fixture
def proposed(tmp_path: Path) -> Proposed:
    """The plan that is proposed for one file of these columns, its questions unanswered."""

    def plan_of(header: str, rows: Sequence[Sequence[object]]) -> Plan:
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "all.csv").write_text("\n".join(lines) + "\n")
        (tmp_path / "mine.yaml").write_text(propose_plan("mine", ["all.csv"], root=tmp_path))
        return read_plan(tmp_path / "mine.yaml")

    return plan_of


@pytest.fixture
def new(tmp_path: Path) -> New:
    """Write the files, and propose a plan for them."""

    def proposal(**files: str | bytes) -> Proposal:
        names = []
        for name, content in files.items():
            names.append(f"{name}.csv")
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / names[-1]).write_bytes(data)
        return propose("mine", names, root=tmp_path)

    return proposal


@pytest.fixture
def decided(new: New, tmp_path: Path) -> Proposed:
    """The same, with every guess taken; nothing is wrong with the data then."""

    def plan_of(**files: str | bytes) -> Plan:
        plan = accepted(tmp_path / "mine.yaml", new(**files).text)
        assert check_study(plan).ok
        return plan

    return plan_of
