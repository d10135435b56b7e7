"""A folder to work in, for who installed the package and has not its source."""

from __future__ import annotations

import shutil
from pathlib import Path

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.storage import write_text

PARTS = ("Snakefile", "workflow", "environment.yml", "requirements.lock", "config/README.md")
CONFIG = """\
# Which trials the workflow runs. Each name is a plan: config/trials/<name>.yaml
trials:
"""
_PACKAGE = Path(__file__).parent


def begin_project(folder: Path) -> None:
    """Write what a project needs into the folder: the workflow, a configuration without trials.

    Raises PlanError, before anything is written, where something of that name is there already.
    """
    source = _source()
    there = [name for name in (*PARTS, "config/config.yaml") if (folder / name).exists()]
    if there:
        rule = "it is here already, and nothing is written over it"
        raise PlanError(
            Problem(name, None, None, rule, "Begin in an empty folder.") for name in there
        )
    for name in PARTS:
        copy_part(source / name, folder / name)
    write_text(folder / "config" / "config.yaml", CONFIG)
    for name in ("config/trials", "data/raw"):
        (folder / name).mkdir(parents=True, exist_ok=True)


def copy_part(source: Path, place: Path) -> None:
    """Copy a file, or a folder with all that is in it, to a place that is not there yet."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, place)


def _source() -> Path:
    """Where the parts lie: in the package as it is installed, or beside it in its source."""
    installed = _PACKAGE / "project"
    return installed if installed.is_dir() else _PACKAGE.parent.parent
