"""What `verify` says of results that are as they were made: how many files were read, and made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ipt_outcomes.provenance import all_sha256, sha256
from ipt_outcomes.verify import verify


def test_files_read_and_files_made_are_counted_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rerun compares the files made alone: one sum of both looked like another number."""
    monkeypatch.chdir(tmp_path)
    made = Path("results") / "mine"
    made.mkdir(parents=True)
    files = [Path("people.csv"), made / "effects.csv", made / "means.csv"]
    for file in files:
        file.write_text("1\n")
    read, *written = ((str(file), sha256(file)) for file in files)
    said: dict[str, Any] = {"inputs": dict([read]), "outputs": dict(written)}
    said["all_sha256"] = all_sha256(said)
    (made / "manifest.json").write_text(json.dumps(said))
    found = verify("mine")
    assert found.ok
    assert found.lines == (
        f"mine: as made. 1 file read and 2 files made, all_sha256 {said['all_sha256']}.",
    )
