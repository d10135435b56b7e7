"""A Parquet file as text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cell_text import cell_text
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.header import report_header
from ipt_outcomes.ingest.text_table import TextTable

# Parquet packs repeated values into next to nothing: cells are counted before they are unpacked.
MOST_CELLS = 400_000_000


def read_parquet_text(
    path: Path, file: str, wanted: Collection[str], findings: Findings
) -> TextTable | None:
    """The columns `wanted` of the Parquet file at `path`, called `file` in messages.

    Lines are the rows' numbers plus one. None when it breaks a rule; `findings` then says which.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = len(findings)
    try:
        with pq.ParquetFile(path) as stored:
            schema = stored.schema_arrow
            header, rows = list(schema.names), int(stored.metadata.num_rows)
            report_header(file, 1, header, wanted, findings)
            if len(findings) > before:
                return None
            columns = [name for name in dict.fromkeys(wanted) if name in set(header)]
            _report_form(file, schema, columns, rows, findings)
            if len(findings) > before:
                return None
            table = stored.read(columns=columns)
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        _refuse(file, None, "the file cannot be read as Parquet", "Write it again.", findings)
        return None
    cells = {name: _texts(table.column(name)) for name in columns}
    lines = pd.Index(np.arange(2, rows + 2), dtype="int64")
    return TextTable(file, tuple(header), pd.DataFrame(cells, index=lines))


def _report_form(file: str, schema: Any, columns: list[str], rows: int, findings: Findings) -> None:
    import pyarrow.types as kinds

    if not rows:
        _refuse(file, None, "the file has no rows", "Give a file with rows.", findings)
    if rows * max(len(columns), 1) > MOST_CELLS:
        rule = f"the mapped columns have more than {MOST_CELLS} cells"
        _refuse(file, None, rule, "Give fewer rows.", findings)
    for name in columns:
        if kinds.is_nested(schema.field(name).type):
            rule = "the column's cells hold lists or records"
            _refuse(file, name, rule, "Give one value a cell.", findings)


def _texts(column: Any) -> Any:
    """The column's cells as text; each distinct value is written once."""
    import pyarrow as pa
    import pyarrow.types as kinds

    kind = column.type
    if kinds.is_string(kind) or kinds.is_large_string(kind):
        return pd.array(column.fill_null("").to_numpy(zero_copy_only=False), dtype="str")
    if not kinds.is_dictionary(kind):
        column = column.dictionary_encode()
    # Chunks may have dictionaries of their own.
    encoded = pa.chunked_array(column).unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    texts = pd.array([cell_text(value) for value in encoded.dictionary.to_pylist()], dtype="str")
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")
    return texts.take(codes, allow_fill=True, fill_value="")


def _refuse(file: str, column: str | None, rule: str, remedy: str, findings: Findings) -> None:
    findings.add(Problem(file, None, column, rule, remedy))
