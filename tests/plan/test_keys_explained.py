"""The page that explains the plan names every key that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ipt_outcomes.plan import plan
from ipt_outcomes.plan.base import Part


def parts(of: type[Part]) -> Iterator[type[Part]]:
    for part in of.__subclasses__():
        yield part
        yield from parts(part)


def test_every_key_is_explained(root: Path) -> None:
    text = (root / "config/README.md").read_text(encoding="utf-8")
    # In code, or as a key of an example.
    said = set(re.findall(r"`(\w+)(?::[^`]*)?`", text)) | set(re.findall(r"(\w+): ?[\[{]", text))
    said |= set(re.findall(r"^ *(\w+):", text, re.MULTILINE))
    keys = {name for part in parts(Part) for name in part.model_fields}
    assert plan.Plan in set(parts(Part))
    assert keys - said == set()
