"""The page on the tables' columns says what their schemas say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.page import page


def test_the_page_in_the_repository_is_the_schemas(root: Path) -> None:
    written = (root / "docs/tables.md").read_text(encoding="utf-8")
    assert written == page(), "docs/tables.md is not what the schemas say. Run: make tables-page"


def test_the_page_is_made_by_one_word(root: Path) -> None:
    recipe = (root / "Makefile").read_text().partition("\ntables-page:")[2].partition("\n\n")[0]
    assert "python -m ipt_outcomes.tables.page > docs/tables.new" in recipe
    assert "mv docs/tables.new docs/tables.md" in recipe


@pytest.mark.parametrize("name", [name for name, schema in TABLES.items() if schema.metadata])
def test_every_table_that_is_written_has_its_columns_explained(name: str) -> None:
    section = page().partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert f"/{TABLES[name].title}.csv`" in section or name == "analysis_sets"
    for column, schema in TABLES[name].columns.items():
        assert f"| `{column}` |" in section
        assert schema.description and str(schema.description) in section


def test_readers_are_led_to_it(root: Path) -> None:
    assert "](docs/tables.md)" in (root / "README.md").read_text(encoding="utf-8")
