"""docs/methods.md and the files that compute its formulas name one another."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "methods.md"
LINK = re.compile(r"\]\(([^)#]+)\)")
NAMED = re.compile(r'docs/methods\.md, "([^"]+)"')


def sections() -> dict[str, list[Path]]:
    """Title -> the files that it links to."""
    found: dict[str, list[Path]] = {}
    for part in re.split(r"^## ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        found[title] = [(DOCUMENT.parent / link).resolve() for link in LINK.findall(text)]
    return found


def back_links() -> Iterator[tuple[Path, str]]:
    """Every source file that names a section, and the section."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for title in NAMED.findall(" ".join(said.split())):
            yield path, title


def test_every_link_leads_somewhere() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    links = LINK.findall(text)
    assert len(links) > 50
    assert [link for link in links if not (DOCUMENT.parent / link).resolve().is_file()] == []


def test_each_file_and_its_section_name_one_another() -> None:
    linked = {
        (path, title)
        for title, paths in sections().items()
        for path in paths
        if path.suffix == ".py"
    }
    assert set(back_links()) == linked


def test_what_computes_a_number_is_in_the_document() -> None:
    """The rooms of the engine in which every file that is not named only prepares or refuses."""
    named = {path.name for path, _ in back_links()}
    covariance = ROOT / "src/ipt_outcomes/models/covariance"
    assert {path.name for path in covariance.glob("*.py")} - named == {
        "__init__.py", "family.py", "identification.py", "mapped.py", "registry.py",
    }  # fmt: skip


@pytest.mark.parametrize("name", OF_VISITS)
def test_the_table_of_structures_counts_as_the_structures_do(name: str) -> None:
    row = re.search(rf"^\| {name} \|.*\| ([^|]+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert row is not None
    terms = re.sub(r"(\d) m", r"\1*m", row[1]).replace("m (", "m*(")
    for m in (2, 5):
        assert eval(terms, {"m": m}) == STRUCTURES[name].n_parameters(m)
