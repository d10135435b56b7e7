"""The demonstration trial's plan as text, for tests that change a key of it."""

from __future__ import annotations

import re
from pathlib import Path


def demo_plan_text(root: Path) -> str:
    """The plan, without what it says of missing scores: tests say that themselves."""
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    shorter, times = re.subn(r"^missing:.*?\n\n", "", text, flags=re.S | re.M)
    assert times == 1
    return shorter
