"""What a plan may say in short, written out: before the plan's classes see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_outcomes.plan.data_file import EVERY_COLUMN, file_and_sheet


def write_out(plan: Any) -> None:
    """Write out, in the plan's tree of keys, `file: book.xlsx#sheet` and `missing: [codes]`.

    What is not as a plan has it is left alone: the plan's classes refuse it.
    """
    for entry in _entries(plan):
        file, missing = entry.get("file"), entry.get("missing")
        if isinstance(file, str) and entry.get("sheet") is None:
            name, sheet = file_and_sheet(file)
            if sheet is not None:
                entry["file"], entry["sheet"] = name, sheet
        if isinstance(missing, list):
            entry["missing"] = {EVERY_COLUMN: missing}


def _entries(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    scores = plan.get("scores")
    places = [plan.get("participants"), plan.get("sessions")]
    places += scores if isinstance(scores, list) else []
    for entry in places:
        if isinstance(entry, dict):
            yield entry
