"""The demonstration trial's plan as text, for tests that change a key of it."""

from __future__ import annotations

import re
from pathlib import Path


def demo_plan_text(root: Path) -> str:
    """The plan, without what it says of missing scores and of other studies: tests say that
    themselves, and have no file of studies.
    """
    text = (root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8")
    keys = "missing|evidence|indirect"
    shorter, times = re.subn(rf"^(?:{keys}):.*?\n\n", "", text, flags=re.S | re.M)
    assert times == 3
    return shorter
