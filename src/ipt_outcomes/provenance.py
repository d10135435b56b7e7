"""What a result was made from: hashes of every input and output, versions, plan and seed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.plan.plan import Plan

# The packages whose version can move a number or a figure.
PACKAGES = (
    "ipt-outcomes",
    "formulaic",
    "great-tables",
    "matplotlib",
    "numpy",
    "pandas",
    "plotnine",
    "pyarrow",
    "scipy",
    "snakemake",
    "statsmodels",
)


def package_versions() -> dict[str, str]:
    """Python's version and those of the packages that numbers and figures rest on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def sha256(path: str | Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest(
    plan: Plan,
    *,
    inputs: Iterable[str | Path],
    outputs: Iterable[str | Path],
    recorded: Mapping[str, str] | None = None,
    planned: str | None = None,
) -> str:
    """The manifest of a trial's run as JSON text, the same for the same run: no times, no paths.

    Files are named as given, so give them relative to the project's folder. `recorded` has the
    hashes that were taken when files were read or written: with it a file is never vouched for by
    what lies there now, but for inputs that it has not, such as the plan. `planned` is the
    plan's digest when the run began. `all_sha256` is the hash of all other hashes, and of what else
    it says, which a paper can print. Raises DataError, naming every output that has no record, and
    PlanError where the plan was changed since.
    """
    if planned not in (None, plan.digest):
        rule = "the plan was changed while the run went on, and the results rest on both"
        raise PlanError([Problem(plan.trial, None, None, rule, "Run again.")])
    known = recorded or {}
    written = sorted(map(str, outputs))
    if recorded is not None:
        rule, remedy = "no record says what was written there", "Delete it, and run again."
        unknown = [Problem(name, None, None, rule, remedy) for name in written if name not in known]
        if unknown:
            raise DataError(unknown)
    content: dict[str, Any] = {
        "trial": plan.trial,
        "source": plan.source,
        "plan_sha256": plan.digest,
        "lock_seal": None if plan.lock is None else plan.lock.seal,
        "seeds": {"plan": plan.seed},
        "versions": package_versions(),
        "inputs": {path: known.get(path) or sha256(path) for path in sorted(map(str, inputs))},
        "outputs": {path: known.get(path) or sha256(path) for path in written},
    }
    content["all_sha256"] = all_sha256(content)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def all_sha256(content: Mapping[str, Any]) -> str:
    """The hash of a manifest's hashes, and of what else it says.

    That is, of a line for each file, `hash  name`, inputs first; then of one for each other key,
    `value  key`, the value as JSON.
    """
    lines = [
        f"{content[kind][name]}  {name}"
        for kind in ("inputs", "outputs")
        for name in sorted(content[kind])
    ]
    others = sorted(content.keys() - {"inputs", "outputs", "all_sha256"})
    lines += [f"{json.dumps(content[key], sort_keys=True)}  {key}" for key in others]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
