"""The lists of packages say the same in every place, and the locks name no host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

CONDA_NAMES = {"great-tables": "great_tables"}


def requirements(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def name_and_range(requirement: str) -> tuple[str, str]:
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(.*)", requirement)
    assert match is not None
    return match.group(1), match.group(2)


def test_conda_list_is_that_of_pyproject(root: Path) -> None:
    environment = YAML(typ="safe").load((root / "environment.yml").read_text())
    conda = {name_and_range(entry) for entry in environment["dependencies"] if entry != "pip"}
    own = {
        (CONDA_NAMES.get(name, name), allowed)
        for name, allowed in map(name_and_range, requirements(root))
    }
    assert conda - own == {("python", ">=3.11,<3.12")}
    assert own <= conda


def test_every_direct_package_is_locked_with_hashes(root: Path) -> None:
    lock = (root / "requirements.lock").read_text()
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    for requirement in requirements(root):
        name = name_and_range(requirement)[0].lower()
        assert {name, name.replace(".", "-")} & locked, f"{name} is not locked: make lock"
    assert lock.count("==") <= lock.count("--hash=sha256:")


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-uv.lock", "pyproject.toml"])
def test_no_registry_host_is_named(root: Path, file: str) -> None:
    text = (root / file).read_text()
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
