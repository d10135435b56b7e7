"""Who may import whom: imports point downward, and stages never import one another."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "ipt_outcomes"
NAME = "ipt_outcomes"

GROUND = {
    "plan", "tables", "instruments", "errors", "marked_yaml", "storage", "console", "provenance",
}  # fmt: skip
ENGINE = {"models"}
# The engine's words, data only: the one thing of it that ground and report may import.
VOCABULARY = {f"{NAME}.models.covariance.structures", f"{NAME}.models.status"}
SPEAKERS = GROUND | {"report"}
FACE = {"command", "study_check"}
ABOVE = {"sensitivity"}
STAGES = {"ingest", "prepare", "describe", "missing", "estimate", "simulate"}
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "models": ENGINE,
    **{name: GROUND | ENGINE | {name} for name in STAGES},
    # It runs the stages again under other choices.
    **{name: GROUND | ENGINE | STAGES | {name} for name in ABOVE},
    "report": GROUND | {"report"},
    **dict.fromkeys(FACE, GROUND | ENGINE | STAGES | ABOVE | {"report"} | FACE),
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of every module that a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {node.module or ""} | {f"{node.module}.{a.name}" for a in node.names}
    return names


def in_vocabulary(name: str) -> bool:
    """A module of the vocabulary, or a name in one."""
    return name in VOCABULARY or name.rpartition(".")[0] in VOCABULARY


@pytest.mark.parametrize("name", sorted(VOCABULARY))
def test_the_vocabulary_is_data_only(name: str) -> None:
    path = PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")
    assert {imports.split(".")[0] for imports in imported(path)} <= sys.stdlib_module_names


def test_no_file_imports_itself_by_way_of_others() -> None:
    """Imports inside functions, and those for types alone, count too."""
    paths = {".".join([NAME, *module_parts(path)]): path for path in modules()}
    imports = {name: imported_modules(path, set(paths)) for name, path in paths.items()}
    assert not {name for name in imports if name in reached(imports, name)}


def imported_modules(path: Path, known: set[str]) -> set[str]:
    """Those of the known modules that a file imports, or imports a name from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                within = f"{node.module}.{alias.name}"
                found.add(within if within in known else str(node.module))
    return found & known


def module_parts(path: Path) -> list[str]:
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def reached(imports: dict[str, set[str]], start: str) -> set[str]:
    """What a module imports, itself or by way of others."""
    found: set[str] = set()
    following = set(imports[start])
    while following:
        found |= following
        following = {deeper for name in following for deeper in imports[name]} - found
    return found


def part_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_downward(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        return
    assert part in MAY_IMPORT, f"say in this test what {part} may import"
    for name in imported(path):
        if name == NAME:
            pytest.fail("nothing inside imports the face")
        if part in SPEAKERS and in_vocabulary(name):
            continue
        if name.startswith(NAME + "."):
            assert name.split(".")[1] in MAY_IMPORT[part], f"{part} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_plotting_only_in_report_and_snakemake_nowhere(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    assert "snakemake" not in roots
    if part_of(path) != "report":
        assert not roots & {"plotnine", "matplotlib", "great_tables"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in ("utils", "helpers", "common", "misc")
