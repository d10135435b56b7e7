"""Opening the plan's files: each once, by its format, only the columns that the plan maps."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from pathlib import Path

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.csv_text import read_csv_text
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.mapping import Mapped, file_key, mapped_columns
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan

Reader = Callable[[Path, str, Collection[str], Findings], TextTable | None]

READERS: dict[str, Reader] = {".csv": read_csv_text}

# A header this near to the plan's word is that word misspelt, not a participant's value.
NEARLY_SPELT = 0.8


def read_files(plan: Plan, findings: Findings) -> dict[str, TextTable]:
    """Every file of the plan that could be read, by its name in the plan."""
    tables = {}
    for file, columns in mapped_columns(plan).items():
        table = _read(plan, file, [mapped.column for mapped in columns], findings)
        if table is not None:
            _report_absent(plan, table, columns, findings)
            tables[file] = table
    return tables


def _read(plan: Plan, file: str, wanted: Collection[str], findings: Findings) -> TextTable | None:
    line = plan.line(*file_key(plan, file))
    check = f"Check the name in {plan.file}, line {line}; it starts from {_start(plan)}."
    reader = READERS.get(Path(file).suffix.lower())
    try:
        path = plan.root / file
        if path.is_dir():
            rule, remedy = "this is a folder, not a file", check
        elif not path.exists():
            rule, remedy = "the file is not there", check
        elif reader is None:
            known = ", ".join(READERS)
            rule, remedy = "files of this format are not read", f"Save it as one of: {known}."
        else:
            return reader(path, file, wanted, findings)
    except OSError:
        rule, remedy = "the file cannot be opened", "Check its name and that you may read it."
    findings.add(Problem(file, None, None, rule, remedy))
    return None


def _start(plan: Plan) -> str:
    in_config = Path(plan.file).resolve().parent != plan.root
    return "the folder that holds config/" if in_config else "the plan's own folder"


def _report_absent(
    plan: Plan, table: TextTable, columns: tuple[Mapped, ...], findings: Findings
) -> None:
    for mapped in columns:
        if mapped.column in table.header:
            continue
        # Only a name that the plan nearly says is shown: where the header is missing, the first
        # line is a participant's.
        near = difflib.get_close_matches(mapped.column, table.header, n=1, cutoff=NEARLY_SPELT)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        findings.add(
            Problem(
                table.file,
                1,
                mapped.column,
                "the plan maps this column and the file's header does not have it",
                f"Correct {'.'.join(map(str, mapped.where))} in {plan.file}, "
                f"line {plan.line(*mapped.where)}, or the header.{guess}",
            )
        )
