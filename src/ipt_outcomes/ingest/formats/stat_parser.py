"""Parsing a file of SPSS, Stata or SAS in a process of its own, whose answer is JSON.

The parser is C, and a damaged file can make it crash. Then that process ends and not the caller's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ipt_outcomes.ingest.formats.cell_text import cell_text
from ipt_outcomes.ingest.formats.header import MOST_COLUMNS

# A file's own count of its rows cannot be trusted; more than this is not a trial.
MOST_ROWS = 20_000_000


@dataclass(frozen=True)
class Parsed:
    """A file's header, its number of rows, and as text the columns asked for.

    No cells where there are more rows or columns than are read. `declared` counts, by column, the
    cells that the file itself declares missing; they are empty. `labels`: by column, by code.
    `said`: the variables' own labels, by column.
    """

    header: list[str]
    rows: int
    cells: dict[str, list[str]]
    declared: dict[str, int]
    labels: dict[str, dict[str, str]]
    said: dict[str, str]


def parsed(path: Path, wanted: Collection[str], encoding: str | None) -> Parsed | None:
    """The columns `wanted` of the file; None where it cannot be parsed, or where that crashes.

    Raises ImportError where the process does not find what it needs.
    """
    run = subprocess.run(
        [sys.executable, "-P", "-m", "ipt_outcomes.ingest.formats.stat_parser"],
        input=json.dumps([str(path), list(wanted), encoding]),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 1:
        raise ImportError(run.stderr)
    answer = json.loads(run.stdout) if run.returncode == 0 else None
    return None if answer is None else Parsed(**answer)


def parse(path: str, wanted: Collection[str], encoding: str | None) -> Parsed:
    """What `parsed` gives, in this process, which a damaged file may end.

    Raises whatever the parser does, and ValueError where the file cannot be what it says.
    """
    import pyreadstat

    suffix = Path(path).suffix.lower()
    read: Any = {
        ".sav": pyreadstat.read_sav,
        ".dta": pyreadstat.read_dta,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }[suffix]
    _, about = read(path, metadataonly=True, encoding=encoding, output_format="dict")
    header = list(about.column_names)
    if not header or not all(isinstance(name, str) for name in header):
        raise ValueError("a column has no name")
    # SAS transport files do not say how many rows they have.
    rows = about.number_rows or 0
    if rows > MOST_ROWS or len(header) > MOST_COLUMNS:
        return Parsed(header, rows, {}, {}, {}, {})
    if rows > Path(path).stat().st_size:
        raise ValueError("a row takes less than a byte")
    columns = [name for name in dict.fromkeys(wanted) if name in set(header)]
    # A reader without any column reads all of them.
    kept = columns or header[:1]
    options = {} if suffix == ".xpt" else {"user_missing": True}
    values, about = read(path, usecols=kept, encoding=encoding, output_format="dict", **options)
    cells, declared = {}, {}
    for name in columns:
        cells[name], declared[name] = _texts(values[name], about, name)
    said = {name: str(text) for name, text in about.column_names_to_labels.items() if text}
    return Parsed(header, len(values[kept[0]]), cells, declared, _labels(about, columns), said)


def _labels(about: Any, columns: Collection[str]) -> dict[str, dict[str, str]]:
    labels: Mapping[str, Mapping[Any, Any]] = about.variable_value_labels
    return {
        name: {cell_text(code): str(label) for code, label in codes.items()}
        for name, codes in labels.items()
        if name in columns
    }


def _texts(column: Any, about: Any, name: str) -> tuple[list[str], int]:
    """The cells as text, those that the file declares missing as empty, and how many these are."""
    tags = set(about.missing_user_values.get(name) or ())
    ranges = [(code["lo"], code["hi"]) for code in about.missing_ranges.get(name) or ()]
    known: dict[tuple[type, Any], tuple[str, bool]] = {}
    texts, declared = [], 0
    for value in column:
        key = (type(value), value)
        if key not in known:
            missing = _declared(value, tags, ranges)
            known[key] = ("" if missing else cell_text(value), missing)
        text, missing = known[key]
        texts.append(text)
        declared += missing
    return texts, declared


def _declared(value: Any, tags: set[Any], ranges: list[tuple[Any, Any]]) -> bool:
    if isinstance(value, str):
        return value in tags or (value, value) in ranges
    if not isinstance(value, int | float | np.number):
        return False
    return any(
        low <= value <= high
        for low, high in ranges
        if not isinstance(low, str) and not isinstance(high, str)
    )


def main() -> None:
    """Answer what standard input asks: a path, the columns wanted, the encoding."""
    path, wanted, encoding = json.load(sys.stdin)
    try:
        answer = vars(parse(path, wanted, encoding))
    except ImportError:
        raise
    except Exception:
        # The parser says in many ways that a damaged file makes no sense to it.
        answer = None
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
