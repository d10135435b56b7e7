import subprocess
import sys
from pathlib import Path

import pytest

from ipt_outcomes.simulate import Truth, simulate_trial, write_trial

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw" / "demo_ipt"
FILES = [
    *("participants.csv", "sessions.csv", "scores.csv"),
    *("fidelity.csv", "adverse_events.csv"),
]


def test_the_committed_files_are_what_the_simulator_writes(truth: Truth, tmp_path: Path) -> None:
    written = write_trial(simulate_trial(truth), tmp_path)
    assert [path.name for path in written] == FILES
    for path in written:
        assert path.read_bytes() == (RAW / path.name).read_bytes()


def test_the_files_are_plain(truth: Truth, tmp_path: Path) -> None:
    write_trial(simulate_trial(truth, 9), tmp_path)
    for name in FILES:
        content = (tmp_path / name).read_bytes()
        assert b"\r" not in content
        assert b'"' not in content
        assert content.endswith(b"\n")
        content.decode("ascii")
    lines = (tmp_path / "scores.csv").read_text().splitlines()
    place = lines[0].split(",").index("sas_sr")
    values = [line.split(",")[place] for line in lines[1:]]
    assert all(value == "" or len(value) == 4 for value in values)


def test_the_command_writes_the_trial(tmp_path: Path) -> None:
    truth_file = str(ROOT / "config" / "simulations" / "demo_ipt.yaml")
    command = [sys.executable, "-m", "ipt_outcomes.simulate", truth_file, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [Path(line).name for line in done.stdout.splitlines()] == FILES
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (RAW / name).read_bytes()


@pytest.mark.parametrize("text", ["trial: [", "trial: other\n"])
def test_the_command_refuses_a_broken_truth_file_before_writing(tmp_path: Path, text: str) -> None:
    broken, folder = tmp_path / "broken.yaml", tmp_path / "out"
    broken.write_text(text)
    command = [sys.executable, "-m", "ipt_outcomes.simulate", str(broken), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "broken.yaml" in done.stderr
    assert not folder.exists()
