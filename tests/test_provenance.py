"""The manifest: right hashes, no times, no machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.provenance import all_sha256, manifest, package_versions


@pytest.fixture
def text(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    plan = read_plan(root / "config/trials/demo_ipt.yaml")
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("a\n")
    Path("out.csv").write_text("b\n")
    return manifest(plan, inputs=["in.csv"], outputs=["out.csv"])


def test_hashes_plan_and_seed(text: str, root: Path) -> None:
    content = json.loads(text)
    assert content["inputs"] == {"in.csv": hashlib.sha256(b"a\n").hexdigest()}
    assert content["outputs"] == {"out.csv": hashlib.sha256(b"b\n").hexdigest()}
    assert content["plan_sha256"] == read_plan(root / "config/trials/demo_ipt.yaml").digest
    assert content["seeds"] == {"plan": 20261123}
    assert content["source"] == "synthetic"


def test_versions_are_of_what_is_installed() -> None:
    import pandas

    assert package_versions()["pandas"] == pandas.__version__


def test_no_path_of_this_machine(text: str, tmp_path: Path, root: Path) -> None:
    assert str(tmp_path) not in text
    assert str(root) not in text


@pytest.mark.parametrize(
    "key", ["plan_sha256", "lock_seal", "seeds", "versions", "source", "trial"]
)
def test_nothing_that_it_says_changes_unseen(text: str, key: str) -> None:
    """Another lock's seal, another seed: the results were as made."""
    content = json.loads(text)
    assert content["all_sha256"] == all_sha256(content)
    content[key] = "another"
    assert content["all_sha256"] != all_sha256(content)
