"""Who may import whom: imports point downward, and stages never import one another."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "ipt_outcomes"
NAME = "ipt_outcomes"

# From the bottom up: the engine knows nothing of the project; the ground takes the engine's
# vocabulary (data only) and nothing else of it.
ENGINE = {"models"}
VOCABULARY = {f"{NAME}.models.{word}" for word in ("status", "df_titles", "covariance.structures")}
GROUND = {
    "plan", "tables", "instruments", "errors", "causes", "marked_yaml", "validator_words",
    "storage", "console", "provenance", "phrases", "folder_registry", "random_streams", "library",
    "row_groups", "configured_trials", "plain_yaml", "characters", "plain_words",
}  # fmt: skip
STAGES = {"ingest", "prepare", "describe", "simulate"}
# Above the stages: what a plan's analyses are, then what is made of their results.
ANALYSES = {"analyses"}
ABOVE = {"missing", "estimate", "sensitivity", "evidence"}
FACE = {
    "__main__", "command", "one_run", "run_workflow", "study_check", "study_lock", "stages",
    "stage_keys", "new_project", "records", "made_before", "verify",
}  # fmt: skip
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "models": ENGINE,
    **{name: GROUND | ENGINE | {name} for name in STAGES},
    "analyses": GROUND | ENGINE | ANALYSES | {"prepare"},
    "missing": GROUND | ENGINE | ANALYSES | {"missing", "prepare"},
    "estimate": GROUND | ENGINE | ANALYSES | {"missing", "estimate"},
    "sensitivity": GROUND | ENGINE | ANALYSES | ABOVE | {"prepare"},
    "evidence": GROUND | ENGINE | {"evidence"},
    "report": GROUND | {"report"},
    **dict.fromkeys(FACE, GROUND | ENGINE | STAGES | ANALYSES | ABOVE | {"report"} | FACE),
}
# What a room may take from one that it may not import: by the module's full name.
BY_NAME = {
    **dict.fromkeys(GROUND, VOCABULARY),
    # Of an analysis the report knows the words alone.
    # Tables of studies are read by the reader of raw files, not by a second one.
    "evidence": {
        f"{NAME}.ingest.{word}"
        for word in (
            "cells",
            "findings",
            "text_table",
            "strange_cells",
            "formats.csv_text",
            "formats.encodings",
            "formats.ordinary_file",
        )
    },
    "report": VOCABULARY | {f"{NAME}.analyses.planned", f"{NAME}.analyses.words"},
}
OF_PLANNED = {"words_of"}


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
        if name.startswith(NAME + "."):
            known = name.split(".")[1] in MAY_IMPORT[part]
            assert known or by_name(part, name), f"{part} imports {name}"


def by_name(part: str, name: str) -> bool:
    """Whether a room takes a module, or a name of it, that is open to it by its full name."""
    open_to = BY_NAME.get(part, set())
    module, _, last = name.rpartition(".")
    if module == f"{NAME}.analyses.planned":
        return part == "report" and last in OF_PLANNED
    return name in open_to or module in open_to


def test_the_kinds_of_analysis_are_named_in_their_own_files_and_the_plan() -> None:
    kinds = [path.stem for path in (PACKAGE / "analyses/kinds").glob("[a-z]*.py")]
    assert len(kinds) >= 2
    word = re.compile(rf"""["'](?:{"|".join(kinds)})["']|\b(?:{"|".join(kinds)})\b[.:]""")
    for path in [*modules(), *(PACKAGE.parents[1] / "workflow").rglob("*.[sp][my]*")]:
        inside = path.is_relative_to(PACKAGE) and path.relative_to(PACKAGE).parts
        if inside and (inside[0] in ("plan", "models") or inside[:2] == ("analyses", "kinds")):
            continue
        if inside and inside[:2] == ("ingest", "proposal"):
            continue  # It writes plans.
        assert not word.search(path.read_text(encoding="utf-8")), path


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
