"""A verification that is stopped at the keyboard says so, and not that results differ."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from ipt_outcomes import verify
from ipt_outcomes.command import main


def test_it_is_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verify, "PARTS", ())
    monkeypatch.setattr(verify, "run_to_its_end", lambda *_, **__: 128 + signal.SIGINT)
    made = tmp_path / "results" / "mine" / "effects.csv"
    made.parent.mkdir(parents=True)
    made.write_text("1\n")
    said = {"inputs": {}, "outputs": {"results/mine/effects.csv": ""}}
    (made.parent / "manifest.json").write_text(json.dumps(said))
    assert main(["verify", "mine", "--rerun"]) == 128 + signal.SIGINT
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("Stopped.")
