"""Another format is one file of the folder, and gets the same table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ipt_outcomes.folder_registry import names
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report import renderers
from ipt_outcomes.report.renderers import render
from ipt_outcomes.report.tables.effects import effects_table

PLAIN = """
seen = []


def render(table):
    seen.append(table)
    return " | ".join(column.heading for column in table.columns)
"""


@pytest.fixture
def listed_anew() -> Iterator[None]:
    """A folder is listed once a process: for this test, and for what follows it, anew."""
    names.cache_clear()
    yield
    names.cache_clear()


@pytest.mark.usefixtures("listed_anew")
def test_a_new_file_is_a_new_format(
    plan: Plan, frames: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain_made_up.py").write_text(PLAIN)
    monkeypatch.setattr(renderers, "__path__", [*renderers.__path__, str(tmp_path)])
    table = effects_table(plan, frames.effects, frames.models)
    assert render(table, "plain_made_up").startswith("Test − comparison | Visit | Difference")
    from ipt_outcomes.report.renderers import plain_made_up  # type: ignore[attr-defined]

    assert plain_made_up.seen == [table]


def test_a_format_that_is_not_there_is_refused(plan: Plan, frames: SimpleNamespace) -> None:
    with pytest.raises(KeyError, match="carrier_pigeon"):
        render(effects_table(plan, frames.effects, frames.models), "carrier_pigeon")
