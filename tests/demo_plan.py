"""The plans of the trials as text, for tests that change a key of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

# What rests on the trials' own outcomes, contrasts, covariates and files: tests that change those
# say it themselves.
_OF_THE_DEMONSTRATION = (
    "missing", "moderators", "mediation", "evidence", "indirect", "clinical_change",
    "personalized_advantage", "analysis_sets", "treatment_received",
    "fidelity", "adverse_events", "relapse", "protocol",
)  # fmt: skip
_OF_BEAT_THE_BLUES = ("moderators", "clinical_change", "effect_size", "personalized_advantage")


def demo_plan_text(root: Path) -> str:
    """The demonstration trial's, without what rests on its own design."""
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    return _without(_OF_THE_DEMONSTRATION, text)


def demo_plan(root: Path) -> dict[str, Any]:
    """The same, read."""
    content: dict[str, Any] = yaml.safe_load(demo_plan_text(root))
    return content


def real_plan_text(root: Path) -> str:
    """That of Beat the Blues, without what rests on its own design."""
    text = (root / "config/trials/beat_the_blues.yaml").read_text(encoding="utf-8")
    return _without(_OF_BEAT_THE_BLUES, text)


def real_plan(root: Path) -> dict[str, Any]:
    """The same, read."""
    content: dict[str, Any] = yaml.safe_load(real_plan_text(root))
    return content


def _without(keys: Sequence[str], text: str) -> str:
    for key in keys:
        text, times = re.subn(rf"^{key}:.*?\n\n", "", text, flags=re.S | re.M)
        assert times == 1, key
    return text
