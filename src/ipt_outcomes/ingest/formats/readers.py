"""Which reader opens a file, by the end of its name, and with which of the plan's options."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.csv_text import read_csv_text
from ipt_outcomes.ingest.formats.excel_text import read_excel_text
from ipt_outcomes.ingest.formats.header import HeaderRows
from ipt_outcomes.ingest.formats.parquet_text import read_parquet_text
from ipt_outcomes.ingest.formats.stat_text import read_statistics_text
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.data_file import (
    EXCEL_SUFFIXES,
    PARQUET_SUFFIXES,
    STATISTICS_SUFFIXES,
    TEXT_SUFFIXES,
)
from ipt_outcomes.plan.sources import Source

# Called with the path, the file's name in messages, the columns wanted, and the findings; further
# options by name.
READERS: dict[str, Callable[..., TextTable | None]] = {
    **dict.fromkeys(TEXT_SUFFIXES, partial(read_csv_text, delimiter="\t")),
    ".csv": read_csv_text,
    **dict.fromkeys(EXCEL_SUFFIXES, read_excel_text),
    **dict.fromkeys(STATISTICS_SUFFIXES, read_statistics_text),
    **dict.fromkeys(PARQUET_SUFFIXES, read_parquet_text),
}


def read_text(
    path: Path, source: Source, wanted: Collection[str], findings: Findings
) -> TextTable | None:
    """The columns `wanted` of one of the plan's files, read as its entries say.

    Raises KeyError where files of its format are not read, OSError where it cannot be opened.
    """
    return READERS[source.suffix](path, source.name, wanted, findings, **_options(source))


def _options(source: Source) -> dict[str, Any]:
    rows = {"rows_needed": source.rows_needed}
    form = rows | {
        "decimal": source.decimal,
        "header": HeaderRows(source.header_rows, source.names_rows),
    }
    if source.suffix in TEXT_SUFFIXES:
        return {"encoding": source.encoding, "delimiter": source.delimiter, **form}
    if source.suffix in EXCEL_SUFFIXES:
        return {"sheet": source.sheet, **form}
    return rows | ({"encoding": source.encoding} if source.suffix in STATISTICS_SUFFIXES else {})
