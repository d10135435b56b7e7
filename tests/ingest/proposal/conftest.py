"""A plan that is proposed for one file, as it was proposed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ipt_outcomes.ingest.proposal.propose import propose_plan
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

Proposed = Callable[..., Plan]


@pytest.fixture
def proposed(tmp_path: Path) -> Proposed:
    """The plan that is proposed for one file of these columns, its questions unanswered."""

    def plan_of(header: str, rows: Sequence[Sequence[object]]) -> Plan:
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "all.csv").write_text("\n".join(lines) + "\n")
        (tmp_path / "mine.yaml").write_text(propose_plan("mine", ["all.csv"], root=tmp_path))
        return read_plan(tmp_path / "mine.yaml")

    return plan_of
