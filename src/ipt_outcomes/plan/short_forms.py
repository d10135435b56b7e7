"""What a plan may say in short, written out: before the plan's classes see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ipt_outcomes.plan.data_file import EVERY_COLUMN, file_and_sheet


def write_out(plan: Any) -> None:
    """Write out, in the plan's tree of keys, `file: book.xlsx#sheet` and `missing: [codes]`.

    R's backticks around a covariate's name are taken off wherever it stands.

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
    for key, place in (
        ("covariates", plan.get("participants")),
        ("stratification", plan),
        ("covariates", plan.get("models")),
        *(("covariates", each) for each in _list(plan.get("analyses"))),
        ("quasi_identifiers", plan.get("privacy")),
        ("bands", plan.get("privacy")),
    ):
        if isinstance(place, dict) and key in place:
            place[key] = _without_backticks(place[key])


def _without_backticks(names: Any) -> Any:
    if isinstance(names, list):
        return [_bare(name) for name in names]
    return (
        {_bare(name): value for name, value in names.items()} if isinstance(names, dict) else names
    )


def _bare(name: Any) -> Any:
    quoted = isinstance(name, str) and len(name) > 2 and name[0] == name[-1] == "`"
    return name[1:-1] if quoted else name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def entries_of(value: Any) -> list[dict[str, Any]]:
    """The entries of a list of keys and values; nothing where it is no such list."""
    return [entry for entry in _list(value) if isinstance(entry, dict)]


def _entries(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    files = ("participants", "sessions", "fidelity", "adverse_events")
    for entry in (*(plan.get(key) for key in files), *_list(plan.get("scores"))):
        if isinstance(entry, dict):
            yield entry
