"""What a result was made from: hashes of every input and output, versions, plan and seed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

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


def manifest(plan: Plan, *, inputs: Iterable[str | Path], outputs: Iterable[str | Path]) -> str:
    """The manifest of a trial's run as JSON text, the same for the same run: no times, no paths.

    Files are named as given, so give them relative to the project's folder.
    """
    content: dict[str, Any] = {
        "trial": plan.trial,
        "source": plan.source,
        "plan_sha256": plan.digest,
        "lock_seal": None if plan.lock is None else plan.lock.seal,
        "seeds": {"plan": plan.seed},
        "versions": package_versions(),
        "inputs": {str(path): sha256(path) for path in sorted(map(str, inputs))},
        "outputs": {str(path): sha256(path) for path in sorted(map(str, outputs))},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
