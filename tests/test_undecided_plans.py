"""No plan as `new` wrote it leads to a conclusion: every file of the tests and of the examples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import ipt_outcomes as ipt
from ipt_outcomes.command import main
from ipt_outcomes.errors import PlanError

from .accepted_plan import refuses
from .copied_project import copy_project, snakemake

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SUFFIXES = {".csv", ".xlsx", ".sav", ".dta", ".parquet", ".tsv", ".txt"}
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (TESTS, ROOT / "data" / "raw")
    for path in folder.rglob("*")
    if path.suffix in SUFFIXES
)
FOLDERS = sorted(
    folder.relative_to(ROOT).as_posix()
    for parent in (TESTS / "ingest" / "shapes", TESTS / "ingest" / "proposal" / "files",
                   ROOT / "data" / "raw")
    for folder in parent.iterdir()
    if folder.is_dir()
)  # fmt: skip


@pytest.mark.parametrize("file", FILES)
def test_a_proposed_plan_is_never_run_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    source = ROOT / file
    shutil.copyfile(source, tmp_path / source.name)
    monkeypatch.chdir(tmp_path)
    refused_as_proposed(tmp_path, source.name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_nor_is_one_of_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    shutil.copytree(ROOT / folder, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    refused_as_proposed(tmp_path, *named_files(tmp_path))


def named_files(project: Path) -> list[str]:
    """The files of its data as `new` is given them: of a workbook, the first sheet."""
    names = []
    for path in sorted((project / "data").rglob("*")):
        if path.suffix in SUFFIXES:
            name = path.relative_to(project).as_posix()
            sheets = CalamineWorkbook.from_path(path).sheet_names if path.suffix == ".xlsx" else []
            names.append(f"{name}#{sheets[0]}" if sheets else name)
    return names


def refused_as_proposed(project: Path, *files: str) -> None:
    """Whatever `new` writes for the files, `check` and the analyses refuse it."""
    (project / "config").mkdir()
    (project / "config" / "config.yaml").write_text("trials:\n  - another\n")
    if main(["new", "mine", *files]) != 0:
        assert not (project / "config" / "trials").exists()
        return
    assert main(["check", "mine"]) == 1
    try:
        plan = ipt.read_plan("config/trials/mine.yaml")
    except PlanError as error:
        assert any(problem.rule.startswith("to decide") for problem in error.problems)
    else:
        refuses(plan)


def test_the_workflow_asks_before_it_writes_anything(root: Path, tmp_path: Path) -> None:
    project = copy_project(root, tmp_path / "project")
    plan = project / "config/trials/beat_the_blues.yaml"
    text = plan.read_text()
    assert text.count("endpoint: month_2}") == 1
    plan.write_text(text.replace("endpoint: month_2}", "endpoint: month_2?}"))
    run = snakemake(project)
    assert run.returncode != 0
    said = run.stdout + run.stderr
    assert "A plan is wrong, or not decided." in said
    assert "beat_the_blues.yaml, line" in said and "key outcomes.0.endpoint" in said
    assert "to decide: is `month_2` right?" in said
    assert "Traceback" not in said
    assert not (project / "results").exists()
