"""Outcomes of psychotherapy trials: from session and symptom-scale data to checked effect sizes.

The public names are those of `__all__`. They are loaded when first used, so that a workflow job
that needs only the plan does not pay for plotting or for the statistics.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "ModelError": "models.errors",
    "fit": "models.fit",
    "read_fit": "models.storage",
    "marginal_means": "models.means",
    "contrast": "models.means",
    "joint_test": "models.means",
}

__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"ipt_outcomes has no public name {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
