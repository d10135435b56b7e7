"""No plan as `new` wrote it leads to a conclusion: every file of the tests and of the examples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("file", FILES)
def test_a_proposed_plan_is_never_run_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("trials:\n  - another\n")
    source = ROOT / file
    shutil.copyfile(source, tmp_path / source.name)
    monkeypatch.chdir(tmp_path)
    if main(["new", "mine", source.name]) != 0:
        assert not (tmp_path / "config" / "trials").exists()
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
    assert "A plan breaks a rule, or is not decided." in said
    assert "beat_the_blues.yaml, line" in said and "key outcomes.0.endpoint" in said
    assert "to decide: is `month_2` right?" in said
    assert "Traceback" not in said
    assert not (project / "results").exists()
