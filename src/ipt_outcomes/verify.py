"""Whether a trial's results are as its manifest says, and whether they come out again."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.new_project import PARTS, copy_part
from ipt_outcomes.one_run import run_to_its_end
from ipt_outcomes.phrases import counted
from ipt_outcomes.provenance import all_sha256, sha256
from ipt_outcomes.records import lies_in

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Verified:
    """What was found: lines to read, and whether every file looked at is as it was made."""

    lines: tuple[str, ...]
    ok: bool


def verify(trial: str) -> Verified:
    """Hash all that the manifest of `results/<trial>/` lists, and compare.

    Works where the results are alone: files that are not there are named, inputs as not checked.
    Raises PlanError where there is no manifest, or it is none, or of other results.
    """
    said = _manifest(trial)
    lines: list[str] = []
    sound = said.get("all_sha256") == all_sha256(said)
    if not sound:
        lines.append(f"{_place(trial)}: its hashes are not those that it was written with")
    missing = [name for name in said["inputs"] if not Path(name).is_file()]
    for kind in ("inputs", "outputs"):
        for name, wanted in said[kind].items():
            if name not in missing:
                lines += [f"{name}: {wrong}" for wrong in _differs(Path(name), wanted)]
    ok = not lines
    if missing:
        lines.append(f"Not checked, not being here: {', '.join(missing)}.")
    # Nobody vouches for what lies among the results and is none of them.
    others = _others(trial, said["outputs"])
    lines += [f"{name}: none of the last run's results, and not checked" for name in others]
    read, made = len(said["inputs"]) - len(missing), len(said["outputs"])
    if ok:
        files = f"{counted(read, 'file')} read and {counted(made, 'file')} made"
        lines.append(f"{trial}: as made. {files}, all_sha256 {said['all_sha256']}.")
    return Verified(tuple(lines), ok)


def verify_by_rerun(trial: str, cores: int) -> Verified:
    """Make the trial anew in another folder, and compare every file byte for byte.

    Raises PlanError where there is no manifest, or one of its inputs is not here;
    KeyboardInterrupt where it is stopped at the keyboard.
    """
    said = _manifest(trial)
    gone = [name for name in (*said["inputs"], *PARTS) if not Path(name).exists()]
    if gone:
        rule, remedy = "it is not here, and nothing is made without it", "Bring it back."
        raise PlanError(Problem(name, None, None, rule, remedy) for name in gone)
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        for name in (*said["inputs"], *PARTS, "config/config.yaml", "config/instruments"):
            if Path(name).exists():
                copy_part(Path(name), folder / name)
        words = [sys.executable, "-m", "ipt_outcomes", "run", trial, "--cores", str(cores)]
        with tempfile.TemporaryFile() as said_by_run:
            status = run_to_its_end(words, folder=folder, output=said_by_run)
            said_by_run.seek(0)
            told = said_by_run.read().decode(errors="replace")
        if status == 128 + signal.SIGINT:
            raise KeyboardInterrupt
        if status != 0:
            return Verified((f"{trial}: making it anew failed.", told[-2000:]), ok=False)
        lines = [
            f"{name}: {wrong}, made anew"
            for name, wanted in said["outputs"].items()
            for wrong in _differs(folder / name, wanted)
        ]
    if lines:
        return Verified(tuple(lines), ok=False)
    made = counted(len(said["outputs"]), "file")
    return Verified((f"{trial}: made anew, the same bytes in {made} made.",), ok=True)


def _differs(file: Path, wanted: str) -> Iterator[str]:
    if not file.is_file():
        yield "not there"
    elif sha256(file) != wanted:
        yield "not as made"


def _others(trial: str, outputs: Mapping[str, str]) -> list[str]:
    """Files among the results that the manifest does not name, in the order of their names."""
    place = _place(trial)
    known = {place, *map(Path, outputs)}
    files = (path for path in place.parent.rglob("*") if path.is_file() and path not in known)
    return sorted(str(path) for path in files if path.relative_to(place.parent).parts[0] != "logs")


def _place(trial: str) -> Path:
    return Path("results") / trial / MANIFEST


def _manifest(trial: str) -> Mapping[str, Any]:
    place = _place(trial)
    try:
        said: Mapping[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        if not all(isinstance(said[kind], dict) for kind in ("inputs", "outputs")):
            raise TypeError
    except (OSError, ValueError, KeyError, TypeError):
        rule, remedy = "there is no manifest to compare with", f"Make one: ipt-outcomes run {trial}"
        raise PlanError([Problem(str(place), None, None, rule, remedy)]) from None
    if not any(lies_in(name, place.parent) for name in said["outputs"]):
        rule = "it is of results in another folder, and says nothing of those beside it"
        remedy = "Give the folder the name that it was made under."
        raise PlanError([Problem(str(place), None, None, rule, remedy)])
    return said
