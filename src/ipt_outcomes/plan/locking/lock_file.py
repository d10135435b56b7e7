"""The file of a lock, beside the plan's: `<trial>.lock.yaml`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.marked_yaml import MarkedYaml
from ipt_outcomes.plain_yaml import broken_file, broken_text
from ipt_outcomes.plan.locking.lock import Lock, seal_of

ENDING = ".lock.yaml"
_BEGINNING = """\
# The analysis plan of {trial} as it was locked. `ipt-outcomes lock` wrote it; it is not changed by
# hand. What the plan says otherwise later is an amendment: ipt-outcomes lock {trial} --amend "why"
"""
_RESTORE = "Restore the file as `ipt-outcomes lock` wrote it, from a backup or the version control."


def lock_file(plan_file: str | Path) -> Path:
    """Where the lock of a plan's file lies."""
    path = Path(plan_file)
    return path.with_name(f"{path.stem}{ENDING}")


def read_lock(plan_file: str | Path, trial: str) -> Lock | None:
    """The lock of the plan's file; None where it was not locked.

    Raises PlanError where it is no lock, is that of another trial, or was changed since it was
    written.
    """
    path = lock_file(plan_file)
    if not path.is_file():
        return None
    lock = _read(path)
    if lock.trial != trial:
        raise _refused(path, f"it is the lock of {lock.trial}, and not of {trial}", _RESTORE)
    if lock.seal != seal_of(lock):
        raise _refused(path, "it was changed since it was written: its seal is broken", _RESTORE)
    return lock


def _read(path: Path) -> Lock:
    """A lock is read as it was written, and soon: nobody asks on which line a key stands."""
    text, tree = "", None
    try:
        if broken_file(path) is None:
            text = path.read_text(encoding="utf-8")
            tree = None if broken_text(text) else YAML(typ="safe").load(text)
    except (YAMLError, ValueError, OverflowError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise _refused(path, "it is no lock", _RESTORE)
    return MarkedYaml(str(path), "the lock", tree, {}, text).validated(Lock, keys_of=Lock)


def text_of(lock: Lock) -> str:
    """The file's text: the same for the same lock."""
    writer, written = YAML(), StringIO()
    writer.default_flow_style = False
    writer.width = 10_000
    writer.dump(lock.model_dump(mode="json"), written)
    return _BEGINNING.format(trial=lock.trial) + written.getvalue()


def _refused(path: Path, rule: str, remedy: str) -> PlanError:
    return PlanError([Problem(str(path), None, None, rule, remedy)])
