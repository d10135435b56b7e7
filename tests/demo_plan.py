"""The plans of the trials as text, for tests that change a key of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml


def demo_plan_text(root: Path) -> str:
    """The demonstration trial's, without what it says of missing scores, moderators, mediators and
    studies: tests say that themselves, and have no file of studies.
    """
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    for key in ("missing", "moderators", "mediation", "evidence", "indirect"):
        text = _without(key, text)
    return text


def real_plan_text(root: Path) -> str:
    """That of Beat the Blues without its moderators, which rest on its covariates and baseline."""
    path = root / "config/trials/beat_the_blues.yaml"
    return _without("moderators", path.read_text(encoding="utf-8"))


def real_plan(root: Path) -> dict[str, Any]:
    """The same, read."""
    content: dict[str, Any] = yaml.safe_load(real_plan_text(root))
    return content


def _without(key: str, text: str) -> str:
    shorter, times = re.subn(rf"^{key}:.*?\n\n", "", text, flags=re.S | re.M)
    assert times == 1
    return shorter
