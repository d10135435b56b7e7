"""The command, as a person runs it."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_outcomes.command import main
from ipt_outcomes.console import REFUSALS

from .accepted_plan import without_questions

CONFIG = "# which trials\ntrials:\n  - first  # the first\n  # and more\n\nother: [1]\n"
ROWS = "id,group,phq9_pre,phq9_w8\np1,CBT,20,12\np2,CBT,18,9\np3,WL,21,20\np4,WL,17,16\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text(CONFIG)
    (tmp_path / "all.csv").write_text(ROWS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_new_then_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "mine", "all.csv"]) == 0
    said = capsys.readouterr().out
    assert "Wrote config/trials/mine.yaml" in said
    assert "  phq9_w8   phq9, total at week_8 (by the columns' names)\n" in said
    assert "mine: 1 thing to decide." in said
    config = (project / "config" / "config.yaml").read_text()
    assert config == CONFIG.replace("# the first\n", "# the first\n  - mine\n")
    assert "Until all is decided, `ipt-outcomes run` runs no trial of that list" in said
    assert main(["check", "mine"]) == 1
    said = capsys.readouterr().out
    assert "mine: 1 thing to decide." in said
    assert "mine: nothing is wrong apart from that." in said
    plan = project / "config" / "trials" / "mine.yaml"
    plan.write_text(without_questions(plan.read_text()))
    assert main(["check", "mine"]) == 0
    said = capsys.readouterr().out
    assert "mine: nothing is wrong." in said
    assert "Participants: 4 (2 wl, 2 cbt)" in said
    assert "week_8: 4 people with a score" in said


def test_a_plan_is_never_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = project / "config" / "trials" / "mine.yaml"
    plan.parent.mkdir()
    plan.write_text("mine already")
    assert main(["new", "mine", "all.csv"]) == 1
    assert plan.read_text() == "mine already"
    said = capsys.readouterr().err
    assert "left as it is. To write it anew, move it away first." in said


def test_a_plan_that_cannot_be_read_yet_is_not_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Words are no scores.
    (project / "all.csv").write_text(re.sub(r"\d+,\d+$", "good,poor", ROWS, flags=re.MULTILINE))
    assert main(["new", "mine", "all.csv"]) == 0
    said = capsys.readouterr().out
    assert "to decide: which columns are the scores?" in said
    assert "Then add `  - mine`" in said
    assert (project / "config" / "config.yaml").read_text() == CONFIG


@pytest.mark.parametrize("config", ["trials: [first]\n", "trials: {\n"])
def test_a_config_of_another_shape_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str], config: str
) -> None:
    (project / "config" / "config.yaml").write_text(config)
    assert main(["new", "mine", "all.csv"]) == 0
    assert "Add `  - mine` under `trials:`" in capsys.readouterr().out
    assert (project / "config" / "config.yaml").read_text() == config


def test_check_says_all_that_is_wrong_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", "mine", "all.csv"])
    (project / "all.csv").write_text(ROWS.replace("20,12", "CANARY,99").replace("p4,WL", "p3,WL"))
    capsys.readouterr()
    assert main(["check", "mine"]) == 1
    said = capsys.readouterr().out
    for line, column in ((2, "phq9_pre"), (2, "phq9_w8"), (4, "id")):
        assert f"all.csv, line {line}, column {column}\n" in said
    assert "there twice; so on 2 lines (4, 5)\n" in said
    assert "Participants: " in said and "CANARY" not in said


@pytest.mark.parametrize(
    "arguments", [["check", "none"], ["new", "mine", "none.csv"], ["new", "../x", "all.csv"]]
)
def test_a_mistake_is_said_without_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "Remedy:" in said and "Traceback" not in said
    assert not (project / "config" / "trials").exists()


def test_outside_a_project_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "all.csv").write_text(ROWS)
    monkeypatch.chdir(tmp_path)
    for arguments in (["new", "mine", "all.csv"], ["check", "mine"], ["run", "mine"]):
        assert main(arguments) == 1
        assert "config/config.yaml is not here" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"]


def test_run_names_the_plans_that_there_are(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mine", "all.csv"]) == 0
    assert main(["run", "other"]) == 1
    assert "no plan other.yaml; there: mine" in capsys.readouterr().err


def test_a_run_of_wrong_plans_is_refused_in_our_own_words(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Snakemake told of a WorkflowError in a file of the workflow."""
    for name in ("mine", "other"):
        assert main(["new", name, "all.csv"]) == 0
    (project / "config" / "trials" / "other.yaml").write_text("trial: other\n")
    monkeypatch.setattr("ipt_outcomes.run_workflow.run_to_its_end", pytest.fail)
    capsys.readouterr()
    assert main(["run", "mine", "other"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("config/trials/mine.yaml, line ")
    assert "config/trials/other.yaml, line 1" in said.err
    assert "Workflow" not in said.err


def test_a_reader_that_has_seen_enough_is_no_fault(root: Path) -> None:
    """`check ... | head -1`, of a pipe that is closed at once."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        run = subprocess.run(
            [sys.executable, "-u", "-m", "ipt_outcomes", "check", "beat_the_blues"],
            cwd=root, stdout=closed, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert run.stderr == ""


def test_new_is_done_before_anybody_reads_of_it(project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "ipt_outcomes", "new", "mine", "all.csv"]
    run = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in run.stderr
    assert "  - mine\n" in (project / "config" / "config.yaml").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_output_that_cannot_be_written_is_named(project: Path) -> None:
    command = [sys.executable, "-m", "ipt_outcomes", "new", "mine", "all.csv"]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode != 0
    assert "the output: No space left on device" in run.stderr


def test_a_folder_is_called_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "mine", "config"]) == 1
    said = capsys.readouterr().err
    assert "this is a folder" in said
    assert "Name the files in it one by one." in said


def test_reading_of_large_files_is_said_to_who_looks_on(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["new", "small", "all.csv"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("ipt_outcomes.command.LARGE", 50)
    for given in (["new", "mine", "all.csv"], ["check", "mine"]):
        main(given)
        assert capsys.readouterr().err == "Reading 0 MB ...\n"


def test_a_folder_with_braces_is_refused_in_words(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Snakemake ended in a traceback, at the first job."""
    folder = project / "odd {x}"
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "config.yaml").write_text(CONFIG)
    monkeypatch.chdir(folder)
    assert main(["run"]) == 1
    assert "has a brace" in capsys.readouterr().err


def test_a_python_that_its_path_hides_is_refused_in_words(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Jobs find it by its name on the PATH, which a colon splits: they ran in another one."""
    monkeypatch.setattr("sys.executable", f"/a{os.pathsep}b/bin/python")
    assert main(["run"]) == 1
    assert "another Python would be found" in capsys.readouterr().err


def test_without_memory_for_the_library_there_is_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(*_: object) -> int:
        raise ImportError("libx.so: failed to map segment from shared object")

    monkeypatch.setattr("ipt_outcomes.command._check", no_room)
    assert main(["check", "mine"]) == 1
    assert capsys.readouterr().err.startswith("Cannot allocate memory. Close other programs")


def test_results_that_cannot_be_written_to_are_said_before_anything_is_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Snakemake told of an output directory of the first job."""
    assert main(["new", "mine", "all.csv"]) == 0
    plan = project / "config" / "trials" / "mine.yaml"
    plan.write_text(without_questions(plan.read_text()))

    def refused(*, dir: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(dir / "tmp1234"))

    monkeypatch.setattr("ipt_outcomes.run_workflow.tempfile.TemporaryFile", refused)
    monkeypatch.setattr("ipt_outcomes.run_workflow.run_to_its_end", pytest.fail)
    assert main(["run", "mine"]) == 1
    said = capsys.readouterr().err
    assert said == "results: Read-only file system. Work in a folder that can be written to.\n"


def test_too_little_memory_for_a_run_is_said_before_anything_is_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With 1.5 GB of addresses jobs went on for ever."""
    assert main(["new", "mine", "all.csv"]) == 0
    monkeypatch.setattr(
        "ipt_outcomes.run_workflow.resource.getrlimit", lambda _: (1_500_000 * 1024, -1)
    )
    monkeypatch.setattr("ipt_outcomes.run_workflow.run_to_its_end", pytest.fail)
    assert main(["run", "mine"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("A program may have no more than 1,500,000 kB of memory here")
    assert not (project / "results").exists()


def test_a_run_on_no_core_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mine", "all.csv"]) == 0
    monkeypatch.setattr("ipt_outcomes.run_workflow.run_to_its_end", pytest.fail)
    assert main(["run", "mine", "--cores", "0"]) == 1
    assert "less than one core" in capsys.readouterr().err


def test_the_last_words_of_a_run_are_what_stood_in_its_way(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They stood somewhere among Snakemake's."""
    assert main(["new", "mine", "all.csv"]) == 0
    plan = project / "config" / "trials" / "mine.yaml"
    plan.write_text(without_questions(plan.read_text()))
    jobs = [("a", "a.csv, line 2"), ("b", "a.csv, line 2"), ("c", "b.csv, line 3")]

    def refused(words: object, *, environment: dict[str, str], held: object) -> int:
        for job, said in jobs:
            (Path(environment[REFUSALS]) / f"refused.{job}").write_text(said)
        return 1

    monkeypatch.setattr("ipt_outcomes.run_workflow.run_to_its_end", refused)
    assert main(["run", "mine"]) == 1
    said = capsys.readouterr().err
    assert said.endswith("\nNot finished. In the way:\na.csv, line 2\nb.csv, line 3\n")
    # Of another run they would be no news.
    jobs.clear()
    assert main(["run", "mine"]) == 1
    assert "In the way" not in capsys.readouterr().err


def test_a_listed_trial_without_a_plan_is_told_where_it_is_listed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "mine", "all.csv"]) == 0
    (project / "config" / "config.yaml").write_text("trials:\n  - first\n")
    assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert "no plan first.yaml, which config/config.yaml lists; there: mine" in said
