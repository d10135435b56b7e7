"""A file's header: every column named, no two alike, and not more of them than can be meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings

# Spreadsheets hold 16 384 columns, large REDCap projects some thousands.
MOST_COLUMNS = 100_000

# A file whose every column lacks its own name must not make a message of a million lines.
_MOST_SAID = 20


def report_header(
    file: str, line: int, header: Sequence[str], wanted: Collection[str], findings: Findings
) -> None:
    """Find what is wrong with the names of `header`, which stands on `line`.

    A name is shown only where the plan maps it (`wanted`): a file without a header has a
    participant's row in its place.
    """
    if len(header) > MOST_COLUMNS:
        rule = f"the file has {len(header)} columns, more than the {MOST_COLUMNS} that are read"
        findings.add(Problem(file, line, None, rule, "Look for line ends lost in saving the file."))
        return
    unnamed = [position for position, name in enumerate(header, 1) if not name.strip()]
    if unnamed:
        rule = f"the header gives no name to column number {_positions(unnamed)}"
        remedy = "Name the column in the file's first line."
        findings.add(Problem(file, line, None, rule, remedy))
    repeated = {name for name, count in Counter(header).items() if count > 1 and name.strip()}
    places = defaultdict(list)
    for position, name in enumerate(header, 1):
        if name in repeated:
            places[name].append(position)
    for name in list(places)[:_MOST_SAID]:
        rule = f"the header gives one name to columns number {_positions(places[name])}"
        if len(places) > _MOST_SAID:
            rule += f" (so with {len(places)} names; the first {_MOST_SAID} are listed)"
        column = name if name in wanted else None
        findings.add(Problem(file, line, column, rule, "Rename all but one of them."))


def _positions(positions: Sequence[int]) -> str:
    shown = " and ".join(map(str, positions[:_MOST_SAID]))
    rest = len(positions) - _MOST_SAID
    return f"{shown} and {rest} more" if rest > 0 else shown
