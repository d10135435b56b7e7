"""What was changed, cut short or deleted behind the workflow's back is named and made again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.command import main
from ipt_outcomes.made_before import look_again, unmake_what_changed
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.records import read_record, records_of

from .copied_project import copy_project, snakemake

TRIAL = "beat_the_blues"
RESULTS = Path("results") / TRIAL
RAW = Path("data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv")


@pytest.fixture(scope="module")
def prepared(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has run from the raw files to prepared scores."""
    folder = copy_project(root, tmp_path_factory.mktemp("prepared") / "project")
    (folder / "config/config.yaml").write_text(f"trials: [{TRIAL}]\n")
    run = snakemake(folder, "--until", "prepare")
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which the test stands in."""
    copy = tmp_path / "project"
    shutil.copytree(prepared, copy, copy_function=shutil.copy2)
    monkeypatch.chdir(copy)
    # The copy's files were all touched; what they hold is the same.
    assert changed() == []
    return copy


def changed() -> list[str]:
    return unmake_what_changed(read_plan(f"config/trials/{TRIAL}.yaml"))


def written() -> list[Path]:
    return [Path(name) for record in records_of(RESULTS).values() for name in record.outputs]


def flip(path: Path) -> None:
    """Another byte in the middle; size and date stay."""
    data, found = bytearray(path.read_bytes()), path.stat()
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def test_what_is_untouched_stays(folder: Path) -> None:
    before = {path: path.read_bytes() for path in written()}
    assert {path.suffix for path in before} == {".parquet", ".csv", ".txt"}
    assert changed() == []
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("harm", "said"),
    [(flip, "not as it was written"), (cut, "not as it was written"),
     (Path.unlink, "not there any more")],
)  # fmt: skip
def test_every_file_that_was_harmed_is_named_and_gone(
    folder: Path, harm: Callable[[Path], None], said: str
) -> None:
    """A flipped byte made a score of 2 an 18, and the next manifest vouched for it."""
    files = written()
    assert len(files) > 10
    for path in files:
        harm(path)
    assert sorted(changed()) == sorted(f"{path}: {said}" for path in files)
    assert not any(path.exists() for path in files)


def test_one_that_was_harmed_is_made_again_with_what_follows(folder: Path) -> None:
    path = RESULTS / "ingest" / "scores.parquet"
    right = path.read_bytes()
    flip(path)
    look_again([TRIAL])
    run = snakemake(folder, "--until", "prepare")
    assert run.returncode == 0, run.stderr
    assert path.read_bytes() == right
    assert "scores of bdi at the planned visits" in run.stdout + run.stderr
    assert changed() == []


def test_raw_data_with_an_old_date_are_seen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As out of a backup or an archive: the old results stood as the new data's."""
    raw, made = RAW.read_text(), RESULTS / "ingest" / "scores.parquet"
    RAW.write_text(raw.replace(",29,", ",28,", 1))
    os.utime(RAW, (1_000_000_000, 1_000_000_000))
    look_again([TRIAL])
    said = capsys.readouterr().err
    assert f"{RAW}: changed since the results were made from it" in said
    assert f"{TRIAL}: made again, with all that follows." in said
    assert not made.exists()


def test_changed_code_with_an_old_date_is_seen(folder: Path) -> None:
    lock = Path("requirements.lock")
    lock.write_text(lock.read_text() + "\n")
    os.utime(lock, (1_000_000_000, 1_000_000_000))
    assert {line.partition(":")[0] for line in changed()} == {
        "the code of the stage ingest", "the code of the stage prepare",
    }  # fmt: skip


def test_a_changed_plan_is_seen_where_snakemake_remembers_nothing(folder: Path) -> None:
    """Without its folder it called the old results up to date: results of another plan."""
    shutil.rmtree(".snakemake")
    plan = Path(f"config/trials/{TRIAL}.yaml")
    plan.write_text("# a comment\n" + plan.read_text())
    assert changed() == []
    plan.write_text(plan.read_text().replace("week: 34.8", "week: 35.8"))
    said = "what the plan says of prepare bdi: changed since the results were made from it"
    assert said in changed()
    assert not (RESULTS / "prepare" / "bdi" / "outcomes.parquet").exists()


def test_what_was_made_from_another_file_than_lies_there_is_seen(folder: Path) -> None:
    """Scores of an older run, with their record, as out of a backup: what followed stood."""
    table, record = RESULTS / "ingest" / "scores.parquet", RESULTS / "logs" / "ingest.made.json"
    said = json.loads(record.read_text())
    table.write_bytes(table.read_bytes() + b"older")
    found = table.stat()
    said["outputs"][str(table)] = {
        "sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
        "size": found.st_size, "changed": found.st_ctime_ns,
    }  # fmt: skip
    record.write_text(json.dumps(said))
    assert changed() == [f"{table}: changed since the results were made from it"]
    assert table.exists()
    assert not list(RESULTS.glob("prepare/*/*"))


def test_the_verdict_is_compared_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verdict = Path("results/verdict.txt")
    verdict.write_text("all is well\n")
    look_again([TRIAL])
    assert f"{verdict}: no record says what was written there" in capsys.readouterr().err
    assert not verdict.exists()


def test_what_no_job_of_ours_wrote_is_no_result(folder: Path) -> None:
    alien, own = RESULTS / "estimate" / "effects.csv", RESULTS / "my_notes.txt"
    alien.parent.mkdir(parents=True)
    alien.write_text("outcome,estimate\nphq9,-99\n")
    own.write_text("mine")
    assert changed() == [f"{alien}: no record says what was written there"]
    assert not alien.exists()
    assert own.exists()


def test_a_record_that_is_none_counts_for_nothing(folder: Path) -> None:
    (file, *_) = (path for path in records_of(RESULTS) if path.name == "ingest.made.json")
    file.write_text('{"outputs": 3}')
    assert read_record(file) is None
    assert all("no record says" in line for line in changed())


def test_what_the_plan_has_no_more_is_named_and_gone(folder: Path) -> None:
    """Rows of an outcome that was renamed stood through two runs, of raw data long changed."""
    plan = Path(f"config/trials/{TRIAL}.yaml")
    text = plan.read_text().replace("name: bdi,", "name: mood,")
    plan.write_text(text.replace("outcome: bdi", "outcome: mood"))
    rows = RESULTS / "prepare" / "bdi" / "outcomes.csv"
    assert rows.exists()
    assert changed() == [
        "what the plan says of prepare bdi: changed since the results were made from it"
    ]
    assert not rows.exists()
    assert changed() == []


def test_results_copied_under_another_name_delete_nothing_of_the_first(folder: Path) -> None:
    """Their records name the first trial's files, which a run of the second one deleted."""
    before = {path: path.read_bytes() for path in written()}
    shutil.copytree(RESULTS, RESULTS.with_name("another"))
    first = Path(f"config/trials/{TRIAL}.yaml")
    plan = first.with_stem("another")
    other = first.read_text().replace(f"trial: {TRIAL}", "trial: another")
    plan.write_text(other.replace("week: 34.8", "week: 35.8"))
    said = unmake_what_changed(read_plan(plan))
    assert said
    assert all(line.startswith("results/another/") for line in said)
    assert all("no record says" in line for line in said)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("name", ["data/raw/notes.csv", "results/beat_the_blues/../notes.csv"])
def test_a_record_deletes_nothing_outside_its_results(folder: Path, name: str) -> None:
    record = RESULTS / "logs" / "ingest.made.json"
    Path(name).write_text("mine")
    said = json.loads(record.read_text())
    said["outputs"][name] = {"sha256": "0" * 64, "size": 1, "changed": 1}
    record.write_text(json.dumps(said))
    changed()
    assert Path(name).read_text() == "mine"


@pytest.fixture
def manifest(folder: Path) -> Path:
    """A manifest of what lies there, as the last job of a run writes it."""
    outputs = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in written()}
    inputs = {str(RAW): hashlib.sha256(RAW.read_bytes()).hexdigest()}
    lines = [*(f"{inputs[each]}  {each}" for each in sorted(inputs)),
             *(f"{outputs[each]}  {each}" for each in sorted(outputs))]  # fmt: skip
    every = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    path = RESULTS / "manifest.json"
    path.write_text(json.dumps({"inputs": inputs, "outputs": outputs, "all_sha256": every}))
    return path


def test_verify_says_as_made_or_names_each_file(
    manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", TRIAL]) == 0
    assert f"{TRIAL}: as made." in capsys.readouterr().out
    harmed, gone = written()[:2]
    flip(harmed)
    gone.unlink()
    assert main(["verify", TRIAL]) == 1
    assert capsys.readouterr().out == f"{harmed}: not as made\n{gone}: not there\n"


def test_verify_works_from_the_results_alone(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shutil.copytree("results", tmp_path / "alone" / "results")
    monkeypatch.chdir(tmp_path / "alone")
    assert main(["verify", TRIAL]) == 0
    assert f"Not checked, not being here: {RAW}." in capsys.readouterr().out
    changed_by_hand = RESULTS / "manifest.json"
    changed_by_hand.write_text(manifest.read_text().replace('"outputs": {"', '"outputs": {"x', 1))
    assert main(["verify", TRIAL]) == 1
    assert "its hashes are not those that it was written with" in capsys.readouterr().out
    assert main(["verify", "another"]) == 1
    assert "there is no manifest to compare with" in capsys.readouterr().err


def test_verify_says_nothing_of_results_by_the_manifest_of_others(
    manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy with other numbers was as made: the first folder's files were looked at."""
    copy = RESULTS.with_name("another")
    shutil.copytree(RESULTS, copy)
    flip(copy / "ingest" / "scores.parquet")
    assert main(["verify", "another"]) == 1
    assert "it is of results in another folder" in capsys.readouterr().err


def test_verify_names_what_is_none_of_the_results(
    manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables of an outcome that the plan had before stood among those of the last run."""
    before = RESULTS / "models" / "before" / "rows.csv"
    before.parent.mkdir(parents=True)
    before.write_text("participant\n")
    assert main(["verify", TRIAL]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{before}: none of the last run's results, and not checked"
    assert said[1].startswith(f"{TRIAL}: as made.")
