"""The workflow, run as a user runs it, in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from .copied_project import BINARIES, changed_plan, copy_project, snakemake

TRIALS = ["beat_the_blues", "demo_ipt"]


@pytest.fixture(scope="module")
def done(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has run from nothing."""
    folder = copy_project(root, tmp_path_factory.mktemp("first") / "project")
    run = snakemake(folder)
    assert run.returncode == 0, run.stderr
    (folder / "run.txt").write_text(run.stderr + run.stdout)
    return folder


@pytest.fixture
def project(done: Path, tmp_path: Path) -> Path:
    """A copy of the finished project, to be changed."""
    folder = tmp_path / "project"
    shutil.copytree(done, folder, copy_function=shutil.copy2)
    return folder


@pytest.fixture
def real_trial(project: Path) -> Path:
    """The same with the real trial alone, which runs sooner."""
    (project / "config/config.yaml").write_text("trials: [beat_the_blues]\n")
    return project


def planned(folder: Path) -> tuple[set[str], str]:
    """The rules that a dry run would run, and what it says of each job."""
    run = snakemake(folder, "-n", "--nocolor")
    assert run.returncode == 0, run.stderr
    text = run.stdout + run.stderr
    stats = text.split("Job stats:")[1].split("total")[0]
    jobs = "\n".join(re.findall(r"^Job \d+: (.*)", text, re.MULTILINE))
    return set(re.findall(r"^(\w+) +\d+$", stats, re.MULTILINE)) - {"all"}, jobs


def test_both_trials_have_reports_tables_figures_and_manifests(done: Path) -> None:
    for trial in TRIALS:
        results = done / "results" / trial
        assert (results / "report.html").stat().st_size > 50_000
        assert (results / "manifest.json").is_file()
        for name in ("models", "means", "effects"):
            assert (results / "estimate" / f"{name}.csv").stat().st_size > 100
        assert (results / "sensitivity" / "scenarios.csv").is_file()
        assert (results / "describe" / "flow.csv").is_file()
        for name in ("flow", "effects"):
            assert (results / "report" / f"{name}.png").stat().st_size > 5_000
            assert (results / "report" / f"{name}.svg").stat().st_size > 5_000
    # The demonstration trial has items, the other one reported totals.
    choice = "Unanswered items: does the rule matter?"
    assert choice in (done / "results/demo_ipt/report.html").read_text()
    assert (done / "results/demo_ipt/report/scenarios_phq9.png").stat().st_size > 5_000
    assert choice not in (done / "results/beat_the_blues/report.html").read_text()
    assert len((done / "results" / "verdict.txt").read_text().splitlines()) == len(TRIALS)


def test_progress_says_how_many_jobs_of_how_many_and_which(done: Path) -> None:
    text = (done / "run.txt").read_text()
    total = re.search(r"(\d+) of (\d+) steps \(100%\) done", text)
    assert total is not None and total.group(1) == total.group(2)
    assert "demo_ipt: fit the mmrm model of phq9" in text


def test_a_second_run_does_nothing_and_says_so(done: Path) -> None:
    run = snakemake(done)
    assert run.returncode == 0
    assert "Nothing to be done" in run.stdout + run.stderr


def test_the_manifest_holds_the_hashes_of_what_is_there(done: Path) -> None:
    import hashlib

    for trial in TRIALS:
        manifest = json.loads((done / "results" / trial / "manifest.json").read_text())
        files = {**manifest["inputs"], **manifest["outputs"]}
        for name, digest in files.items():
            assert hashlib.sha256((done / name).read_bytes()).hexdigest() == digest, name
        made = {
            str(path.relative_to(done))
            for path in (done / "results" / trial).rglob("*")
            if path.is_file() and "logs" not in path.parts and path.name != "manifest.json"
        }
        assert made == set(manifest["outputs"])


def test_same_bytes_in_another_folder(root: Path, done: Path, tmp_path: Path) -> None:
    other = copy_project(root, tmp_path / "elsewhere" / "project")
    (other / "config/config.yaml").write_text("trials: [beat_the_blues]\n")
    assert snakemake(other).returncode == 0
    first, second = (
        json.loads((folder / "results/beat_the_blues/manifest.json").read_text())
        for folder in (done, other)
    )
    assert first == second


def test_a_changed_plan_reruns_what_it_touches_of_that_trial_only(project: Path) -> None:
    changed_plan(project, "demo_ipt", "alpha: 0.05", "alpha: 0.1")
    rules, jobs = planned(project)
    assert "beat_the_blues" not in jobs
    assert {"describe", "estimate", "sensitivity", "report", "provenance", "verdict"} <= rules
    assert not rules & {"ingest", "prepare", "models"}


def test_what_has_rows_of_people_is_its_owners_alone(done: Path) -> None:
    open_to_all = set()
    for file in (done / "results" / "demo_ipt").rglob("*.parquet"):
        if file.stat().st_mode & 0o077 == 0:
            assert file.with_suffix(".csv").stat().st_mode & 0o077 == 0
        else:
            named = {"participant", "treated_by"} & set(pd.read_parquet(file).columns)
            assert not named, file.name
            open_to_all.add(file.stem)
    assert {"effects", "scenarios", "flow"} <= open_to_all
    report = done / "results" / "demo_ipt" / "report"
    for name in ("../report.html", "individuals_phq9.png", "individuals_phq9.svg", "jacobson.png"):
        assert (report / name).stat().st_mode & 0o077 == 0, name
    assert (report / "means_phq9.png").stat().st_mode & 0o044


def test_a_changed_model_reruns_the_models(project: Path) -> None:
    changed_plan(project, "beat_the_blues", "covariance: us", "covariance: cs")
    rules, jobs = planned(project)
    assert "beat_the_blues: fit the mmrm model of bdi" in jobs
    assert not rules & {"ingest", "prepare"}
    assert "demo_ipt" not in jobs


def test_the_options_of_one_analysis_rerun_its_models_only(project: Path) -> None:
    plan = project / "config/trials/demo_ipt.yaml"
    head, growth = plan.read_text().split("  growth:\n    df: kenward-roger\n")
    plan.write_text(f"{head}  growth:\n    df: satterthwaite\n{growth}")
    rules, jobs = planned(project)
    assert "demo_ipt: fit the growth model of phq9" in jobs
    assert "fit the mmrm model" not in jobs
    assert "sensitivity" not in rules


def test_an_arms_role_counts_the_flow_again(project: Path) -> None:
    changed_plan(project, "demo_ipt", "role: active_comparator", "role: treatment")
    rules, _ = planned(project)
    # Reading asks whether anybody of a control arm was treated, or waited.
    assert {"ingest", "describe", "figures_demo_ipt", "report"} <= rules


def test_what_is_deleted_by_hand_is_made_again(real_trial: Path) -> None:
    """A folder, and single files that no later stage would miss."""
    results = real_trial / "results/beat_the_blues"
    gone = [results / name for name in ("models/bdi/mmrm/rows.csv", "report/means_bdi.svg")]
    gone += sorted((results / "estimate").iterdir())
    before = {path: path.read_bytes() for path in gone}
    shutil.rmtree(results / "estimate")
    for path in gone[:2]:
        path.unlink()
    run = snakemake(real_trial)
    assert run.returncode == 0, run.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_label_reruns_only_the_report(project: Path) -> None:
    """An arm's is read by the models: whether it waits is seen by its words."""
    changed_plan(project, "beat_the_blues", "5 months", "Month 5")
    rules, _ = planned(project)
    assert rules <= {"figures_beat_the_blues", "report", "provenance", "verdict"}
    assert "report" in rules


@pytest.mark.parametrize(
    ("module", "first", "untouched"),
    [
        ("estimate/tables/effects.py", "estimate", {"ingest", "prepare", "models"}),
        ("analyses/kinds/growth.py", "models", {"ingest", "prepare"}),
        ("sensitivity/families/missing_items.py", "sensitivity", {"prepare", "models", "estimate"}),
        ("ingest/study.py", "ingest", set()),
        ("report/methods.py", "report", {"ingest", "prepare", "models", "estimate"}),
    ],
)
def test_an_edited_module_reruns_what_depends_on_it(
    project: Path, module: str, first: str, untouched: set[str]
) -> None:
    path = project / "src" / "ipt_outcomes" / module
    path.write_text(path.read_text() + "\n# edited\n")
    rules, _ = planned(project)
    assert first in rules
    assert not rules & untouched


def test_a_users_mistake_is_told_without_a_traceback(project: Path) -> None:
    scores = project / "data/raw/demo_ipt/scores.csv"
    lines = scores.read_text().splitlines(keepends=True)
    cells = lines[16].split(",")
    cells[lines[0].split(",").index("phq9_3")] = "canary-7f3a"
    lines[16] = ",".join(cells)
    scores.write_text("".join(lines))
    run = snakemake(project)
    text = run.stdout + run.stderr
    assert run.returncode != 0
    assert "data/raw/demo_ipt/scores.csv, line 17, column phq9_3" in text
    assert "Remedy:" in text
    assert "Traceback" not in text and "canary-7f3a" not in text
    for path in (project / "results").rglob("*"):
        assert not path.is_file() or b"canary-7f3a" not in path.read_bytes()


def test_a_broken_plan_is_told_with_its_line(project: Path) -> None:
    changed_plan(project, "demo_ipt", "alpha: 0.05", "alpah: 0.05")
    run = snakemake(project)
    text = run.stdout + run.stderr
    assert run.returncode != 0
    assert re.search(r"config/trials/demo_ipt\.yaml, line \d+, key alpah", text)
    assert "Traceback" not in text


def test_a_failed_model_is_a_row_and_the_run_fails_naming_it(real_trial: Path) -> None:
    project = real_trial
    raw = project / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv"
    lines = raw.read_text().splitlines()
    constant = [",".join([*line.split(",")[:5], "7", "7", "7", "7"]) for line in lines[1:]]
    raw.write_text("\n".join([lines[0], *constant]) + "\n")
    run = snakemake(project)
    text = run.stdout + run.stderr
    assert run.returncode != 0
    assert "beat_the_blues: the mmrm model of bdi failed" in text
    effects = (project / "results/beat_the_blues/estimate/effects.csv").read_text()
    assert ",failed" in effects
    assert (project / "results/beat_the_blues/report.html").is_file()
    assert (project / "results/beat_the_blues/manifest.json").is_file()
    assert not (project / "results/verdict.txt").exists()


@pytest.mark.parametrize("name", ["../../x", "a;b", "x y", "<script>"])
def test_a_trials_name_cannot_leave_results(project: Path, name: str) -> None:
    (project / "config/config.yaml").write_text(f"trials: ['{name}']\n")
    run = snakemake(project, "-n")
    assert run.returncode != 0
    assert "a trial's name begins with a letter" in run.stdout + run.stderr


def test_lint_and_format(root: Path) -> None:
    assert snakemake(root, "--lint").returncode == 0
    check = [str(BINARIES / "snakefmt"), "--check", "Snakefile", "workflow"]
    assert subprocess.run(check, cwd=root, capture_output=True, check=False).returncode == 0


def test_scripts_only_read_call_and_write(root: Path) -> None:
    for script in (root / "workflow/scripts").glob("*.py"):
        text = script.read_text()
        assert len(text.splitlines()) <= 25, script.name
        assert not re.search(r"\bdef |snakemake\.config", text), script.name
    for rules in (root / "workflow/rules").glob("*.smk"):
        assert not re.search(r"^\s+(shell|run):", rules.read_text(), re.MULTILINE)


def test_one_trial_alone_in_a_folder_of_any_name(root: Path, tmp_path: Path) -> None:
    """The interpreter lies in such a folder too, as after `make demo` there; no name is run."""
    here = tmp_path / "o'neil data & $(touch BAD) `touch BAD`"
    folder = copy_project(root, here / "project")
    (folder / "config/config.yaml").write_text("trials: [demo_ipt]\n")
    binaries = here / "venv" / "bin"
    binaries.parent.mkdir()
    binaries.symlink_to(BINARIES)
    (here / "venv" / "lib").symlink_to(BINARIES.parent / "lib")
    shutil.copy(BINARIES.parent / "pyvenv.cfg", here / "venv")
    run = subprocess.run(
        [binaries / "python", "-m", "ipt_outcomes", "run", "beat_the_blues", "--", "--until",
         "ingest"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (folder / "results/beat_the_blues/ingest/scores.parquet").is_file()
    assert not (folder / "results/demo_ipt").exists()
    assert not list(tmp_path.rglob("BAD"))
