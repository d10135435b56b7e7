"""Opening the plan's files: each once, by its format, only the columns that the plan maps."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path

from ipt_outcomes.causes import MOST_COLUMNS
from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.chosen_rows import labelled
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.error_cells import without_errors
from ipt_outcomes.ingest.formats.readers import READERS, read_text
from ipt_outcomes.ingest.mapping import Mapped, mapped_columns
from ipt_outcomes.ingest.missing_codes import without_missing_codes
from ipt_outcomes.ingest.redcap.double_entry import without_entries
from ipt_outcomes.ingest.redcap.held import held_to_dictionary
from ipt_outcomes.ingest.row_numbers import with_row_numbers
from ipt_outcomes.ingest.strange_cells import report_strange_labels, without_strange_cells
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sources import Source, sources

# A header this near to the plan's word is that word misspelt, not a participant's value.
NEARLY_SPELT = 0.8
# Comparing takes a while for each name.
MOST_COMPARED = 2_000
MOST_GUESSED = 20
# Unmapped cells beyond this are not looked at.
MOST_CELLS = 20_000_000


def read_files(plan: Plan, findings: Findings) -> dict[str, TextTable]:
    """Every file of the plan that could be read, by its name in messages (`Source.name`).

    Declared missing codes are empty cells, and columns read by their labels hold these.
    """
    tables = {}
    of_plan = sources(plan)
    for name, columns in mapped_columns(plan).items():
        source = of_plan[name]
        table = _read(plan, source, [mapped.column for mapped in columns], findings)
        if table is not None:
            table = without_strange_cells(table, findings)
            table = with_row_numbers(plan, table, findings)
            table = without_entries(source, table, findings)
            _report_absent(plan, table, columns, findings)
            if source.dictionary is not None:
                table = held_to_dictionary(plan, source, table, findings)
            report_strange_labels(table, findings)
            table = without_missing_codes(plan, source, table, findings)
            table = without_errors(table, findings)
            tables[name] = labelled(source.labels, table, findings)
    return tables


def read_unmapped(plan: Plan, table: TextTable) -> TextTable | None:
    """The columns of a file of the plan, read before, that the plan does not map.

    For counting only: what they hold goes nowhere. None where there are none, or where they are
    more than `MOST_CELLS`.
    """
    mapped = {column.column for column in mapped_columns(plan)[table.file]}
    columns = [name for name in table.header if name not in mapped]
    if not columns or len(columns) * len(table.cells) > MOST_CELLS:
        return None
    source = sources(plan)[table.file]
    return read_text(plan.root / source.file, source, columns, Findings())


def _read(
    plan: Plan, source: Source, wanted: Collection[str], findings: Findings
) -> TextTable | None:
    line = plan.line(*source.where, "file")
    check = f"Check the name in {plan.file}, line {line}; it starts from {_start(plan)}."
    try:
        path = plan.root / source.file
        if path.is_dir():
            rule, remedy = "this is a folder, not a file", check
        elif not path.exists():
            rule, remedy = "the file is not there", check
        elif source.suffix not in READERS:
            known = ", ".join(READERS)
            rule, remedy = "files of this format are not read", f"Save it as one of: {known}."
        else:
            return read_text(path, source, wanted, findings)
    except OSError:
        rule, remedy = "the file cannot be opened", "Check its name and that you may read it."
    findings.add(Problem(source.name, None, None, rule, remedy))
    return None


def _start(plan: Plan) -> str:
    in_config = Path(plan.file).resolve().parent != plan.root
    return "the folder that holds config/" if in_config else "the plan's own folder"


def _report_absent(
    plan: Plan, table: TextTable, columns: tuple[Mapped, ...], findings: Findings
) -> None:
    absent = {mapped.column: mapped for mapped in columns if mapped.column not in table.header}
    if not absent:
        return
    # Only a name that the plan nearly says is shown: where the header is missing, the first line
    # is a participant's.
    header = table.header[:MOST_COMPARED]
    near = {
        name: found[0]
        for name in list(absent)[:MOST_GUESSED]
        if (found := difflib.get_close_matches(name, header, n=1, cutoff=NEARLY_SPELT))
    }
    guess = ""
    if near:
        of = (
            repr(found) + (f" for {name}" if len(absent) > 1 else "")
            for name, found in near.items()
        )
        guess = f" Did you mean {', '.join(of)}?"
    first, *others = absent.values()
    place = f"{'.'.join(map(str, first.where))} in {plan.file}, line {plan.line(*first.where)}"
    rule = "the plan maps this column and the file's header does not have it"
    if others:
        place += f", and the {len(others)} after it"
        rule = f"the plan maps these {len(absent)} columns and the file's header has none of them"
    remedy = f"Correct {place}; or the header.{guess}"
    named = list(absent)[:MOST_COLUMNS]
    more = f" and {len(absent) - len(named)} more" if len(absent) > len(named) else ""
    findings.add(Problem(table.file, table.header_line, ", ".join(named) + more, rule, remedy))
